import type { EngineDeps } from './engine-deps.ts';
import { wakeOf } from './callers.ts';
import { readState } from './kept-state.ts';
import { planKept } from './plan-kept.ts';
import type { KeptRun } from './port.ts';
import { resumedStart } from './resumed.ts';
import { toStepgateError } from '../error.ts';
import { createRunLedger, isAway } from './run-ledger.ts';
import type { RunLedger, RunLedgerDeps } from './run-ledger.ts';
import type { RunStart } from './run-start.ts';

/**
 * Takes a run that rests, to go on with it; undefined: it does not rest, or another process has it.
 * @param refuse throws where no run may begin.
 */
export async function takeWaiting(
  deps: EngineDeps,
  ledgerDeps: RunLedgerDeps,
  trx: string,
  refuse: () => void,
): Promise<RunStart | undefined> {
  const { repository, owner, clock } = deps;
  const since = clock.elapsed();
  const row = await repository.wake(trx, owner);
  if (typeof row === 'string') return undefined;
  const ledger = createRunLedger(ledgerDeps, trx, { row, since });
  try {
    refuse();
    const plan = await planKept(deps, row, {});
    return { ...resumedStart(row, plan, { ledger, environment: deps.environment() }), isWoken: true };
  } catch (error) {
    await putBack(ledger, row, error);
    throw error;
  }
}

/** Nothing was run. What is wrong with the run itself is an operator's to mend. */
async function putBack(ledger: RunLedger, row: KeptRun, thrown: unknown): Promise<void> {
  if (isAway(thrown)) return ledger.end('waiting', { recoverAt: row.recoverAt });
  const { code: errCode, message: errMsg } = toStepgateError(thrown);
  const state = await readState(row.state).catch(() => undefined);
  const wakes = state && wakeOf(state.parent, state, false);
  await ledger.end('suspended', { recoverAt: null, cause: 'error', errCode, errMsg, ...(wakes && { wakes }) });
}
