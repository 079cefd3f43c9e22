import { failureColumns } from './failure-columns.ts';
import type { GivenUp } from './given-up.ts';
import type { KeptState } from './kept-state.ts';
import type { Parts } from './part-state.ts';
import type { KeptRun, KeptRunPatch, NewKeptRun, RunStatus } from './port.ts';
import type { QueuedRun } from './queue-state.ts';
import { recoverAt } from './recover-at.ts';
import type { RunData } from './run-data.ts';
import type { RunLog } from './run-log.ts';
import type { RunStart } from './run-start.ts';
import type { WriteDeps } from './write-deps.ts';

/** Where a run stands, between two layers or at its end, and all that it needs to go on from there. */
export type Place = Pick<KeptRun, 'curStep' | 'state'>;

/** How a run stands. */
export interface Standing {
  /** Components of its layer that have to run; null: all of them. */
  readonly failed: readonly string[] | null;
  readonly parts: Parts | undefined;
  /** Nothing of it runs any more: of what was under way only what it has left counts. */
  readonly givenUp: GivenUp | undefined;
  readonly pendingAnswer: boolean;
  /** With its next attempt. */
  readonly queue?: QueuedRun | undefined;
}

/** The state of a run as it is kept, without its log. */
export function stateOf({ rule, state, ids }: RunStart, own: RunData, now: Standing): Omit<KeptState, 'log'> {
  const { responded, passed, data, steps, requests, uuid, left: undo } = own;
  const { failed, parts, givenUp, pendingAnswer, queue = state.queue } = now;
  return {
    rule: { name: rule.name, method: rule.method, desc: rule.desc, rule: rule.source },
    data: own.kept(),
    scriptData: Object.fromEntries(data),
    steps: Object.fromEntries(steps),
    requests: Object.fromEntries(requests),
    forwarded: state.forwarded,
    uuid,
    ...(ids.parent && { parent: ids.parent }),
    ...(queue && { queue }),
    failed: givenUp ? null : failed,
    responded,
    ...(passed && { passed }),
    ...(parts && { parts }),
    ...(undo && { undo }),
    ...(givenUp && { givenUp }),
    pendingAnswer,
  };
}

/** The row of a run that was not kept so far. */
export function newRow(
  { rule, ids, entry }: RunStart,
  { method, path, metadata }: RunLog,
  { redact, owner, clock }: Pick<WriteDeps, 'redact' | 'owner' | 'clock'>,
  status: RunStatus,
  patch: KeptRunPatch & Place,
): NewKeptRun {
  const { trx, logId, keyed, parent, clientId } = ids;
  return {
    ...{ trx, logId, keyed, parent, clientId, method, path: redact(path), status, owner },
    ...(metadata && { metadata: redact(metadata) }),
    ...{ version: rule.version, step: rule.layers.length, cause: null, ...failureColumns(null) },
    newEntry: entry,
    ...{ recoverCount: 0, recoverAt: recoverAt(rule, 0, clock.now()) },
    ...patch,
  };
}
