import type { Template } from './template-types.ts';

/** The name of a queue. */
export const QUEUE_NAME = '^[A-Za-z0-9._-]{1,64}$';

/** The queue of rules that name none. */
export const DEFAULT_QUEUE = 'workflow';

/** How long a run waits between two attempts. What is undefined is the queue's. */
export interface QueueBackoff {
  readonly type: 'exponential' | 'fixed' | undefined;
  readonly delayMs: number | undefined;
  readonly maxMs: number | undefined;
}

/** `queue` of a rule. */
export interface CompiledQueue {
  readonly name: string;
  /** All requests are queued, not only those with `Prefer: respond-async`. */
  readonly always: boolean;
  readonly priority: number;
  /** In seconds. */
  readonly delay: Template | undefined;
  /** Undefined: the queue's. */
  readonly attempts: number | undefined;
  readonly backoff: QueueBackoff;
  readonly expiresMs: number | undefined;
  readonly key: Template | undefined;
  readonly keyConcurrency: number;
  /** A run that has failed for the last time is suspended. */
  readonly suspends: boolean;
}
