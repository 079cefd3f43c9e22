import type { Generated } from 'kysely';
import type { EndStatus } from '../engine/port.ts';

/** Where the place of a run stands: `ready` may be taken, `held` waits for its key, `delayed` for a time. */
export type EntryState = 'ready' | 'held' | 'delayed' | 'taken' | 'paused' | 'left';

/** The place of a run in its queue; it stays as long as the row of the run. */
export interface QueueEntryTable {
  /** The order in which they came. */
  id: Generated<number>;
  trx: string;
  queue: string;
  state: EntryState;
  priority: number;
  /** Of one that is delayed. */
  due_at: number | null;
  /** Null: never, or it has begun. */
  expires_at: number | null;
  /** SHA-256 of queue and key, hex; null: as many are under way as there are. */
  key_hash: string | null;
  key_limit: number;
  /** 1: its client waits, and it does not go back to the queue. */
  direct: 1 | null;
  /** 0: it has not begun. */
  attempt: number;
  /** The number of the attempt that begins when it is taken next. */
  next_attempt: number;
  /** How often in a row its process has died in this layer. */
  crashes: number;
  crash_step: number | null;
  /** Since when it may be taken. */
  ready_at: number | null;
  /** When its first attempt began. */
  begun_at: number | null;
  outcome: EndStatus | null;
  ended_at: number | null;
}

/** What is set of a queue; it is there as soon as it is named. */
export interface QueueTable {
  name: string;
  paused: 0 | 1;
  /** JSON. */
  settings: string;
}

/** When attempts began, of queues that have a limit. */
export interface QueueStartTable {
  id: Generated<number>;
  queue: string;
  at: number;
}

/** A process that works on queues. */
export interface WorkerTable {
  id: string;
  host: string;
  pid: number;
  version: string;
  /** JSON; null: all. */
  queues: string | null;
  active: number;
  started_at: number;
  seen_at: number;
  /** Since when somebody wants to know whether it is there. */
  asked_at: number | null;
}
