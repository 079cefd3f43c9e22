import type { StepgateError } from '../error.ts';
import type { Failure } from './answer.ts';
import type { LoggedError } from './run-log.ts';

/** An error as logs show it. */
export function loggedError({ code, message, kind }: StepgateError): LoggedError {
  return { code, msg: message, kind };
}

/** A failure of a run as logs show it. */
export function loggedFailure({ error, component, layer }: Failure): LoggedError {
  return { ...loggedError(error), component, layer };
}
