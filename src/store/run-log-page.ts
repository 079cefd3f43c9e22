import type { Json } from '../json.ts';
import { parseJsonText } from '../json-text.ts';
import type { Database } from './database.ts';
import { readFromNearerEnd } from './page.ts';
import type { Order } from './page.ts';
import { countLogs } from './run-log-count.ts';
import type { Counted } from './run-log-count.ts';
import { indexFor, logsBy } from './run-log-filter.ts';
import type { Page } from './result-page.ts';
import type { RunLogFilter } from './store.ts';

/** Page `page` (from 1) of the heads that a filter finds, newest first. */
export async function readLogPage(
  db: Database,
  filter: RunLogFilter,
  page: number,
  count: number,
): Promise<Page<Json>> {
  const { found, alone } = await countLogs(db, filter);
  const total = runsIn(found);
  const { newer, holding } = locate(found, (page - 1) * count, count);
  const [first, last] = [holding.at(0), holding.at(-1)];
  if (!first || !last) return { list: [], total };
  const { start = filter.start, end = filter.end } = { start: last.start, end: first.end };
  const within = { ...filter, ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
  const list = await readFromNearerEnd(runsIn(holding), (page - 1) * count - newer, count, (limit, offset, order) => {
    const index = indexFor(filter, alone, (offset + limit) / total);
    return readHeads(db, logsBy(db, index, within), limit, offset, order);
  });
  return { list, total };
}

/** The stretches that hold the page at `offset`, and how many logs are in newer ones. */
function locate(found: readonly Counted[], offset: number, count: number) {
  let before = 0;
  let newer = 0;
  const holding: Counted[] = [];
  for (const stretch of found) {
    if (before + stretch.runs <= offset) newer += stretch.runs;
    else if (before < offset + count) holding.push(stretch);
    before += stretch.runs;
  }
  return { newer, holding };
}

function runsIn(stretches: readonly Counted[]): number {
  return stretches.reduce((sum, { runs }) => sum + runs, 0);
}

async function readHeads(
  db: Database,
  found: ReturnType<typeof logsBy>,
  limit: number,
  offset: number,
  order: Order,
): Promise<Json[]> {
  // As in version-store.ts: ids first, out of an index.
  const ids = found.select('id').orderBy('start_at', order).orderBy('id', order);
  const rows = await db.read
    .selectFrom(ids.limit(limit).offset(offset).as('page'))
    .crossJoin('run_log')
    .whereRef('run_log.id', '=', 'page.id')
    .select('head')
    .orderBy('start_at', order)
    .orderBy('run_log.id', order)
    .execute();
  return rows.map(({ head }) => parseJsonText(head));
}
