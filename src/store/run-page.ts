import type { KeptRunHead, RunStatus } from '../engine/port.ts';
import { listedStatuses } from '../engine/run-status.ts';
import type { Database } from './database.ts';
import { readPage } from './page.ts';
import { readBy } from './read-by.ts';
import type { Page, PagePosition } from './result-page.ts';
import { withMetadata } from './run-metadata.ts';
import { pathColumn, wordColumn } from './run-log-row.ts';
import { HEAD, headFromRow } from './run-row.ts';
import type { RunHeadRow } from './run-row.ts';
import type { KeptRunFilter } from './kept-runs.ts';
import { KEY_ONLY } from './schema.ts';
import { sideFilter } from './side-filter.ts';
import type { SideFilter } from './side-filter.ts';

/** The kept runs that a filter finds, newest first; without a status those that are suspended or recovering. */
export async function readRunPage(
  db: Database,
  filter: KeptRunFilter,
  place: PagePosition,
): Promise<Page<KeptRunHead>> {
  const rowsOf = (ids: readonly number[]) =>
    db.read.selectFrom('run').select(HEAD).where('id', 'in', ids).$narrowType<Pick<RunHeadRow, 'status'>>().execute();
  const statuses = filter.statuses ?? (filter.status === undefined ? listedStatuses : [filter.status]);
  const beside = await sideFilter(db, filter);
  // The index is in the order of time within each status only; what is looked up first is sorted.
  const parts = beside?.isFew ? [statuses] : statuses.map((status) => [status]);
  const found = parts.map((some) => filtered(db, filter, some, beside));
  const page = await readPage(db, found, { at: 'created_at', id: 'id' }, place, { rowsOf, id: ({ id }) => id });
  return { ...page, list: await withMetadata(db, page.list.map(headFromRow)) };
}

/** The kept runs with one of these statuses that a filter finds; `beside`: its parts in other tables. */
export function filtered(
  db: Database,
  filter: KeptRunFilter,
  statuses: readonly RunStatus[],
  beside: SideFilter | undefined,
) {
  const { trx, trxs, logId } = filter;
  const [status, ...others] = statuses;
  let found = beside?.isFew ? readBy(db, 'run', 'run_trx') : db.read.selectFrom('run');
  if (beside) found = found.where(beside.of('run'));
  if (others.length > 0) found = found.where('status', 'in', statuses);
  else if (status !== undefined) found = found.where('status', '=', status);
  if (trx !== undefined) found = found.where('trx', '=', trx);
  if (trxs !== undefined) found = found.where('trx', 'in', trxs);
  if (filter.method !== undefined) found = found.where('method', '=', filter.method);
  if (filter.path !== undefined) found = found.where('path_cut', '=', pathColumn(filter.path));
  if (filter.version !== undefined) found = found.where('version', '=', filter.version);
  if (filter.rule !== undefined)
    found = found.where('version', filter.rule ? 'in' : 'not in', versionsOf(db, filter.rule));
  if (logId !== undefined) found = found.where('log_id', '=', logId);
  for (const [column, word] of [
    ['err_code_cut', filter.errCode],
    ['err_component_cut', filter.errComponent],
  ] as const)
    if (word !== undefined)
      found = word === '' ? found.where(column, 'is', null) : found.where(column, '=', wordColumn(word));
  if (filter.start !== undefined) found = found.where('created_at', '>=', filter.start);
  if (filter.end !== undefined) found = found.where('created_at', '<=', filter.end);
  return found;
}

/** The versions of a rule; of null those of all rules. */
function versionsOf(db: Database, rule: NonNullable<KeptRunFilter['rule']> | null) {
  let versions = db.read.selectFrom('version').select('version').where('kind', '=', 'rule');
  if (rule !== null) versions = versions.where('name', '=', rule.name);
  return rule?.method === undefined ? versions : versions.where('method', '=', rule.method);
}

/** The newest one with this trx or log id. */
export async function findRunHead(db: Database, id: string): Promise<RunHeadRow | undefined> {
  return (await headBy(db, 'trx', id)) ?? (await headBy(db, 'log_id', id));
}

function headBy(db: Database, column: 'trx' | 'log_id', id: string) {
  const found = db.read.selectFrom('run').select(HEAD).where(column, '=', id).where('status', '<>', KEY_ONLY);
  return found.$narrowType<Pick<RunHeadRow, 'status'>>().orderBy('id', 'desc').limit(1).executeTakeFirst();
}
