import { StepgateError } from '../error.ts';
import type { KeptRun } from './port.ts';

/**
 * Refuses to go on from what somebody has read of a kept run, when that has changed since.
 * @throws StepgateError 000409.
 */
export function refuseOtherRevision({ trx, epoch }: KeptRun, revision: number | undefined): void {
  if (revision === undefined || revision === epoch) return;
  throw new StepgateError(
    '000409',
    `run ${trx} was changed meanwhile: it is at revision ${epoch}, not ${revision}; read it again`,
  );
}
