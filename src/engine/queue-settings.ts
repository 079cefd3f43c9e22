import { DEFAULT_QUEUE } from '../rule/compiled.ts';
import type { Backoff } from './queue-state.ts';

/** Attempts begun in any span of time, over all processes. */
export interface QueueLimit {
  readonly max: number;
  readonly perMs: number;
}

/** How many kept runs that have ended stay; null: they go by their age only. */
export interface QueueKeep {
  readonly success: number | null;
  readonly failed: number | null;
}

/** How a queue is worked on, and what a rule does not say. */
export interface QueueSettings {
  /** Runs under way per process. */
  readonly concurrency: number;
  readonly attempts: number;
  readonly backoff: Backoff;
  /** Of an attempt. */
  readonly timeoutMs: number;
  readonly limit: QueueLimit | null;
  readonly keep: QueueKeep;
}

/** A queue with all that is set, or is so by default. */
export interface Queue extends QueueSettings {
  readonly name: string;
  readonly isPaused: boolean;
}

type Defaults = Pick<QueueSettings, 'concurrency' | 'attempts' | 'timeoutMs'> & { readonly delayMs: number };

const OTHERS: Defaults = { concurrency: 5, attempts: 3, delayMs: 2_000, timeoutMs: 300_000 };

/** The queues that are always there. */
const DEFAULTS: Readonly<Record<string, Defaults>> = {
  realtime: { concurrency: 20, attempts: 2, delayMs: 1_000, timeoutMs: 30_000 },
  [DEFAULT_QUEUE]: OTHERS,
  scheduled: { concurrency: 5, attempts: 5, delayMs: 5_000, timeoutMs: 300_000 },
  background: { concurrency: 2, attempts: 3, delayMs: 2_000, timeoutMs: 1_800_000 },
};

export const BUILT_IN_QUEUES: readonly string[] = Object.keys(DEFAULTS);

/** The longest time between two attempts, where nothing else is said. */
export const LONGEST_BACKOFF_MS = 300_000;

/** A queue as it is. @param set what is set of it. */
export function queueOf(name: string, isPaused: boolean, set: Partial<QueueSettings>): Queue {
  const { delayMs, ...defaults } = (Object.hasOwn(DEFAULTS, name) ? DEFAULTS[name] : undefined) ?? OTHERS;
  return {
    ...defaults,
    backoff: { type: 'exponential', delayMs, maxMs: LONGEST_BACKOFF_MS },
    limit: null,
    keep: { success: null, failed: null },
    ...set,
    ...{ name, isPaused },
  };
}
