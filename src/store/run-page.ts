import type { RunFilter, RunStatus } from '../engine/port.ts';
import type { Database } from './database.ts';
import { readFromNearerEnd } from './page.ts';
import type { Order } from './page.ts';
import { readBy } from './read-by.ts';
import { pathColumn, wordColumn } from './run-log-row.ts';
import type { RunHeadRow } from './run-row.ts';
import type { Page } from './result-page.ts';

/** Without the state, which may be large. */
const HEAD = [
  ...(['run.id', 'run.trx', 'run.log_id', 'run.method', 'run.path', 'run.path_cut', 'run.version'] as const),
  ...(['run.status', 'run.cause', 'run.step', 'run.cur_step'] as const),
  ...(['run.err_code', 'run.err_code_cut', 'run.err_msg', 'run.err_component'] as const),
  ...(['run.recover_count', 'run.recover_at', 'run.epoch', 'run.owner', 'run.lease_until', 'run.change_id'] as const),
  ...(['run.created_at', 'run.updated_at', 'run.owed_at', 'run.state_pieces'] as const),
];

const KEPT: readonly RunStatus[] = ['suspended', 'recovering'];

/** Page `page` (from 1) of the kept runs that a filter finds, newest first. */
export async function readRunPage(
  db: Database,
  filter: RunFilter,
  page: number,
  count: number,
): Promise<Page<RunHeadRow>> {
  const found = filtered(db, filter).select(['status', (eb) => eb.fn.countAll<number>().as('runs')]);
  const counts = await found.groupBy('status').execute();
  const total = counts.reduce((sum, { runs }) => sum + runs, 0);
  const statuses = counts.map(({ status }) => status);
  const list = await readFromNearerEnd(total, (page - 1) * count, count, (limit, offset, order) =>
    readRows(db, filter, statuses, { limit, offset, order }),
  );
  return { list, total };
}

function filtered(db: Database, filter: RunFilter) {
  const { trx, logId, status } = filter;
  const others = logId === undefined ? 'run_by_status' : 'run_by_log_id';
  let found = readBy(db, 'run', trx === undefined ? others : 'run_trx');
  found = found.where('status', 'in', status === undefined ? KEPT : [status]);
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

interface Place {
  readonly limit: number;
  readonly offset: number;
  readonly order: Order;
}

function readRows(
  db: Database,
  filter: RunFilter,
  statuses: readonly RunStatus[],
  place: Place,
): Promise<RunHeadRow[]> {
  // As in version-store.ts: ids first, out of an index.
  return db.read
    .selectFrom(idsOfAll(db, filter, statuses, place).as('page'))
    .crossJoin('run')
    .whereRef('run.id', '=', 'page.id')
    .select(HEAD)
    .orderBy('run.created_at', place.order)
    .orderBy('run.id', place.order)
    .execute();
}

function idsOf(db: Database, filter: RunFilter, { limit, offset, order }: Place) {
  const ids = filtered(db, filter).select(['id', 'created_at']);
  return ids.orderBy('created_at', order).orderBy('id', order).limit(limit).offset(offset);
}

/** The index is in the order of time within each status only: what the place can hold of each, and the place in that. */
function idsOfAll(db: Database, filter: RunFilter, statuses: readonly RunStatus[], place: Place) {
  const { limit, offset, order } = place;
  const one = statuses.length === 1;
  const each = statuses.map((status) => {
    const ids = idsOf(db, { ...filter, status }, one ? place : { limit: limit + offset, offset: 0, order });
    return db.read.selectFrom(ids.as('of_status')).selectAll();
  });
  const merged = db.read.selectFrom(each.reduce((all, ids) => all.unionAll(ids)).as('of_all')).selectAll();
  const ordered = merged.orderBy('created_at', order).orderBy('id', order);
  return one ? ordered : ordered.limit(limit).offset(offset);
}
