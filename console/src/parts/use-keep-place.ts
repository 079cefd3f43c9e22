import { useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';

/**
 * Keeps the rows that are looked at where they are when others appear above them. At the upper end new rows are seen.
 * @param rows undefined: nothing is kept.
 */
export function useKeepPlace<T>(
  box: RefObject<HTMLElement | null>,
  rows: readonly T[] | undefined,
  rowId: (row: T) => string,
): void {
  const before = useRef(rows);
  useLayoutEffect(() => {
    const was = before.current;
    before.current = rows;
    const element = box.current;
    if (!element || !was || !rows || was === rows) return;
    // Another page, or another filter. To ask where a row stands would lay the table out once more.
    const now = new Map(rows.map((row, index) => [rowId(row), index]));
    if (!was.some((row) => now.has(rowId(row)))) return;
    const height = element.querySelector('tbody tr[aria-rowindex]')?.getBoundingClientRect().height ?? 0;
    if (element.scrollTop === 0 || height === 0) return;
    const at = Math.min(was.length - 1, Math.floor(element.scrollTop / height));
    const looked = was[at];
    const place = looked === undefined ? undefined : now.get(rowId(looked));
    // Not there any more: a filter has changed.
    if (place !== undefined) element.scrollBy({ top: (place - at) * height, behavior: 'instant' });
  }, [box, rows, rowId]);
}
