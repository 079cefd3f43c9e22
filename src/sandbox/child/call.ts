import type { ScriptIsolate } from './isolate.ts';

/** An isolate in use, and how it answers. */
export interface Slot {
  readonly isolate: ScriptIsolate;
  /** Async handlers wait in one isolate, many at once; all other calls have one for themselves. */
  readonly shared: boolean;
  readonly calls: Set<ChildCall>;
  /** Entered since the last ping went out. */
  entered: boolean;
  /** CPU milliseconds that it could have had since a ping went out; undefined: none is under way. */
  pingShareMs: number | undefined;
  /** Call whose code it was in when it was last looked at. */
  busyWith: number;
  /** What was told of the ping under way: that its isolate is busy with a call that lives, or that has ended. */
  told: 'alive' | 'ended' | undefined;
  /** Watchdog turns for which `asking` was over 0. */
  askTurns: number;
  /** Calls of it that block the isolate until the gateway answers: it cannot answer a ping meanwhile. */
  asking: number;
  /** Gets no new calls; disposed when its last one has ended. */
  retired: boolean;
}

/** A call in this process. */
export interface ChildCall {
  readonly id: number;
  readonly version: string;
  readonly wrapped: string;
  readonly shifts: string;
  readonly plain: boolean;
  /** It may have promises that it does not wait for: the isolate is asked for those that fail and that nobody awaits. */
  readonly promises: boolean;
  readonly input: string;
  readonly trx: string;
  readonly logId: string;
  /** It is told when the isolate has nothing left to do for it. */
  readonly observed: boolean;
  /** Undefined while it waits for an isolate. */
  slot: Slot | undefined;
  /** When it was given its isolate, on the monotonic clock. */
  startedAt: number;
  /** The outcome, while the entry of the isolate that gave it is still worked off. */
  outcome: readonly string[] | undefined;
  /** What a blocked script waits for, by sequence number; the timer of a `ctx.sleep`. */
  readonly asks: Map<number, (answer: string) => void>;
  readonly timers: Set<NodeJS.Timeout>;
  sequence: number;
  /** It has waited for something. */
  waited: boolean;
  /** Questions that the gateway has not answered yet. */
  open: number;
  /** Questions that wait until there are fewer. */
  readonly backlog: (() => void)[];
}
