/**
 * What the gateway and a sandbox process say to each other; every field is text (frame.ts).
 *
 * A call is `start`ed and ends with exactly one `end`, unless it is `abandon`ed: then the process answers `abandoned`
 * as soon as the isolate that held it has shown that it still works. A process that does not answer is killed.
 */

/** Gateway to process. */
export const Down = {
  /** version, name, language, source: kept, and compiled when first started. */
  script: 1,
  /** version, mode (a `CallMode`), input, trx, logId. */
  start: 2,
  /** sequence number, `+` result or `-` error (an `ErrorText`). */
  answer: 3,
  /** Ends a call whose outcome is settled already. */
  abandon: 4,
  /** language, source: answered with `checked`. */
  check: 5,
  ping: 6,
} as const;

/** Process to gateway. */
export const Up = {
  ready: 1,
  /** method, sequence number, arguments (JSON): answered with `answer`. */
  call: 2,
  /** level, epoch milliseconds, message. */
  log: 3,
  /** number of log lines dropped. */
  dropped: 4,
  /** `value`, JSON · `suspend`, code, reason · `break`, code, status, reason · `error`, ErrorText. */
  end: 5,
  abandoned: 6,
  /** The call that keeps its isolate busy; then the calls that wait behind it. */
  stalled: 7,
  /** JSON of the findings. */
  checked: 8,
  /** Resident bytes, for systems that do not tell from outside. */
  pong: 9,
  /** The call waits for something, for the first time. */
  waits: 10,
  /** The isolate of a call has nothing left to do for it: it has ended, and does not work on. Not told of `shared` calls. */
  rested: 11,
  /** A message: what does not fail the call, and its author should know. */
  warning: 12,
} as const;

/** How a call runs: with others in an isolate; so, and `rested` is told; or in one of its own, and `rested` is told. */
export type CallMode = 'shared' | 'observed' | 'exclusive';

/** An error as it crosses the boundary, as JSON. */
export interface ErrorText {
  readonly code: string;
  readonly msg: string;
  readonly status?: number;
  readonly retryable?: boolean;
}

/** What a sandbox process is told on its command line, as JSON. */
export interface ChildOptions {
  /** isolated-vm's compiled addon. */
  readonly addon: string;
  /** acorn's module. */
  readonly acorn: string;
  /** The first limit: MiB of one isolate's heap. */
  readonly isolateMemoryMiB: number;
  /** Isolates that calls can hold for themselves at the same time. */
  readonly maxExclusive: number;
}
