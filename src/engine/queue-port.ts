import type { AuditLine } from './audit-line.ts';
import type { Queue, QueueLimit, QueueSettings } from './queue-settings.ts';
import type { QueuedRun } from './queue-state.ts';
import type { EndStatus } from './run-status.ts';

/** The place of a run in its queue, as it is taken. */
export interface NewEntry {
  readonly queue: string;
  /** Lower comes first; then the older one. */
  readonly priority: number;
  /** Milliseconds until it may begin. */
  readonly delayMs: number;
  /** Milliseconds after which a run that has not begun is cancelled; null: never. */
  readonly expiresMs: number | null;
  /** Of the runs with the same one at most `keyConcurrency` are under way. Null: as many as there are. */
  readonly key: string | null;
  readonly keyConcurrency: number;
  /** Its client waits, and it has begun. */
  readonly isDirect?: boolean;
}

/** What a run that begins at once knows of its queue. */
export interface DirectRun {
  readonly queue: QueuedRun;
  readonly entry: NewEntry;
}

/** What becomes of the place of a run with a change of its row. */
export type EntryChange =
  /** It is to be taken again, in its old place. `delayMs`: not before that; `attempt`: the number of the next one. */
  | { readonly to: 'queued'; readonly delayMs: number; readonly attempt: number; readonly isRetry?: boolean }
  /** It rests, and keeps its place. */
  | { readonly to: 'paused' }
  /** Nothing takes it any more. */
  | { readonly to: 'left'; readonly outcome: EndStatus | null };

/** The place of a run, for who asks about it. */
export interface Entry {
  readonly trx: string;
  readonly queue: string;
  readonly priority: number;
  /** 0: it has not begun. */
  readonly attempt: number;
  /** Epoch milliseconds; null: it has not begun. */
  readonly startedAt: number | null;
}

/** How a queue stands, over all processes. */
export interface QueueCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly completed1h: number;
  readonly failed1h: number;
  /** Milliseconds; null: nothing waits. */
  readonly oldestWaitingMs: number | null;
}

/** A process that works on queues. */
export interface Worker {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  /** Null: all. */
  readonly queues: readonly string[] | null;
  readonly active: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly seenAt: number;
}

/** Which queues a process works on, and how. */
export interface WorkerScope {
  /** Undefined: all. */
  readonly queues?: readonly string[] | undefined;
  /** Runs under way in each; undefined: what the queue says. */
  readonly concurrency?: number | undefined;
}

/** What one look at all queues finds. */
export interface QueueLook {
  readonly isReady: boolean;
  /** The time of a delayed one has come. */
  readonly isDue: boolean;
  /** One waits for its key. */
  readonly isHeld: boolean;
  readonly isExpired: boolean;
  /** Somebody wants to know whether this process is there. */
  readonly isAsked: boolean;
}

/** The queues and the places of runs in them. Whose turn it is, is decided by the database. */
export interface QueueRepository {
  /** What there is to do, for the process `worker`. */
  look(worker: string): Promise<QueueLook>;
  /** Runs that may be taken, in their order, and for how many milliseconds they could be. */
  ready(queue: string, limit: number): Promise<readonly { readonly trx: string; readonly waitedMs: number }[]>;
  /** Lets those be taken whose time has come. */
  promote(): Promise<void>;
  /** Lets those of a key be taken that may be under way now. */
  promoteKey(queue: string, key: string): Promise<void>;
  /** The same for all keys. */
  promoteKeys(): Promise<void>;
  /** Takes part of what a limit allows now, at most `wanted`; gives how much. */
  grant(queue: string, limit: QueueLimit, wanted: number): Promise<number>;
  /** Runs that had to begin by now, and have not. */
  expired(limit: number): Promise<readonly string[]>;
  /** The client of the run has this 202, encoded: a repeated request has it too. */
  promise(trx: string, answer: string): Promise<void>;
  entry(trx: string): Promise<Entry | undefined>;
  /** Those of these runs. */
  entries(trxs: readonly string[]): Promise<readonly Entry[]>;
  /** All queues: those that are always there, and those that have been named. */
  all(): Promise<readonly Queue[]>;
  /** The queue is there from now on. */
  name(queue: string): Promise<void>;
  /** Undefined stays, null is what it is by default. */
  change(
    queue: string,
    patch: { readonly [K in keyof QueueSettings]?: QueueSettings[K] | null },
    audit: AuditLine,
  ): Promise<void>;
  pause(queue: string, isPaused: boolean, audit: AuditLine): Promise<void>;
  /** False: runs are in it. */
  remove(queue: string, audit: AuditLine): Promise<boolean>;
  counts(queue: string): Promise<QueueCounts>;
  /** Deletes kept runs of the queue that have ended so, before that; gives their number. */
  clean(queue: string, status: EndStatus, olderThanMs: number, audit: AuditLine): Promise<number>;
  /** Deletes those of a queue beyond what is kept, the oldest first; gives their number. */
  trim(queue: Queue, limit: number): Promise<number>;
  /** Says that a process works: at its start, and when it is asked. */
  seen(worker: Omit<Worker, 'seenAt' | 'startedAt'>): Promise<void>;
  /** Those that are there: who has said nothing for a while is asked, and has a moment to answer. */
  workers(): Promise<readonly Worker[]>;
  /** The process works no more. */
  gone(worker: string): Promise<void>;
}
