import type { Operator } from './audit-line.ts';
import type { RunStatus } from './run-status.ts';

/** Lets runs rest between two layers until they are resumed. */
export interface Pauses {
  /**
   * The run begins no further layer, then rests; another process finds out with its next renewal of leases. Gives its status.
   * @throws StepgateError 000404, 000409 it is not running, or its rule keeps no runs.
   */
  pause(trx: string, reason: string, operator: Operator): Promise<RunStatus>;
  /** Goes on with a paused run, in this process. @throws StepgateError 000404, 000409, 000503. */
  resume(trx: string, operator: Operator): Promise<void>;
}
