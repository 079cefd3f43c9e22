import type { ErrorKind } from '../error-kind.ts';

/**
 * What the gateway and a sandbox process say to each other; every field is text (frame.ts).
 *
 * A call is `start`ed and ends with exactly one `end`, unless it is `abandon`ed: then the process answers `abandoned`
 * as soon as the isolate that held it is idle or disposed of. A process that does not answer is killed.
 */

/** Gateway to process. */
export const Down = {
  /** version, name, language, source: kept, and compiled when first started. */
  script: 1,
  /** version, input, trx, logId. */
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
  /** `value`, JSON · `suspend`, code, reason · `break`, code, status, reason · `error`, ErrorText · `lost`, with its isolate. */
  end: 5,
  abandoned: 6,
  /** version, name, what it did: its isolate is disposed of; without the last: and V8 works on in it. */
  disposed: 7,
  /** JSON of the findings. */
  checked: 8,
  /** Resident bytes, for systems that do not tell from outside. */
  pong: 9,
  /** A message: what does not fail the call, and its author should know. */
  warning: 10,
} as const;

/** An error as it crosses the boundary, as JSON. */
export interface ErrorText {
  readonly code: string;
  readonly msg: string;
  readonly status?: number;
  readonly retryable?: boolean;
  readonly kind?: ErrorKind | undefined;
}

/** What a sandbox process is told on its command line, as JSON. */
export interface ChildOptions {
  /** isolated-vm's compiled addon. */
  readonly addon: string;
  /** acorn's module. */
  readonly acorn: string;
  /** JSONata's source. */
  readonly jsonata: string;
  /** MiB of one isolate's heap: it goes before its process does. */
  readonly isolateMemoryMiB: number;
  /** Resident memory beyond which the process makes no more isolates. */
  readonly isolatesBytes: number;
}
