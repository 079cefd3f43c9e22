import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { readQuery, writeQuery } from './query-state.ts';
import type { QueryValues, Widened } from './query-state.ts';

/**
 * The filters of a page, kept in the URL's query, so that they can be sent and the browser's back works. Typing replaces
 * the entry of the history, turning a page makes a new one.
 * @param defaults must be the same object each time.
 */
export function useQueryState<T extends QueryValues>(
  defaults: T,
): [values: Widened<T>, change: (change: Partial<Widened<T>>) => void] {
  const [query, setQuery] = useSearchParams();
  const values = useMemo(() => readQuery(query, defaults), [query, defaults]);
  const change = useCallback(
    (next: Partial<Widened<T>>) => {
      const turnsPage = 'page' in next || 'after' in next;
      // The address itself: a second change may come before the first is drawn, and would undo it.
      const now = new URLSearchParams(location.search);
      setQuery(writeQuery(now, defaults, next), { replace: !turnsPage, preventScrollReset: true });
    },
    [setQuery, defaults],
  );
  return [values, change];
}
