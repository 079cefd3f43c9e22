import { StepgateError } from '../error.ts';
import type { EngineDeps } from './engine-deps.ts';
import { keptAnswer } from './kept-answer.ts';
import { readState } from './kept-state.ts';
import type { AuditLine, KeptRun, RunStatus } from './port.ts';
import { RunRecord } from './run-record.ts';

const OPEN: readonly RunStatus[] = ['suspended', 'running', 'recovering'];

/**
 * Ends a kept run that is not under way in this process; where it is under way in another one, that stops it when it
 * next writes or renews its lease.
 * @returns false when it has ended, or another process took it meanwhile.
 */
export async function cancelKept(
  deps: EngineDeps,
  row: KeptRun,
  error: StepgateError,
  audit: AuditLine,
): Promise<boolean> {
  if (!OPEN.includes(row.status)) return false;
  const state = await readState(row.state);
  const failure = { error, component: row.errComponent, layer: row.curStep };
  const { code: errCode, message: errMsg } = error;
  const record = new RunRecord(state.log, deps.clock);
  record.ended('cancelled', failure);
  // A repeated request with the `Idempotency-Key` is answered that the run was given up.
  const pendingAnswer = state.pendingAnswer && { answer: await keptAnswer(deps, row, state, failure, false) };
  const patch = { recoverAt: null, errCode, errMsg, audit, log: record.log, ...pendingAnswer };
  if (!(await deps.repository.transition(row.trx, OPEN, row.epoch, 'cancelled', patch))) return false;
  void deps.runLogs.write(record.log);
  return true;
}
