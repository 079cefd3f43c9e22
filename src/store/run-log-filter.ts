import type { Database } from './database.ts';
import { countSome } from './page.ts';
import { readBy } from './read-by.ts';
import { MOST_COUNTED } from './result-page.ts';
import type { SideFilter } from './side-filter.ts';
import { pathColumn, wordColumn } from './run-log-row.ts';
import type { RunLogFilter } from './store.ts';

type Index = 'trx' | `by_${string}`;

/** The indexes of the parts of a filter, each in the order of time, and which is taken where none leaves few. */
const PARTS = [
  ['version', 'by_version'],
  ['path', 'by_path'],
  ['errCode', 'by_error'],
  ['status', 'by_status'],
  ['method', 'by_method'],
] as const satisfies readonly (readonly [keyof RunLogFilter, Index])[];

/** So many logs of a run time, whose index is not in the order of time, are sorted sooner than others are passed. */
const MOST_SORTED = 50_000;

/**
 * The index of the part of the filter that leaves the fewest logs, which is counted as far as totals are: the planners
 * know too little of the values. SQLite, without statistics, takes a status for as rare as a log id.
 */
export async function indexFor(db: Database, filter: RunLogFilter, beside?: SideFilter): Promise<Index> {
  if (filter.trx !== undefined || beside?.isFew) return 'trx';
  if (filter.logId !== undefined) return 'by_log_id';
  const { start, end, minRunTime } = filter;
  const span = { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
  const parts = PARTS.flatMap(([name, index]): [Index, RunLogFilter][] =>
    filter[name] === undefined ? [] : [[index, { ...span, [name]: filter[name] }]],
  );
  const [ofParts] = parts[0] ?? (['by_time'] as const);
  if (minRunTime !== undefined) parts.push(['by_run_time', { minRunTime }]);
  const counts = await Promise.all(
    parts.map(async ([index, part]) => {
      const most = index === 'by_run_time' ? MOST_SORTED : MOST_COUNTED;
      const logs = await countSome(db, logsBy(db, index, part), most);
      return { index, logs, isFew: logs <= most };
    }),
  );
  const few = counts.filter(({ isFew }) => isFew).sort((a, b) => a.logs - b.logs);
  return few[0]?.index ?? ofParts;
}

/** The heads that a filter finds, read by an index; `beside`: its parts in other tables. */
export function logsBy(db: Database, by: Index, filter: RunLogFilter, beside?: SideFilter) {
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
  return beside ? found.where(beside.of('run_log')) : found;
}
