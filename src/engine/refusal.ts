import { StepgateError } from '../error.ts';
import type { RunStatus } from './port.ts';

export const CANCELLED = 'only a run that has not ended, and is not being undone, can be cancelled';
export const COMPENSATED = 'only a kept run that is not under way can be undone';
const RECOVERED = 'only a suspended run can be recovered';

/** 000503. @param what is to be done again: `recover the run`. */
export function shuttingDown(what: string): StepgateError {
  return new StepgateError('000503', `the gateway is shutting down; ${what} again in a moment`, { retryAfterMs: 1000 });
}

/** 000409: a run is in another state than is needed. */
export function conflict(trx: string, status: RunStatus | undefined, needs = RECOVERED): StepgateError {
  return new StepgateError('000409', `run ${trx} is ${status ?? 'gone'}; ${needs}`);
}

/** 000409: nothing of the run goes on but what undoes it. */
export function isGivenUp({ trx }: { readonly trx: string }): StepgateError {
  return new StepgateError(
    '000409',
    `run ${trx} is given up; a recovery goes on undoing it, and runs nothing else of it`,
  );
}

/** 000503: the process may not go on with a run. */
export function leaseLost(): StepgateError {
  return new StepgateError(
    '000503',
    'the lease of this run has run out, or an operator has ended it; look it up by its trx',
  );
}

/** 110014. */
export function timedOut({ timeoutMs }: { readonly timeoutMs: number }): StepgateError {
  return new StepgateError('110014', `the run passed its time limit of ${timeoutMs / 1000} s`);
}
