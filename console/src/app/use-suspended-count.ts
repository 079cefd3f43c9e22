import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import { useLanguage } from '../i18n/use-text.ts';
import { formatNumber } from '../parts/format.ts';

const POLL_MS = 5_000;

export interface SuspendedCount {
  readonly count: number;
  /** As it is shown; `+` where there are more. */
  readonly number: string;
}

/** How many runs are suspended, live; undefined when there are none. Not asked for while the tab is hidden. */
export function useSuspendedCount(enabled: boolean): SuspendedCount | undefined {
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ['suspend', 'count'],
    queryFn: ({ signal }) => get('/suspend/page', { status: 'suspended', count: 1 }, signal),
    refetchInterval: POLL_MS,
    enabled,
  });
  // A query that is not enabled has what others have read.
  if (!enabled || data === undefined || data.total === 0) return undefined;
  const shown = formatNumber(data.total, language);
  return { count: data.total, number: data.total_exact ? shown : `${shown}+` };
}
