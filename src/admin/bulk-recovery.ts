import type { KeptChange } from '../engine/engine.ts';
import type { RunStatus } from '../engine/port.ts';
import { toStepgateError } from '../error.ts';
import { repeat } from '../repeat.ts';
import type { Operator, RecoveryFailure } from '../store/store.ts';
import type { AdminDeps } from './admin-deps.ts';
import { eachRun } from './each-run.ts';

const REPORT_MS = 1000;
const MOST_FAILURES = 100;

/** Resumes these runs, some at a time, and reports how far it is under `id`; never rejects. */
export async function recoverEach(
  deps: AdminDeps,
  id: string,
  trxs: readonly string[],
  change: KeptChange,
  operator: Operator,
): Promise<void> {
  const failures: RecoveryFailure[] = [];
  let [succeeded, failed] = [0, 0];
  const report = (state: 'running' | 'done' | 'stopped') =>
    deps.store.bulkRecoveries.report(id, { state, succeeded, failed, failures });
  const reportFailed = (error: unknown) => deps.log.warn({ id, err: error }, 'the progress of recover_all is not kept');
  const reporting = repeat(deps.clock, REPORT_MS, () => report('running'), reportFailed);
  reporting.start();
  const left = await eachRun(deps, trxs, async (trx) => {
    const failure = await recoverOne(deps, trx, change, operator);
    if (!failure) succeeded += 1;
    else if (++failed <= MOST_FAILURES) failures.push(failure);
  });
  await reporting.stop();
  await report(left > 0 ? 'stopped' : 'done').catch(reportFailed);
}

/** Undefined: it has succeeded. */
async function recoverOne(
  deps: AdminDeps,
  trx: string,
  change: KeptChange,
  operator: Operator,
): Promise<RecoveryFailure | undefined> {
  try {
    const { done } = await deps.engine.recover(trx, change, operator);
    const status = await done;
    return status === 'success' ? undefined : await failureOf(deps, trx, status);
  } catch (error) {
    const { code, message } = toStepgateError(error);
    const cause = code === '110000' ? { err: error } : {};
    deps.log.warn({ trx, code, ...cause }, `a run of recover_all is not resumed: ${message}`);
    return { trx, errCode: code, errMsg: message, errComponent: null };
  }
}

async function failureOf({ store }: AdminDeps, trx: string, status: RunStatus): Promise<RecoveryFailure> {
  const [row] = (await store.runs.page({ trx, status }, { count: 1 })).list;
  return {
    trx,
    errCode: row?.errCode ?? null,
    errMsg: row?.errMsg ?? null,
    errComponent: row?.errComponent ?? null,
  };
}
