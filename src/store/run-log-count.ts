import type { SelectQueryBuilder } from 'kysely';
import type { Database } from './database.ts';
import { cutAtHours } from './hours.ts';
import { countOf } from './page.ts';
import { pathColumn, wordColumn } from './run-log-row.ts';
import { readBy } from './read-by.ts';
import type { Tables } from './schema.ts';
import type { RunLogFilter } from './store.ts';

type Index = 'trx' | `by_${string}`;

/**
 * The index by which logs are read: that of the filter that leaves the fewest rows. The planners know too little of them:
 * SQLite, without statistics, takes a status for as rare as a log id.
 */
function indexOf(filter: RunLogFilter, byRunTime: boolean): Index {
  if (filter.trx !== undefined) return 'trx';
  if (filter.logId !== undefined) return 'by_log_id';
  if (filter.version !== undefined) return 'by_version';
  if (filter.path !== undefined) return 'by_path';
  if (filter.errCode !== undefined) return 'by_error';
  if (filter.status !== undefined && filter.status !== 'success') return 'by_status';
  if (filter.minRunTime !== undefined && byRunTime) return 'by_run_time';
  if (filter.method !== undefined) return 'by_method';
  return filter.status === undefined ? 'by_time' : 'by_status';
}

/**
 * The heads that a filter finds.
 * @param order `any`: all of them, or few; `time`: the newest of many, which are found soon in the order of time.
 */
export function filteredLogs(db: Database, filter: RunLogFilter, order: 'any' | 'time') {
  return logsBy(db, indexOf(filter, order === 'any'), filter);
}

function logsBy(db: Database, by: Index, filter: RunLogFilter) {
  let found = readBy(db, 'run_log', `run_log_${by}`);
  if (filter.trx !== undefined) found = found.where('trx', '=', filter.trx);
  if (filter.method !== undefined) found = found.where('method', '=', filter.method);
  if (filter.path !== undefined) found = found.where('path', '=', pathColumn(filter.path));
  if (filter.version !== undefined) found = found.where('version', '=', filter.version);
  if (filter.logId !== undefined) found = found.where('log_id', '=', wordColumn(filter.logId));
  if (filter.errCode !== undefined) found = found.where('err_code', '=', wordColumn(filter.errCode));
  if (filter.status !== undefined) found = found.where('status', '=', filter.status);
  if (filter.start !== undefined) found = found.where('start_at', '>=', filter.start);
  if (filter.end !== undefined) found = found.where('start_at', '<=', filter.end);
  if (filter.minRunTime !== undefined) found = found.where('run_time', '>=', filter.minRunTime);
  return found;
}

/**
 * How many logs a filter finds: whole hours by the tally, the rest by rows. The tally knows neither trx nor log id, which
 * have few rows, nor run times, nor the paths of rules with parameters, which have an index of their own.
 */
export async function countLogs(db: Database, filter: RunLogFilter): Promise<number> {
  const { whole, edges } = cutAtHours(filter);
  const fewOrUntold = [filter.trx, filter.logId, filter.minRunTime].some((value) => value !== undefined);
  if (fewOrUntold || !whole) return countOf(filteredLogs(db, filter, 'any'));
  const inEdges = edges.map((edge) => countOf(filteredLogs(db, { ...filter, ...edge }, 'any')));
  const counts = [tally(db, filter, whole), countVaried(db, filter, whole), ...inEdges];
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

interface Range {
  readonly first: number;
  readonly last: number;
}

async function tally(db: Database, filter: RunLogFilter, { first, last }: Range): Promise<number> {
  let found = db.read.selectFrom('run_tally').where('hour', '>=', first).where('hour', '<=', last);
  if (filter.method !== undefined) found = found.where('method', '=', filter.method);
  if (filter.path !== undefined) found = found.where('path', '=', pathColumn(filter.path));
  if (filter.version !== undefined) found = found.where('version', '=', filter.version);
  if (filter.errCode !== undefined) found = found.where('err_code', '=', wordColumn(filter.errCode));
  if (filter.status !== undefined) found = found.where('status', '=', filter.status);
  return sumOfRuns(found);
}

async function sumOfRuns(found: SelectQueryBuilder<Tables, 'run_tally', object>): Promise<number> {
  const { runs } = await found.select((eb) => eb.fn.sum<number | null>('runs').as('runs')).executeTakeFirstOrThrow();
  return runs ?? 0;
}

async function countVaried(db: Database, { path, ...rest }: RunLogFilter, { first, last }: Range): Promise<number> {
  if (path === undefined) return 0;
  const found = logsBy(db, 'by_varied_path', rest).where('varied_path', '=', pathColumn(path));
  return countOf(found.where('hour', '>=', first).where('hour', '<=', last));
}
