import type { Failure } from './answer.ts';
import { failureColumns } from './failure-columns.ts';
import type { KeptRunPatch } from './port.ts';
import type { EntryChange } from './queue-port.ts';
import { backoffOf } from './queue-state.ts';
import type { QueuedRun } from './queue-state.ts';
import type { Resting } from './run-state.ts';
import type { EndStatus } from './run-status.ts';

/** What is written of its queue with a run that rests. */
export interface QueuedRest {
  /** As its next session finds it. */
  readonly queue: QueuedRun | undefined;
  readonly patch: Pick<KeptRunPatch, 'entry' | 'errCode' | 'errMsg' | 'errComponent'>;
}

/** Where a run is in a queue: it is to be taken again, or keeps its place. */
export function queuedRest(
  queue: QueuedRun | undefined,
  { status, isNext, failure }: Pick<Resting, 'status' | 'isNext' | 'failure'>,
): QueuedRest {
  if (!queue) return { queue, patch: failureColumns(null) };
  if (status === 'waiting') return { queue, patch: failureColumns(null) };
  if (status === 'paused') return { queue, patch: { ...failureColumns(null), entry: { to: 'paused' } } };
  const attempt = isNext ? queue.attempt + 1 : queue.attempt;
  const delayMs = isNext ? backoffOf(queue.backoff, queue.attempt) : 0;
  return {
    queue: { ...queue, attempt },
    patch: { ...errorOf(failure, isNext), entry: { to: 'queued', delayMs, attempt } },
  };
}

/** What an attempt before has failed with stays, where this one goes on. */
function errorOf(failure: Failure | null, isNext: boolean): ReturnType<typeof failureColumns> | object {
  return isNext ? failureColumns(failure) : {};
}

/** The run has left its queue. @param outcome null: an operator decides what comes of it. */
export function leftQueue(queue: QueuedRun | undefined, outcome: EndStatus | null): { readonly entry?: EntryChange } {
  return queue ? { entry: { to: 'left', outcome } } : {};
}

/** Whether an ended run may be tried anew. */
export function mayBeRetried(queue: QueuedRun | undefined, status: EndStatus): boolean {
  return queue !== undefined && (status === 'failed' || status === 'cancelled');
}
