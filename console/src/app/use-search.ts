import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client.ts';
import type { TextKey } from '../i18n/en.ts';
import { inOrder, searchTarget } from './search-target.ts';
import { ruleAddress } from '../parts/rule-address.ts';

/** One thing that was found, and where it is. */
export interface SearchHit {
  readonly to: string;
  readonly groupKey: TextKey;
  readonly label: string;
  /** Before the name: a rule's method. */
  readonly mark?: string;
}

const MOST_RUNS = 8;
const MOST_READ = 100;

/** What a text leads to: a run, or the active rules and scripts with it in their names. */
export function useSearch(text: string): { readonly hits: readonly SearchHit[]; readonly isSearching: boolean } {
  const { data = [], isFetching } = useQuery({
    queryKey: ['search', text.trim()],
    queryFn: ({ signal }) => search(text, signal),
    enabled: text.trim() !== '',
    placeholderData: (before) => before,
  });
  return { hits: text.trim() === '' ? [] : data, isSearching: isFetching };
}

async function search(text: string, signal: AbortSignal): Promise<SearchHit[]> {
  const target = searchTarget(text);
  switch (target.kind) {
    case 'none':
    case 'too-long':
      return [];
    case 'trx':
      return [{ to: `/runs/${target.trx}`, groupKey: 'search.runs', label: target.trx }];
    case 'log-id':
      return runsOfLog(target.logId, signal);
    case 'name':
      return named(target.name, signal);
  }
}

/** One run and those that it called have one log id; of rules without `record` only the suspended ones are known. */
async function runsOfLog(logId: string, signal: AbortSignal): Promise<SearchHit[]> {
  const query = { log_id: logId, count: MOST_READ };
  const [logged, kept] = await Promise.all([get('/run_log/page', query, signal), get('/suspend/page', query, signal)]);
  const runs = inOrder(logged.list, kept.list).slice(0, MOST_RUNS);
  return runs.map(({ trx, method, path }) => ({
    to: `/runs/${trx}`,
    groupKey: 'search.runs',
    label: path,
    mark: method,
  }));
}

async function named(name: string, signal: AbortSignal): Promise<SearchHit[]> {
  const { rules, scripts } = await get('/search', { q: name }, signal);
  return [
    ...rules.map((rule): SearchHit => ({
      to: ruleAddress(rule),
      groupKey: 'search.rules',
      label: rule.name,
      mark: rule.method,
    })),
    ...scripts.map((script): SearchHit => ({
      to: `/scripts/${script.name}`,
      groupKey: 'search.scripts',
      label: script.name,
    })),
  ];
}
