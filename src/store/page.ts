import type { SelectQueryBuilder } from 'kysely';
import type { Tables } from './schema.ts';
import type { Page } from './result-page.ts';

/** How many rows `found` finds. */
export async function countOf<TB extends keyof Tables>(
  found: SelectQueryBuilder<Tables, TB, unknown>,
): Promise<number> {
  const counted = await found.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return counted.total;
}

export type Order = 'desc' | 'asc';

/**
 * Rows `offset` to `offset + count` of `total`, newest first. Those of the older half are counted from the oldest: the
 * rows before a page are passed one by one.
 * @param read gives rows in the order it is told.
 */
export async function readFromNearerEnd<T>(
  total: number,
  offset: number,
  count: number,
  read: (limit: number, offset: number, order: Order) => Promise<T[]>,
): Promise<T[]> {
  // Where nothing matches, looking for a page of it, in order, could walk the whole table.
  const limit = Math.min(count, total - offset);
  if (limit <= 0) return [];
  const behind = total - offset - limit;
  if (offset <= behind) return read(limit, offset, 'desc');
  return (await read(limit, behind, 'asc')).toReversed();
}

/** Page `page` (from 1) of `ordered`, and the total. */
export async function pageOf<T, R, TB extends keyof Tables>(
  ordered: SelectQueryBuilder<Tables, TB, R>,
  total: Promise<number>,
  page: number,
  count: number,
  toDomain: (row: R) => T,
): Promise<Page<T>> {
  const found = await total;
  const offset = (page - 1) * count;
  // Where nothing matches, looking for a page of it, in order, could walk the whole table.
  if (offset >= found) return { list: [], total: found };
  const rows = await ordered.limit(count).offset(offset).execute();
  return { list: rows.map((row) => toDomain(row as R)), total: found };
}
