import type { SelectQueryBuilder } from 'kysely';
import type { Tables } from './schema.ts';
import type { Page } from './store.ts';

/** How many rows `found` finds. */
export async function countOf<TB extends keyof Tables>(
  found: SelectQueryBuilder<Tables, TB, unknown>,
): Promise<number> {
  const counted = await found.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return counted.total;
}

/** Page `page` (from 1) of what `read` gives, and the total. */
export async function readPage<T>(
  total: number | Promise<number>,
  page: number,
  count: number,
  read: (limit: number, offset: number) => Promise<T[]>,
): Promise<Page<T>> {
  const found = await total;
  const offset = (page - 1) * count;
  // Where nothing matches, looking for a page of it, in order, could walk the whole table.
  return { list: offset < found ? await read(count, offset) : [], total: found };
}

/** Page `page` (from 1) of `ordered`, and the total. */
export function pageOf<T, R, TB extends keyof Tables>(
  ordered: SelectQueryBuilder<Tables, TB, R>,
  total: Promise<number>,
  page: number,
  count: number,
  toDomain: (row: R) => T,
): Promise<Page<T>> {
  return readPage(total, page, count, async (limit, offset) => {
    const rows = await ordered.limit(limit).offset(offset).execute();
    return rows.map((row) => toDomain(row as R));
  });
}
