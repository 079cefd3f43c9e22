import { StepgateError, toStepgateError } from '../error.ts';
import type { ErrorText } from './message.ts';

/** An error as it is told to a script. */
export function textOfError(thrown: unknown): string {
  const { code, message, status, retryable, kind } = toStepgateError(thrown);
  return JSON.stringify({ code, msg: message, status, retryable, kind } satisfies ErrorText);
}

/** What a script has thrown. */
export function errorOfText({ code, msg, status, retryable, kind }: ErrorText): StepgateError {
  return new StepgateError(code, msg, {
    kind,
    ...(status !== undefined && { status }),
    ...(retryable !== undefined && { retryable }),
  });
}
