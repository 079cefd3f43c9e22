import type { EngineDeps } from './engine-deps.ts';
import { wakeOf } from './callers.ts';
import { readState } from './kept-state.ts';
import { planKept } from './plan-kept.ts';
import type { KeptRun, Operator } from './port.ts';
import { leftQueue } from './queue-writes.ts';
import { resumedStart } from './resumed.ts';
import { toStepgateError } from '../error.ts';
import { createRunLedger, isAway } from './run-ledger.ts';
import type { RunLedger, RunLedgerDeps } from './run-ledger.ts';
import type { RunStart } from './run-start.ts';

/** A run that rests as it is taken: by its status, and by the operator who resumes a paused one. */
export type Taking =
  | { readonly from: 'waiting' | 'queued'; readonly operator?: undefined }
  | { readonly from: 'paused'; readonly operator: Operator };

/** The epoch of a queued run that is taken for the first time: its row began with 1. */
const FIRST_TAKEN = 2;

/**
 * Takes a run that rests, to go on with it; undefined: it does not rest, or another process has it.
 * @param refuse throws where no run may begin.
 */
export async function takeResting(
  deps: EngineDeps,
  ledgerDeps: RunLedgerDeps,
  trx: string,
  refuse: () => void,
  { from, operator }: Taking,
): Promise<RunStart | undefined> {
  const { repository, owner, clock } = deps;
  const since = clock.elapsed();
  const audit = operator && { operator, action: 'run.resume', target: trx, before: null, after: null };
  const row = await repository.wake(trx, owner, from, audit);
  if (typeof row === 'string') return undefined;
  const ledger = createRunLedger(ledgerDeps, trx, { row, since });
  try {
    refuse();
    const start = resumedStart(row, await planKept(deps, row, {}), { ledger, environment: deps.environment() });
    return from === 'queued' ? attemptOf(start, row) : { ...start, isWoken: true, isPaused: row.isPaused ?? false };
  } catch (error) {
    await putBack(ledger, row, from, error);
    throw error;
  }
}

function attemptOf(start: RunStart, row: KeptRun): RunStart {
  const { rule, state } = start;
  const timeoutMs = state.queue?.timeoutMs ?? rule.timeoutMs;
  return {
    ...start,
    rule: { ...rule, timeoutMs },
    isAgain: row.epoch > FIRST_TAKEN,
    isPaused: row.isPaused ?? false,
  };
}

/** Nothing was run. What is wrong with the run itself is an operator's to mend. */
async function putBack(ledger: RunLedger, row: KeptRun, from: Taking['from'], thrown: unknown): Promise<void> {
  const state = await readState(row.state).catch(() => undefined);
  const attempt = state?.queue?.attempt ?? 1;
  if (isAway(thrown)) {
    const entry = from === 'queued' ? ({ to: 'queued', delayMs: 0, attempt } as const) : undefined;
    return ledger.end(from, { recoverAt: row.recoverAt, entry });
  }
  const { code: errCode, message: errMsg } = toStepgateError(thrown);
  const wakes = state && wakeOf(state.parent, state, false);
  const left = leftQueue(state?.queue, null);
  await ledger.end('suspended', { recoverAt: null, cause: 'error', errCode, errMsg, ...(wakes && { wakes }), ...left });
}
