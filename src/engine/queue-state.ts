/** How long a run waits before its next attempt. */
export interface Backoff {
  readonly type: 'exponential' | 'fixed';
  readonly delayMs: number;
  readonly maxMs: number;
}

/** What a run knows of the queue that it is in: kept with its state. */
export interface QueuedRun {
  readonly name: string;
  /** The attempt that is made from here, from 1. */
  readonly attempt: number;
  /** The number of the last one. */
  readonly last: number;
  /** How many are made until an operator lets it be tried anew. */
  readonly attempts: number;
  readonly backoff: Backoff;
  /** Of an attempt, where the rule says none. */
  readonly timeoutMs?: number;
  /** A run that has failed for the last time is suspended. */
  readonly suspends: boolean;
  /** Of the runs with the same one only so many are under way at a time. */
  readonly key?: string;
  /** Its client waited for it: it began at once, and makes one attempt. */
  readonly isDirect?: boolean;
}

/** How a run is begun that takes its turn. */
export interface QueuedStart {
  /** Of `Prefer`, what was applied; undefined: nothing, or its client waits. */
  readonly applied?: string | undefined;
  /** Its client waits: it makes one attempt, and only its key may keep it from beginning. */
  readonly isWaited?: boolean;
  /** The answer is held for a while: its 202 is not promised yet. */
  readonly isHeld?: boolean;
  /** In place of what the rule says. */
  readonly queue?: string | undefined;
  readonly priority?: number | undefined;
  readonly delayMs?: number | undefined;
}

/** What comes of a failure of a run in a queue: its next attempt, this one once more, suspended, or ended. */
export type AfterFailure = 'next' | 'same' | 'suspend' | 'fail';

/** @param cause of the suspension, if it became one. */
export function afterFailure({ attempt, last, suspends, isDirect }: QueuedRun, cause: string): AfterFailure {
  const isOwn = cause === 'error' || cause === 'script';
  // The process, or the database, is to blame: an attempt goes on.
  if (!isOwn) return isDirect ? 'suspend' : 'same';
  if (cause === 'error' && attempt < last) return 'next';
  return suspends ? 'suspend' : 'fail';
}

/** Milliseconds between an attempt, counted from 1, and the next one. */
export function backoffOf({ type, delayMs, maxMs }: Backoff, attempt: number): number {
  // 2 to the 1024th is no number any more.
  const times = type === 'fixed' ? 1 : 2 ** Math.min(attempt - 1, 60);
  return Math.min(delayMs * times, maxMs);
}
