import type { RunFilter, RunStatus } from '../engine/port.ts';
import { listedStatuses } from '../engine/run-status.ts';
import type { Database } from './database.ts';
import { readPage } from './page.ts';
import type { Page, PagePosition } from './result-page.ts';
import { pathColumn, wordColumn } from './run-log-row.ts';
import { HEAD } from './run-row.ts';
import type { RunHeadRow } from './run-row.ts';

/** The kept runs that a filter finds, newest first; without a status those that are suspended or recovering. */
export function readRunPage(db: Database, filter: RunFilter, place: PagePosition): Promise<Page<RunHeadRow>> {
  const rowsOf = (ids: readonly number[]) =>
    db.read.selectFrom('run').select(HEAD).where('id', 'in', ids).$narrowType<Pick<RunHeadRow, 'status'>>().execute();
  const statuses = filter.status === undefined ? listedStatuses : [filter.status];
  // The index is in the order of time within each status only.
  const found = statuses.map((status) => filtered(db, filter, status));
  return readPage(db, found, { at: 'created_at', id: 'id' }, place, { rowsOf, id: ({ id }) => id });
}

function filtered(db: Database, filter: RunFilter, status: RunStatus) {
  const { trx, logId } = filter;
  let found = db.read.selectFrom('run').where('status', '=', status);
  if (trx !== undefined) found = found.where('trx', '=', trx);
  if (filter.method !== undefined) found = found.where('method', '=', filter.method);
  if (filter.path !== undefined) found = found.where('path_cut', '=', pathColumn(filter.path));
  if (filter.version !== undefined) found = found.where('version', '=', filter.version);
  if (logId !== undefined) found = found.where('log_id', '=', logId);
  if (filter.errCode !== undefined) found = found.where('err_code_cut', '=', wordColumn(filter.errCode));
  if (filter.start !== undefined) found = found.where('created_at', '>=', filter.start);
  if (filter.end !== undefined) found = found.where('created_at', '<=', filter.end);
  return found;
}
