import { StepgateError } from '../error.ts';

const RETRY_AFTER_MS = 1000;
/** Longer than anybody waits for a database that was away for a moment. */
const RETRY_AFTER_REFUSAL_MS = 10_000;

/** Why a database takes no writes, although it is there: that does not pass by itself. */
export class RefusedWrite extends Error {
  override readonly name = 'RefusedWrite';
  /** What is the matter, and what to do; names neither host nor path. */
  readonly reason: string;

  constructor(reason: string, cause: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

/** What the matter is with a database that refuses writes, and what to do. */
export const REFUSALS = {
  full: 'its disk is full; free space there',
  readOnly: 'it is read-only; make it writable',
  broken: 'its disk reports errors; look at the log of the system',
  closed: 'its file cannot be opened; check the folder and its permissions',
} as const;

/**
 * 000503: the database is away. The message goes to clients, so it names neither host nor path; the cause does,
 * for the log. `refusal`: it is there, and takes no writes.
 */
export function unavailable(cause: unknown, refusal?: keyof typeof REFUSALS): StepgateError {
  if (refusal === undefined)
    return new StepgateError('000503', 'the database does not answer; send the request again later', {
      cause,
      retryAfterMs: RETRY_AFTER_MS,
    });
  return new StepgateError('000503', 'the database takes no writes; send the request again later', {
    cause: new RefusedWrite(REFUSALS[refusal], cause),
    retryAfterMs: RETRY_AFTER_REFUSAL_MS,
  });
}

/** Whether `thrown` is what `unavailable` made. */
export function isUnavailable(thrown: unknown): thrown is StepgateError {
  return thrown instanceof StepgateError && thrown.code === '000503';
}
