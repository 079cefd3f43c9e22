import type { EngineDeps } from './engine-deps.ts';
import { wakeOf } from './callers.ts';
import { readState } from './kept-state.ts';
import { planKept } from './plan-kept.ts';
import type { KeptRun, Operator, RunStatus } from './port.ts';
import { resumedStart } from './resumed.ts';
import { toStepgateError } from '../error.ts';
import { createRunLedger, isAway } from './run-ledger.ts';
import type { RunLedger, RunLedgerDeps } from './run-ledger.ts';
import type { RunStart } from './run-start.ts';

/**
 * Takes a run that rests, to go on with it; undefined: it does not rest, or another process has it.
 * @param refuse throws where no run may begin.
 * @param operator of a paused run; else it waits.
 */
export async function takeResting(
  deps: EngineDeps,
  ledgerDeps: RunLedgerDeps,
  trx: string,
  refuse: () => void,
  operator: Operator | undefined,
): Promise<RunStart | undefined> {
  const { repository, owner, clock } = deps;
  const since = clock.elapsed();
  const audit = operator && { operator, action: 'run.resume', target: trx, before: null, after: null };
  const from = operator ? 'paused' : 'waiting';
  const row = await repository.wake(trx, owner, from, audit);
  if (typeof row === 'string') return undefined;
  const ledger = createRunLedger(ledgerDeps, trx, { row, since });
  try {
    refuse();
    const plan = await planKept(deps, row, {});
    return {
      ...resumedStart(row, plan, { ledger, environment: deps.environment() }),
      isWoken: true,
      isPaused: row.isPaused ?? false,
    };
  } catch (error) {
    await putBack(ledger, row, from, error);
    throw error;
  }
}

/** Nothing was run. What is wrong with the run itself is an operator's to mend. */
async function putBack(ledger: RunLedger, row: KeptRun, from: RunStatus, thrown: unknown): Promise<void> {
  if (isAway(thrown)) return ledger.end(from, { recoverAt: row.recoverAt });
  const { code: errCode, message: errMsg } = toStepgateError(thrown);
  const state = await readState(row.state).catch(() => undefined);
  const wakes = state && wakeOf(state.parent, state, false);
  await ledger.end('suspended', { recoverAt: null, cause: 'error', errCode, errMsg, ...(wakes && { wakes }) });
}
