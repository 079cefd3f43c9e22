import { catalogue } from '../../../src/error.ts';
import type { JsonObject } from '../../../src/json.ts';
import type { Shown, Witnessed } from '../observation.ts';
import { failureAnswer } from './answer.ts';
import type { AnsweredFailure } from './answer.ts';
import type { Expected } from './expected.ts';
import type { LayerEnd } from './layer.ts';
import type { Playing } from './playing.ts';
import { undoAll } from './undo.ts';
import type { UndoFailure, Undone } from './undo.ts';

/** Whether a run that ends so is given up, where there is something to undo. */
export function givesUp(run: Playing, { status, isAsked, isChild }: LayerEnd): boolean {
  if (status === 'cancelled' || isChild === true) return false;
  if (status === 'broken' || !run.suspends || isUsedUp(run)) return true;
  // A script that asks for a recovery is no failure of the run.
  return run.rule.onFailure === 'compensate' && !isAsked;
}

/** Its automatic recoveries are used up, and it is given up then. */
export function isUsedUp({ rule, claims }: Playing): boolean {
  const { auto = true, max = 3, then } = (rule.recover ?? {}) as JsonObject;
  return auto === true && then === 'compensate' && claims >= Number(max);
}

/** Why a run is given up that an operator gives up: as it had failed, else that the operator did. */
export function operatorsReason(before: Shown, seen: Shown): AnsweredFailure {
  const { errCode = null, errComponent: component = null, curStep: layer = null } = before.kept ?? {};
  const code = errCode ?? '110010';
  const status = Object.hasOwn(catalogue, code) ? catalogue[code as keyof typeof catalogue].status : 500;
  return { code, status, message: seen.failure?.message ?? '', component, layer };
}

/** Undoes what a run has left that is given up. @param start when that begins, in answers. */
export function undo(run: Playing, seen: Witnessed, why: AnsweredFailure, start: number): Expected {
  const undone = undoNow(run, seen, why, start);
  run.expectCalls(undone.calls);
  run.left = undone.left;
  run.countCalls(seen);
  const { code, message, component, layer } = why;
  const failure = { code, message, component, layer };
  const status = undone.ok ? 'compensated' : 'suspended';
  const isHeld = seen.heldAfter === null;
  run.answer ??= failureAnswer(run.response, run.context, why, isHeld ? status : 'compensating');
  if (undone.ok) return { ...run.expected('compensated'), failure };
  const first = firstOf(undone.failures, seen.kept?.errComponent ?? null);
  const error = first ? { code: first.failure.code, component: first.component } : null;
  return { ...run.expected('suspended'), failure, kept: run.keptOf(null, error, run.recoverAt) };
}

export function undoNow(run: Playing, seen: Witnessed, why: AnsweredFailure, start: number): Undone {
  const { code, message: msg, component, layer } = why;
  const context = { ...run.context, error: { code, msg, component, layer } };
  return undoAll(run.left, run.layers, context, start, run.inside(seen));
}

/** Of several at once the one that the engine says has failed. */
function firstOf(failures: readonly UndoFailure[], told: string | null): UndoFailure | undefined {
  const earliest = Math.min(...failures.map(({ time }) => time));
  const first = failures.filter(({ time }) => time === earliest);
  return first.find(({ component }) => component === told) ?? first[0];
}
