import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../api/api-error.ts';
import type { BodyOf, EntryOf } from '../../api/api-types.ts';
import { get, post } from '../../api/client.ts';
import type { Json } from '../../designer/model/rule-language.ts';
import { text } from '../../i18n/use-text.ts';
import { notify } from '../../parts/notify.tsx';
import { waitSpecOf } from './wait-spec.ts';
import type { WaitSpec } from './wait-spec.ts';

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

/** What the rule of its run says of a wait; null: nothing, as the run has ended, or its rule was changed. */
export function useWaitSpec({ trx, component, for: kind }: Wait) {
  return useQuery({
    // Not read again with the list: what is filled in would go with it.
    queryKey: ['wait-spec', trx, component],
    queryFn: async ({ signal }): Promise<WaitSpec | null> => {
      try {
        const { rule } = await get('/suspend', { trx }, signal);
        return waitSpecOf(rule as Json, component) ?? null;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    enabled: kind === 'approval',
    // A form that is being filled in does not change.
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** Completes a wait. */
export function useComplete() {
  const queries = useQueryClient();
  const readAgain = (trx: string) =>
    Promise.all([queries.invalidateQueries({ queryKey: KEY }), queries.invalidateQueries({ queryKey: ['run', trx] })]);
  return useMutation({
    mutationFn: (body: BodyOf<'post', '/wait/complete'>) => post('/wait/complete', body),
    onSuccess: (_, { trx, component, approved }) => {
      const done = approved === undefined ? 'completed' : approved ? 'approved' : 'refused';
      notify(text(`waits.${done}`, { component }));
      return readAgain(trx);
    },
    onError: (error, { trx }) => (isOver(error) ? readAgain(trx) : undefined),
  });
}

/** Whether a refusal says that there is nothing to complete any more: somebody was quicker, or the run has ended. */
export function isOver(error: unknown): boolean {
  return error instanceof ApiError && (error.code === '000409' || error.code === '000404');
}
