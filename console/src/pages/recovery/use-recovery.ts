import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DataOf, EntryOf } from '../../api/api-types.ts';
import { get, post, request } from '../../api/client.ts';
import { filterOf, filterQuery } from './recovery-query.ts';
import type { RecoveryQuery } from './recovery-query.ts';

export type RunGroup = EntryOf<'/suspend/groups'>;
export type SuspendedRun = EntryOf<'/suspend/page'>;
export type BulkProgress = DataOf<'get', '/suspend/recover_all'>;

/** All that concerns suspended runs; the badge of the navigation too. */
export const SUSPEND_KEY = ['suspend'];

const POLL_MS = 5_000;
const PROGRESS_MS = 500;
const PAGE_SIZE = 50;
/** The API takes no more at once. */
export const MOST_RECOVERED = 10_000;

/** What the suspended runs have in common, live. */
export function useGroups(query: RecoveryQuery, enabled: boolean) {
  const filter = filterQuery(query);
  return useQuery({
    queryKey: [...SUSPEND_KEY, 'groups', filter],
    queryFn: ({ signal }) =>
      request<DataOf<'get', '/suspend/groups'>>('get', '/suspend/groups', { query: filter, signal }),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** A page of the suspended runs that the filters find, live; `count` 1 for how many there are. */
export function useRuns(query: RecoveryQuery, { isCountOnly = false, enabled = true } = {}) {
  const place = isCountOnly ? { count: 1 } : { page: query.page, after: query.after, count: PAGE_SIZE };
  const all = { ...filterQuery(query), ...place, status: 'suspended' };
  return useQuery({
    queryKey: [...SUSPEND_KEY, 'page', all],
    queryFn: ({ signal }) => request<DataOf<'get', '/suspend/page'>>('get', '/suspend/page', { query: all, signal }),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** Which runs a recovery of many is about. */
export type Recovered =
  | { readonly trxs: readonly string[]; readonly isActiveVersion: boolean }
  | { readonly query: RecoveryQuery; readonly limit: number; readonly isActiveVersion: boolean };

/** Starts a recovery of many runs; `onStarted` gets its id. */
export function useRecoverMany(onStarted: (id: string) => void) {
  return useMutation({
    mutationFn: (what: Recovered) => {
      const version = what.isActiveVersion ? { version: 'active' } : {};
      if ('trxs' in what) return post('/suspend/recover_all', { filter: { trxs: [...what.trxs] }, ...version });
      const filter = filterOf(what.query);
      return post('/suspend/recover_all', { filter, limit: Math.max(1, what.limit), ...version });
    },
    onSuccess: ({ id }) => onStarted(id),
  });
}

/** How far a recovery of many runs is, until it has ended. */
export function useProgress(id: string) {
  return useQuery({
    queryKey: [...SUSPEND_KEY, 'progress', id],
    queryFn: ({ signal }) => get('/suspend/recover_all', { id }, signal),
    refetchInterval: ({ state: { data } }) => (data === undefined || data.state === 'running' ? PROGRESS_MS : false),
    retry: false,
  });
}

/** What became of giving up several runs. */
export interface Cancelled {
  readonly done: number;
  readonly refused: readonly { readonly trx: string; readonly message: string }[];
}

/** Gives up runs one after another; what is refused does not stop the others. */
export function useCancelRuns(onDone: (cancelled: Cancelled) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ trxs, reason }: { readonly trxs: readonly string[]; readonly reason: string }) => {
      const refused: { trx: string; message: string }[] = [];
      for (const trx of trxs) {
        try {
          await post('/run/cancel', { trx, reason });
        } catch (error) {
          refused.push({ trx, message: error instanceof Error ? error.message : String(error) });
        }
      }
      return { done: trxs.length - refused.length, refused };
    },
    onSuccess: (cancelled) => {
      onDone(cancelled);
      return queries.invalidateQueries({ queryKey: SUSPEND_KEY });
    },
  });
}
