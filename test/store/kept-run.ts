import { newTrx } from '../../src/engine/ids.ts';
import type { NewKeptRun } from '../../src/engine/port.ts';

/** A new kept run with some fields given. */
export function keptRun(fields: Partial<NewKeptRun> = {}): NewKeptRun {
  return {
    trx: newTrx(),
    logId: 'a'.repeat(32),
    method: 'POST',
    path: 'api/v1/register',
    version: `V${'1'.repeat(32)}`,
    status: 'running',
    cause: null,
    step: 2,
    curStep: 1,
    errCode: null,
    errMsg: null,
    errComponent: null,
    state: '{"data":{}}',
    recoverCount: 0,
    owner: 'process-1',
    recoverAt: null,
    ...fields,
  };
}
