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
    const height = element?.querySelector('tbody tr[aria-rowindex]')?.getBoundingClientRect().height ?? 0;
    if (!element || !was || !rows || was === rows || element.scrollTop === 0 || height === 0) return;
    const looked = was[Math.min(was.length - 1, Math.floor(element.scrollTop / height))];
    if (looked === undefined) return;
    const id = rowId(looked);
    const moved = rows.findIndex((row) => rowId(row) === id) - was.indexOf(looked);
    // Not there any more: a filter or a page has changed.
    if (rows.some((row) => rowId(row) === id)) element.scrollBy({ top: moved * height, behavior: 'instant' });
  }, [box, rows, rowId]);
}
