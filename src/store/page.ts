import { sql } from 'kysely';
import type { SelectQueryBuilder, SqlBool } from 'kysely';
import type { Database } from './database.ts';
import { MOST_COUNTED } from './result-page.ts';
import type { Page, PagePosition } from './result-page.ts';
import type { Tables } from './schema.ts';

/** The order of a list: by `at`, where there is one, and by the number `id`; the newest first. */
export interface ListOrder {
  readonly at?: string;
  readonly id: string;
  readonly isOldestFirst?: true;
}

/** How many rows `found` finds. */
export async function countOf<TB extends keyof Tables>(
  found: SelectQueryBuilder<Tables, TB, unknown>,
): Promise<number> {
  const counted = await found.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return counted.total;
}

/** The same, but no more than one over `most`, and no longer than that takes. */
export async function countSome<TB extends keyof Tables>(
  { read }: Database,
  found: SelectQueryBuilder<Tables, TB, object>,
  most = MOST_COUNTED,
): Promise<number> {
  const some = found.select(sql.lit(1).as('one')).limit(most + 1);
  const counted = read.selectFrom(some.as('some')).select((eb) => eb.fn.countAll<number>().as('total'));
  return (await counted.executeTakeFirstOrThrow()).total;
}

/**
 * Some of the rows that the selects of `found` find, none of them twice. Their ids are read first, which indexes hold:
 * what comes before a page is not read.
 * @param rowsOf reads these rows, in any order; their ids are in `id`.
 */
export async function readPage<Row, TB extends keyof Tables>(
  db: Database,
  found: readonly SelectQueryBuilder<Tables, TB, object>[],
  order: ListOrder,
  place: PagePosition,
  { rowsOf, id }: { rowsOf: (ids: readonly number[]) => Promise<Row[]>; id: (row: Row) => number },
): Promise<Page<Row>> {
  const [totals, places] = await Promise.all([
    Promise.all(found.map((one) => countSome(db, one))),
    placesOfAll(db, found, order, place),
  ]);
  const total = totals.reduce((sum, count) => sum + count, 0);
  const isTotalExact = total <= MOST_COUNTED;
  const counts = { total: Math.min(total, MOST_COUNTED), isTotalExact };
  const some = places.slice(0, place.count);
  // MySQL takes no empty list.
  if (some.length === 0) return { list: [], ...counts, next: null };
  const rows = new Map((await rowsOf(some.map((one) => one.id))).map((row) => [id(row), row]));
  const last = places.length > place.count ? some.at(-1) : undefined;
  // What was deleted between the two readings is left out.
  const list = some.flatMap((one) => rows.get(one.id) ?? []);
  return { list, ...counts, next: last ? `${last.at}.${last.id}` : null };
}

interface EntryPlace {
  readonly id: number;
  readonly at: number;
}

/** Where the entries of a page stand, and the one behind them. */
function placesOfAll<TB extends keyof Tables>(
  { read }: Database,
  found: readonly SelectQueryBuilder<Tables, TB, object>[],
  order: ListOrder,
  place: PagePosition,
): Promise<EntryPlace[]> {
  const { page = 1, count, after } = place;
  const before = after === undefined ? (page - 1) * count : 0;
  const limit = count + 1;
  // Each could hold all of the page and of what is before it.
  const [first, ...others] = found.map((one) =>
    read
      .selectFrom(
        placesOf(one, order, after)
          .limit(before + limit)
          .as('some'),
      )
      .selectAll(),
  );
  if (!first) return Promise.resolve([]);
  const all = read.selectFrom(others.reduce((merged, one) => merged.unionAll(one), first).as('found')).selectAll();
  const direction = order.isOldestFirst ? 'asc' : 'desc';
  return all.orderBy('at', direction).orderBy('id', direction).limit(limit).offset(before).execute();
}

function placesOf<TB extends keyof Tables>(
  found: SelectQueryBuilder<Tables, TB, object>,
  { at, id, isOldestFirst }: ListOrder,
  after: string | undefined,
) {
  const direction = isOldestFirst ? 'asc' : 'desc';
  const [time, key] = [at === undefined ? sql.lit(0) : sql.ref(at), sql.ref(id)];
  let ids = found.select([sql<number>`${key}`.as('id'), sql<number>`${time}`.as('at')]);
  if (at !== undefined) ids = ids.orderBy(time, direction);
  ids = ids.orderBy(key, direction);
  if (after === undefined) return ids;
  const [afterAt, afterId] = after.split('.').map(Number) as [number, number];
  const is = sql.raw(isOldestFirst ? '>' : '<');
  if (at === undefined) return ids.where(sql<SqlBool>`${key} ${is} ${afterId}`);
  // Not a comparison of pairs, for which MySQL uses no index.
  return ids.where(sql<SqlBool>`${time} ${is}= ${afterAt} and (${time} ${is} ${afterAt} or ${key} ${is} ${afterId})`);
}
