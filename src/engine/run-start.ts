import type { Clock } from '../clock.ts';
import type { Json } from '../json.ts';
import type { CompiledRule, RequestContext } from '../rule/compiled.ts';
import type { RunIds } from './engine.ts';
import { failureOf } from './given-up.ts';
import type { RunLedger } from './run-ledger.ts';
import type { KeptState } from './kept-state.ts';
import type { RunEnvironment } from './port.ts';
import type { DirectRun, NewEntry } from './queue-port.ts';
import { isUsedUp } from './recover-at.ts';
import { noteRun } from './run-metadata.ts';
import { newRunLog } from './run-record.ts';
import type { New, RunShape } from './run-state.ts';

const NO_STATE = { scriptData: {}, steps: {}, failed: null, responded: null, pendingAnswer: false } as const;

/** Where a run begins: at its first layer, or where a kept one goes on. */
export interface RunStart {
  readonly rule: CompiledRule;
  readonly ids: RunIds;
  readonly environment: RunEnvironment;
  readonly ledger: RunLedger;
  /** From 1. */
  readonly layer: number;
  readonly state: Omit<KeptState, 'rule'>;
  /** It has rested, and goes on because what it waited for has come. */
  readonly isWoken?: boolean;
  /** Its place in the queue, of a run that has no row yet. */
  readonly entry?: NewEntry | undefined;
  /** It rests before its first layer here. */
  readonly isPaused?: boolean;
  /** It was begun before, and goes on in its queue: by an attempt that has failed, or whose process has died. */
  readonly isAgain?: boolean;
  /** How often it was recovered so far, with this time. */
  readonly recoveries: number;
  readonly recovery: { readonly operator: string; readonly changes: Json } | undefined;
}

/** The state that a run begins with here. @param left it has something to undo. */
export function firstState(start: RunStart, left: boolean): New {
  const { layer, state, ledger } = start;
  const givenUp = state.givenUp ? failureOf(state.givenUp) : null;
  const flags = { kept: ledger.kept, answered: false, stop: null, left, pause: start.isPaused ?? false };
  return { name: 'new', layer, only: toBegin(start), givenUp, ...flags };
}

/** The components that a run which was kept goes on with, in the order of their layer; null: all of them. */
function toBegin({ rule, layer, state }: RunStart): readonly string[] | null {
  const { failed } = state;
  return failed && (rule.layers[layer - 1] ?? []).map(({ name }) => name).filter((one) => failed.includes(one));
}

/** What of the rule decides how the run goes on. */
export function shapeOf({ rule, recoveries, recovery, state }: RunStart): RunShape {
  const { layers, suspend, durable, undoes } = rule;
  return {
    layers: layers.map(({ length }) => length),
    ...{ suspend, durable, undoes },
    queue: recovery === undefined ? (state.queue ?? null) : null,
    givesUp: isUsedUp(rule, recoveries) ? 'always' : rule.givesUp ? 'error' : 'never',
  };
}

/** Whether it was kept, and goes on. */
export function isResumed({ recovery, isWoken, isAgain }: RunStart): boolean {
  return recovery !== undefined || isWoken === true || isAgain === true;
}

/** Whether a run may leave others that it has called: in this session, or in an earlier one, of which nothing is known here. */
export function mayLeaveChild(start: RunStart, waits: { readonly isForChild: boolean } | undefined): boolean {
  return waits?.isForChild === true || (start.rule.callsRules && isResumed(start));
}

interface StartDeps {
  readonly clock: Clock;
  readonly environment: () => RunEnvironment;
}

/** The start of a run of a checked request. @throws StepgateError where its metadata is wrong, which `refusedBy` says before. */
export function freshStart(
  { clock, environment }: StartDeps,
  rule: CompiledRule,
  request: RequestContext,
  ids: RunIds,
  ledger: RunLedger,
  direct?: DirectRun,
): RunStart {
  const log = newRunLog(rule, request, ids, clock.now());
  const noted = noteRun(rule, request, ids, environment(), log.start_datetime);
  const { keyed = false, forwarded, parent, schedule } = ids;
  // Who has the trx of a kept run asks for its answer, and so does the caller of a run.
  const mayBeKept = rule.suspend || rule.undoes || rule.callsRules;
  const pendingAnswer = keyed || mayBeKept || parent !== undefined;
  return {
    ...{ rule, ids, ledger, environment: environment(), layer: 1 },
    state: {
      ...NO_STATE,
      pendingAnswer,
      forwarded,
      data: { request, ...(schedule && { schedule }) },
      log,
      ...(noted && { uuid: noted.uuid, log: { ...log, metadata: noted.metadata } }),
      ...(direct && { queue: direct.queue }),
    },
    ...{ recoveries: 0, recovery: undefined, entry: direct?.entry },
  };
}
