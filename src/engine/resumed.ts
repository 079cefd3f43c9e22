import type { JsonObject } from '../json.ts';
import { withCrashLeft } from './crashed.ts';
import type { EngineDeps } from './engine-deps.ts';
import { planKept } from './plan-kept.ts';
import type { KeptPlan } from './plan-kept.ts';
import type { KeptRun, RunEnvironment } from './port.ts';
import { createRunLedger, isAway } from './run-ledger.ts';
import type { RunLedger, RunLedgerDeps } from './run-ledger.ts';
import type { RunStart } from './run-start.ts';

/** The operator of automatic recoveries. */
export const AUTO = 'auto';
/** That of callers that go on by themselves. */
export const CHILD = 'child';

type Going = Pick<RunStart, 'ledger' | 'environment'>;

/** A kept run as it goes on, for a process that has claimed its row. */
export function resumedStart(row: KeptRun, plan: Pick<KeptPlan, 'rule' | 'state' | 'before'>, going: Going): RunStart {
  const { rule } = plan;
  const step = rule.layers.length;
  // What has run has run on the data as they were.
  const crashed = { ...plan.state, data: rule.restore(plan.before) };
  const state = { ...withCrashLeft(rule, row, crashed, going.environment), data: plan.state.data };
  return {
    // A run that is kept stays kept when it breaks again, whatever its rule says by now.
    rule: { ...rule, suspend: true },
    ids: { trx: row.trx, logId: row.logId, parent: state.parent },
    ...going,
    layer: row.curStep,
    state: { ...state, log: { ...state.log, step, cur_step: Math.min(row.curStep, step) } },
    ...{ recoveries: row.recoverCount, recovery: undefined },
  };
}

/** The same, as a recovery. @param data that the operator gave to it. */
export function recoveredStart(
  row: KeptRun,
  plan: KeptPlan,
  { operator, data }: { readonly operator: string; readonly data: JsonObject },
  ledger: RunLedger,
  environment: RunEnvironment,
): RunStart {
  const { state, version } = plan;
  const changes = { data: Object.keys(data), edited: state.edited ?? [], version };
  const recovery = { operator, changes };
  return { ...resumedStart(row, plan, { ledger, environment }), recovery };
}

/** Takes a run that is being undone by no process, to go on with it; undefined: there is none, or another process has it. */
export async function takeUndone(
  deps: EngineDeps,
  ledgerDeps: RunLedgerDeps,
  trx: string,
): Promise<RunStart | undefined> {
  const since = deps.clock.elapsed();
  const row = await deps.repository.claimUndo(trx, deps.owner);
  if (!row) return undefined;
  const ledger = createRunLedger(ledgerDeps, trx, { row, since });
  try {
    return resumedStart(row, await planKept(deps, row, {}), { ledger, environment: deps.environment() });
  } catch (error) {
    // What is wrong with the run itself would be wrong again and again: an operator decides.
    if (!isAway(error)) await ledger.end('suspended', { cause: 'compensation', recoverAt: null });
    throw error;
  }
}
