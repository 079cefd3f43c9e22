import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BodyOf, EntryOf } from '../../api/api-types.ts';
import { get, post } from '../../api/client.ts';
import { text } from '../../i18n/use-text.ts';
import { notify } from '../../parts/notify.tsx';

export type Wait = EntryOf<'/wait/page'>;

const KEY = ['wait'];
/** Others complete waits, too. */
const REFRESH_MS = 5_000;

interface Place {
  readonly page: number;
  readonly after: string;
  readonly status: string;
  readonly for: string;
  readonly trx: string;
}

/** A page of what runs wait for; an empty filter finds all. */
export function useWaits({ status, for: kind, trx, ...place }: Place) {
  const query = {
    ...place,
    ...(status !== '' && { status: status as Wait['status'] }),
    ...(kind !== '' && { for: kind as Wait['for'] }),
    ...(trx !== '' && { trx }),
    count: 50,
  };
  return useQuery({
    queryKey: [...KEY, query],
    queryFn: ({ signal }) => get('/wait/page', query, signal),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

/** Completes a wait. */
export function useComplete() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: BodyOf<'post', '/wait/complete'>) => post('/wait/complete', body),
    onSuccess: (_, { component }) => {
      notify(text('waits.completed', { component }));
      return queries.invalidateQueries({ queryKey: KEY });
    },
  });
}
