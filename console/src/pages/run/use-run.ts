import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../../api/api-error.ts';
import type { DataOf } from '../../api/api-types.ts';
import { get } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import { liveRuns } from '../runs/live-runs.ts';
import { isAtRest, isUnderWay, statusOf } from './run-facts.ts';
import type { RunFacts } from './run-facts.ts';

const LIVE_MS = 1000;
/** A log is written up to a second after the answer; a suspended run is mended elsewhere, a waiting one is completed. */
const WAITING_MS = 4000;

/** What the gateway knows of a run, live while it goes on. */
export function useRun(trx: string) {
  return useQuery({
    queryKey: ['run', trx],
    queryFn: ({ signal }) => readRun(trx, signal),
    refetchInterval: ({ state: { data, error } }) => (error === null ? pollMs(data) : WAITING_MS),
  });
}

function pollMs(facts: RunFacts | undefined): number | false {
  if (facts === undefined) return false;
  const status = statusOf(facts);
  if (status === undefined || isAtRest(status)) return WAITING_MS;
  return isUnderWay(status) ? LIVE_MS : false;
}

async function readRun(trx: string, signal: AbortSignal): Promise<RunFacts> {
  const [log, kept, live] = await Promise.all([
    orNone(get('/run_log', { trx }, signal)),
    orNone(get('/suspend', { trx }, signal)),
    liveRuns(signal, trx),
  ]);
  const [found] = live;
  return {
    ...(log && { log }),
    ...(kept && { kept }),
    ...(found && { live: found }),
  };
}

/** The answer, or undefined where there is none of that name. */
async function orNone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

export type RuleVersion = DataOf<'get', '/rule'>;

/** The rule that ran; null where its version is deleted. */
export function useRuleVersion(version: string | undefined) {
  return useQuery({
    queryKey: ['rule', 'version', version],
    queryFn: async ({ signal }) => (await orNone(get('/rule', { version: version ?? '' }, signal))) ?? null,
    enabled: version !== undefined,
    staleTime: Infinity,
  });
}

/** What the audit log says of a run; only administrators may read it. */
export function useRunAudit(trx: string) {
  const { may } = useMe();
  return useQuery({
    queryKey: ['audit', 'run', trx],
    queryFn: async ({ signal }) => (await get('/audit/page', { target: trx, count: 100 }, signal)).list,
    enabled: may('admin'),
  });
}
