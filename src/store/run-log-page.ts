import type { Json } from '../json.ts';
import { parseJsonText } from '../json-text.ts';
import type { Database } from './database.ts';
import { readPage } from './page.ts';
import type { Page, PagePosition } from './result-page.ts';
import { indexFor, logsBy } from './run-log-filter.ts';
import { sideFilter } from './side-filter.ts';
import type { RunLogFilter } from './store.ts';

/** The heads of the run logs that a filter finds, newest first. */
export async function readLogPage(db: Database, filter: RunLogFilter, place: PagePosition): Promise<Page<Json>> {
  const beside = await sideFilter(db, filter);
  const found = logsBy(db, await indexFor(db, filter, beside), filter, beside);
  const rowsOf = (ids: readonly number[]) =>
    db.read.selectFrom('run_log').select(['id', 'head']).where('id', 'in', ids).execute();
  const page = await readPage(db, [found], { at: 'start_at', id: 'id' }, place, { rowsOf, id: ({ id }) => id });
  return { ...page, list: page.list.map(({ head }) => parseJsonText(head)) };
}
