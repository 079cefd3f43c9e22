import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { EntryOf } from '../../api/api-types.ts';
import { get, post } from '../../api/client.ts';
import { bodyOf } from './rule-file.ts';
import type { RuleFile } from './rule-file.ts';

export type Endpoint = EntryOf<'/rule/endpoints'>;

const KEY = ['rule'];

/** As many as the API gives at once; a tree wants all that are near each other. */
const COUNT = 1000;

/** All rules whose name holds `q`, with what is known of their runs; further ones on demand. */
export function useEndpoints(q: string) {
  return useInfiniteQuery({
    queryKey: [...KEY, 'endpoints', q],
    queryFn: ({ pageParam, signal }) =>
      get('/rule/endpoints', { q, count: COUNT, ...(pageParam !== '' && { after: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

/** One file to be imported. */
export interface ImportItem {
  readonly fileName: string;
  readonly rule: RuleFile;
}

/** What became of one file. */
export type ImportOutcome = { readonly version: string; readonly isActive: boolean } | { readonly error: unknown };

/** Saves a version of each rule; one that is refused holds up no other. */
export function useImportRules() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ items, activate }: { readonly items: readonly ImportItem[]; readonly activate: boolean }) => {
      const outcomes: ImportOutcome[] = [];
      for (const { rule } of items) outcomes.push(await importOne(rule, activate));
      return outcomes;
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

async function importOne(rule: RuleFile, activate: boolean): Promise<ImportOutcome> {
  try {
    const { version, status } = await post('/rule', { ...bodyOf(rule), activate });
    return { version, isActive: status };
  } catch (error) {
    return { error };
  }
}
