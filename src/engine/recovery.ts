import { StepgateError } from '../error.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { KeptChange } from './engine.ts';
import { goesOnByItself, patchOfPlan, planKept, recoveryAudit } from './plan-kept.ts';
import type { KeptRun, Operator } from './port.ts';
import { conflict } from './refusal.ts';
import { AUTO, CHILD, recoveredStart } from './resumed.ts';
import { createRunLedger, isAway } from './run-ledger.ts';
import type { RunLedgerDeps } from './run-ledger.ts';
import type { RunStart } from './run-start.ts';

/** What a recovery asks of the engine. */
export interface RecoveryHooks {
  /** The run as it is suspended. @throws StepgateError 000404, 000409. */
  readonly suspended: (trx: string, revision: number | undefined) => Promise<KeptRun>;
  /** Why a run that has no row cannot be recovered. */
  readonly unknown: (trx: string) => Promise<StepgateError>;
  /** Throws where no run may begin. */
  readonly refuse: () => void;
}

/**
 * Claims a suspended run, to go on with it. @throws StepgateError as `Engine.recover`.
 * @param operator whose recovery is written to the audit log; that of a name alone is not.
 */
export async function claimRecovery(
  deps: EngineDeps,
  ledgerDeps: RunLedgerDeps,
  trx: string,
  change: KeptChange,
  operator: Operator | string,
  { suspended, unknown, refuse }: RecoveryHooks,
): Promise<RunStart> {
  const { data = {}, version, revision } = change;
  const isAsRead = Object.keys(data).length === 0 && version === undefined && revision === undefined;
  const before = isAsRead ? undefined : await suspended(trx, revision);
  const planned = before && (await planKept(deps, before, change));
  const since = deps.clock.elapsed();
  const { repository, owner, redact } = deps;
  const [name, audit] =
    typeof operator === 'string' ? [operator] : [operator.name, recoveryAudit(trx, operator, before, planned, redact)];
  const row = await repository.claim(trx, owner, audit, name !== CHILD);
  if (row === 'missing') throw await unknown(trx);
  if (row === 'conflict') throw conflict(trx, (await repository.get(trx))?.status);
  const ledger = createRunLedger(ledgerDeps, trx, { row, since });
  try {
    refuse();
    const read = planned ?? (await planKept(deps, row, {}));
    // A claim raises it by one.
    if (planned && planned.epoch + 1 !== row.epoch)
      throw new StepgateError('000409', `run ${trx} was edited meanwhile; read it again`);
    const plan = name === AUTO ? goesOnByItself(deps, row, read) : read;
    const start = recoveredStart(row, plan, { operator: name, data }, ledger, deps.environment());
    if (plan.version !== row.version) await ledger.checkpoint(await patchOfPlan(plan));
    return start;
  } catch (error) {
    // Nothing was run. What is wrong with the run itself would be wrong again and again.
    const recoverAt = isAway(error) ? row.recoverAt : null;
    const recoverCount = name === CHILD ? row.recoverCount : row.recoverCount - 1;
    await ledger.end('suspended', { recoverCount, recoverAt });
    throw error;
  }
}
