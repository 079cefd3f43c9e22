import { pathColumn, wordColumn } from './run-log-row.ts';
import { readBy } from './read-by.ts';
import type { Database } from './database.ts';
import type { RunLogFilter } from './store.ts';

type Index = 'trx' | `by_${string}`;

/**
 * How many logs each part of a filter leaves by itself; what it does not name is not known. `all`: no part; `rule`:
 * version and path.
 */
export interface Alone {
  readonly all?: number;
  readonly rule?: number;
  readonly method?: number;
  readonly status?: number;
  readonly errCode?: number;
  readonly runTime?: number;
}

/** What a row costs that must be looked at because the index does not know all that is asked, or is sorted. */
const LOOKED_AT = 4;
const SORTED = 2;

/**
 * The index by which the fewest rows are read. The planners know too little of them: SQLite, without statistics, takes a
 * status for as rare as a log id.
 * @param part of the time that the filter covers, which is looked through: all indexes but that of run times are in the
 * order of time.
 */
export function indexFor(filter: RunLogFilter, alone: Alone, part: number): Index {
  if (filter.trx !== undefined) return 'trx';
  if (filter.logId !== undefined) return 'by_log_id';
  const { version, path } = filter;
  const isOfRule = version !== undefined || path !== undefined;
  const row = isOfRule ? LOOKED_AT : 1;
  const { all, rule, method, status, errCode, runTime } = alone;
  const costs: readonly (readonly [Index, number])[] = [
    ['by_version', version === undefined ? Infinity : cost(rule, part, path === undefined ? 1 : LOOKED_AT)],
    ['by_path', path === undefined || version !== undefined ? Infinity : cost(rule, part, 1)],
    ['by_error', cost(errCode, part, row)],
    ['by_status', cost(status, part, row)],
    ['by_time', cost(all, part, row)],
    ['by_method', cost(method, part, LOOKED_AT)],
    ['by_run_time', cost(runTime, 1, row * SORTED)],
  ];
  const [index] = costs.reduce((least, one) => (one[1] < least[1] ? one : least), ['by_time', Infinity]);
  return index;
}

function cost(rows: number | undefined, part: number, each: number): number {
  return rows === undefined ? Infinity : rows * part * each;
}

/** The heads that a filter finds, read by an index. */
export function logsBy(db: Database, by: Index, filter: RunLogFilter) {
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
