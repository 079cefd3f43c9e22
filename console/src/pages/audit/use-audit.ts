import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { DataOf, EntryOf } from '../../api/api-types.ts';
import { get } from '../../api/client.ts';

export type AuditEntry = EntryOf<'/audit/page'>;

export type Verdict = DataOf<'get', '/audit/verify'>;

interface AuditFilter {
  readonly action: string;
  readonly target: string;
  /** The id of a user; empty: anybody. */
  readonly who: string;
  readonly start: string;
  readonly end: string;
  readonly page: number;
  readonly after: string;
}

/** A page of the audit log, newest first. */
export function useAudit(filter: AuditFilter) {
  return useQuery({
    queryKey: ['audit', filter],
    queryFn: ({ signal }) => readPage(filter, signal),
    placeholderData: keepPreviousData,
  });
}

function readPage({ who, ...filter }: AuditFilter, signal: AbortSignal) {
  const query = { ...filter, count: 50, ...(/^\d+$/.test(who) && { operator_id: Number(who) }) };
  return get('/audit/page', query, signal);
}

/** Who there is to choose from. */
export function useNamesOfUsers() {
  const { data } = useQuery({
    queryKey: ['user', 'names'],
    queryFn: ({ signal }) => get('/user/page', { page: 1, count: 100 }, signal),
  });
  return data?.list ?? NOBODY;
}

const NOBODY: readonly never[] = [];

/** Checks on demand that no entry was altered: it reads the whole list. */
export function useVerifyAudit() {
  return useMutation({ mutationFn: () => get('/audit/verify') });
}
