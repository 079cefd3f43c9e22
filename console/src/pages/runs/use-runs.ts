import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { EntryOf } from '../../api/api-types.ts';
import { get } from '../../api/client.ts';
import { hasParameters, ruleOf, runQueryOf } from './run-filter.ts';
import type { RunFilter, RunQuery } from './run-filter.ts';

/** What the table shows of a run. */
export type RunRow = Pick<
  EntryOf<'/run_log/page'>,
  'trx' | 'method' | 'path' | 'status' | 'http_status' | 'start_datetime' | 'run_time'
>;

export const RUNS_A_PAGE = 50;

/** A page of runs, newest first. */
export function useRuns(filter: RunFilter, isEnabled: boolean) {
  return useQuery({
    queryKey: ['runs', filter],
    queryFn: async ({ signal }) => {
      const query = await namedRule(runQueryOf(filter).query, filter, signal);
      return get('/run_log/page', { ...query, ...placeOf(filter), count: RUNS_A_PAGE }, signal);
    },
    placeholderData: keepPreviousData,
    enabled: isEnabled,
  });
}

function placeOf({ page, after }: RunFilter) {
  return after === '' ? { page } : { after };
}

/** Runs of a rule with parameters differ in their paths: they are found by its active version. */
export async function namedRule(query: RunQuery, { rule, version }: RunFilter, signal: AbortSignal): Promise<RunQuery> {
  const { method, name } = ruleOf(rule);
  if (!hasParameters(name) || version !== '') return query;
  const found = await get('/rule/page', { name, status: true, count: 20, ...(method && { method }) }, signal);
  const active = found.list.find((one) => one.name === name);
  if (active === undefined) return query;
  return { ...query, path: undefined, method: active.method, version: active.version };
}

/** Names of rules that hold what is typed, to choose from. */
export function useRuleNames(typed: string): readonly string[] {
  const { name } = ruleOf(typed);
  const { data = [] } = useQuery({
    queryKey: ['rule', 'names', name],
    queryFn: async ({ signal }) => {
      const { list } = await get('/rule/endpoints', { q: name.replace(/^\/+/, ''), count: 20 }, signal);
      return list.map((one) => `${one.method} ${one.name}`);
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return data;
}
