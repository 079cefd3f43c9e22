import { StepgateError } from '../error.ts';
import type { AuditEntry } from '../store/store.ts';
import type { AdminDeps } from './admin-deps.ts';
import { time } from './field.ts';

/**
 * Does `work` on a kept run that the caller has read at `revision`. Where it is refused because the run has changed
 * since, the refusal says who has changed it, as far as the audit log knows.
 */
export async function tellingWhoChanged<T>(
  deps: AdminDeps,
  trx: string,
  revision: number | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isConflict = error instanceof StepgateError && error.code === '000409';
    if (!isConflict || revision === undefined) throw error;
    throw (await changedMeanwhile(deps, trx, revision)) ?? error;
  }
}

async function changedMeanwhile(
  { store }: AdminDeps,
  trx: string,
  revision: number,
): Promise<StepgateError | undefined> {
  const row = await store.runs.get(trx);
  if (!row || (row.status === 'suspended' && row.epoch === revision)) return undefined;
  const [last] = (await store.audit.page({ target: trx }, { count: 1 })).list;
  const at = time(last?.at ?? row.updatedAt);
  const message = `is ${revision}, but the run was changed meanwhile: it is ${row.status}, at revision ${row.epoch}`;
  const detail = { path: 'request.body.revision', message, revision: row.epoch, status: row.status, at };
  return new StepgateError('000409', `run ${trx}: revision ${message}; ${whoOf(last, at)}; nothing was overwritten`, {
    errors: [{ ...detail, operator: last?.operator ?? null, action: last?.action ?? null }],
  });
}

function whoOf(last: AuditEntry | undefined, at: string): string {
  if (!last) return `no operator did it, the gateway itself at ${at}`;
  return `the last who changed it is ${last.operator} (${last.action}) at ${at}`;
}
