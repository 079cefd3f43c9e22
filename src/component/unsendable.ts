import { StepgateError } from '../error.ts';

/** The error of a call that cannot be written. */
export function unsendable(why: string): StepgateError {
  return new StepgateError('110007', `the call cannot be sent: ${why}`, { retryable: false });
}
