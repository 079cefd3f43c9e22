import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BodyOf, EntryOf } from '../../api/api-types.ts';
import { get, post, remove } from '../../api/client.ts';
import { text } from '../../i18n/use-text.ts';
import { confirm } from '../../parts/confirm.tsx';
import { notify } from '../../parts/notify.tsx';

export type Token = EntryOf<'/token/page'>;

const KEY = ['token'];

interface Place {
  readonly page: number;
  readonly after: string;
}

/** A page of API tokens. */
export function useTokens(place: Place) {
  return useQuery({
    queryKey: [...KEY, place],
    queryFn: ({ signal }) => get('/token/page', { ...place, count: 50 }, signal),
    placeholderData: keepPreviousData,
  });
}

/** Makes a token; its answer is the only one that holds it. */
export function useAddToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: BodyOf<'post', '/token'>) => post('/token', body),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
    // It is not kept longer than the dialog.
    gcTime: 0,
  });
}

/** Deletes a token, after asking. */
export function useDeleteToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, name }: Token) => {
      const question = { title: text('tokens.delete', { name }), lead: text('tokens.deleteLead') };
      const isWanted = await confirm({ ...question, action: text('form.delete'), isDangerous: true });
      if (isWanted) await remove('/token', { id });
      return isWanted;
    },
    onSuccess: (isDeleted, { name }) => {
      if (!isDeleted) return undefined;
      notify(text('tokens.deleted', { name }));
      return queries.invalidateQueries({ queryKey: KEY });
    },
  });
}
