import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { DataOf } from '../../../api/api-types.ts';
import { get } from '../../../api/client.ts';
import { SUSPEND_KEY } from '../use-recovery.ts';

export type KeptRun = DataOf<'get', '/suspend'>;

const POLL_MS = 3_000;

export const keptRunKey = (trx: string) => [...SUSPEND_KEY, 'run', trx];

/** A kept run, with its rule and data; read anew when somebody else has changed it. */
export function useKeptRun(trx: string) {
  const whole = useQuery({
    queryKey: keptRunKey(trx),
    queryFn: ({ signal }) => get('/suspend', { trx }, signal),
    retry: false,
  });
  // Its data may be large: only whether it has changed is asked for again and again.
  const head = useQuery({
    queryKey: [...SUSPEND_KEY, 'head', trx],
    queryFn: ({ signal }) => get('/suspend/page', { trx, count: 1 }, signal),
    refetchInterval: POLL_MS,
    enabled: whole.data !== undefined,
  });
  const { data, refetch } = whole;
  const isOther = data !== undefined && head.data !== undefined && isAnother(head.data.list[0], data);
  // After each poll: what could not be read is read again.
  useEffect(() => {
    if (isOther) void refetch();
  }, [isOther, head.dataUpdatedAt, refetch]);
  return whole;
}

/** The list that is asked for has runs of these statuses. */
const LISTED: readonly string[] = ['suspended', 'recovering', 'compensating'];

/**
 * Whether a run is not as it is known. The list that is asked for has none that has ended.
 * A poll that was under way while the run was saved is older: then it is read once more than it must be.
 */
function isAnother(now: Pick<KeptRun, 'revision' | 'status'> | undefined, known: KeptRun): boolean {
  if (now === undefined) return LISTED.includes(known.status);
  return now.revision !== known.revision || now.status !== known.status;
}

/** The log of a run; undefined while it is loaded, and where there is none. */
export function useRunLog(trx: string, revision: string) {
  return useQuery({
    queryKey: ['run_log', trx, revision],
    queryFn: ({ signal }) => get('/run_log', { trx }, signal),
    retry: false,
  });
}

export interface Endpoint {
  readonly name: string;
  readonly method: string;
}

/** Name and method of the rule of a run: of its version, or as its path says where that is deleted. */
export function useEndpoint({ version, method, path }: Pick<KeptRun, 'version' | 'method' | 'path'>): Endpoint {
  const { data } = useQuery({
    queryKey: ['rule', 'version', version],
    queryFn: ({ signal }) => get('/rule', { version }, signal),
    staleTime: Infinity,
    retry: false,
  });
  return useMemo(
    () => (data === undefined ? { method, name: path.replace(/^\/[^/]*\//, '') } : endpointOf(data)),
    [data, method, path],
  );
}

function endpointOf({ name, method }: Endpoint): Endpoint {
  return { name, method };
}

/** The active version of a rule, when it is asked for. */
export function useActiveRule({ name, method }: Endpoint, enabled: boolean) {
  return useQuery({
    queryKey: ['rule', 'active', method, name],
    queryFn: ({ signal }) => get('/rule', { name, method }, signal),
    staleTime: 0,
    retry: false,
    enabled,
  });
}
