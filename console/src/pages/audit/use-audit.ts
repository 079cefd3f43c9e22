import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { DataOf, EntryOf } from '../../api/api-types.ts';
import { get } from '../../api/client.ts';

export type AuditEntry = EntryOf<'/audit/page'>;

export type Verdict = DataOf<'get', '/audit/verify'>;

interface AuditFilter {
  readonly action: string;
  readonly target: string;
  readonly start: string;
  readonly end: string;
  readonly page: number;
  readonly after: string;
}

/** A page of the audit log, newest first. */
export function useAudit(filter: AuditFilter) {
  return useQuery({
    queryKey: ['audit', filter],
    queryFn: ({ signal }) => get('/audit/page', { ...filter, count: 50 }, signal),
    placeholderData: keepPreviousData,
  });
}

/** Checks on demand that no entry was altered: it reads the whole list. */
export function useVerifyAudit() {
  return useMutation({ mutationFn: () => get('/audit/verify') });
}
