import type { ListPage } from '../api/api-types.ts';

/** A page by its number, or what comes behind an entry (`next` of an answer). */
export interface PagePlace {
  readonly page: number;
  readonly after: string;
}

interface PageMoves {
  readonly first?: PagePlace;
  readonly previous?: PagePlace;
  readonly next?: PagePlace;
}

/** Pages by their number reach as far as entries are counted; the API's own limit. */
const MOST_COUNTED = 10_000;

/** Where one can go from a page. Behind the counted entries there is no way back but the browser's. */
export function pageMoves(
  { count, next }: Pick<ListPage<unknown>, 'count' | 'next'>,
  { page, after }: PagePlace,
): PageMoves {
  const byNumber = (number: number): PagePlace => ({ page: number, after: '' });
  const isByNumber = after === '';
  return {
    ...((!isByNumber || page > 1) && { first: byNumber(1) }),
    ...(isByNumber && page > 1 && { previous: byNumber(page - 1) }),
    ...(next !== null && {
      next: isByNumber && page * count < MOST_COUNTED ? byNumber(page + 1) : { page: 1, after: next },
    }),
  };
}
