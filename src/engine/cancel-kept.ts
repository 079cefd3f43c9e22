import { StepgateError } from '../error.ts';
import { answerFailure } from './answer.ts';
import type { Failure } from './answer.ts';
import { Context } from './context.ts';
import type { EngineDeps } from './engine-deps.ts';
import { readState } from './kept-state.ts';
import type { KeptState } from './kept-state.ts';
import type { AuditLine, KeptRun, KeptRunPatch, RunStatus } from './port.ts';
import { RunRecord } from './run-record.ts';

const OPEN: readonly RunStatus[] = ['suspended', 'running', 'recovering'];

/**
 * Ends a kept run that is not under way in this process; where it is under way in another one, that stops it when it
 * next writes or renews its lease.
 * @returns false when it has ended, or was taken by somebody else meanwhile.
 */
export async function cancelKept(
  deps: EngineDeps,
  row: KeptRun,
  error: StepgateError,
  audit: AuditLine,
): Promise<boolean> {
  if (!OPEN.includes(row.status)) return false;
  const state = readState(row.state);
  const failure = { error, component: row.errComponent, layer: row.curStep };
  const { code: errCode, message: errMsg } = error;
  const record = new RunRecord(state.log, deps.clock);
  record.ended('cancelled', failure);
  const patch = { recoverAt: null, errCode, errMsg, audit, log: record.log, ...owed(deps, row, state, failure) };
  if (!(await deps.keeper.transition(row.trx, OPEN, row.epoch, 'cancelled', patch))) return false;
  void deps.runLogs.write(record.log);
  return true;
}

/** Who asks again under the `Idempotency-Key` hears that the run was given up. */
function owed(deps: EngineDeps, row: KeptRun, state: KeptState, failure: Failure): Pick<KeptRunPatch, 'answer'> {
  if (!state.owesAnswer) return {};
  const { response } = deps.compile(state.rule, row.version);
  const { scope } = new Context(state.data, row, deps.surround());
  return { answer: deps.encode(answerFailure(response, scope, failure, row.trx, false), row.trx) };
}
