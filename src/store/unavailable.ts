import { StepgateError } from '../error.ts';

const RETRY_AFTER_MS = 1000;

/**
 * 000503: the database is away. The message goes to clients, so it names neither host nor path; the cause does,
 * for the log.
 */
export function unavailable(cause: unknown): StepgateError {
  return new StepgateError('000503', 'the database does not answer; send the request again later', {
    cause,
    retryAfterMs: RETRY_AFTER_MS,
  });
}

/** Whether `thrown` is what `unavailable` made. */
export function isUnavailable(thrown: unknown): thrown is StepgateError {
  return thrown instanceof StepgateError && thrown.code === '000503';
}
