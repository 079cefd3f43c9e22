import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer } from 'react';
import { get } from '../../api/client.ts';
import { liveRuns } from './live-runs.ts';
import type { LiveRun } from './live-runs.ts';
import { received, released, startLive } from './live-rows.ts';
import type { LiveRows } from './live-rows.ts';
import { metadataOf, runQueryOf } from './run-filter.ts';
import type { RunFilter, RunQuery } from './run-filter.ts';
import { namedRule } from './use-runs.ts';
import type { RunRow } from './use-runs.ts';

const SECOND_MS = 1000;
const MOST_READ = 100;
/** It begins with as many as a page has. */
const MOST_BEGUN = 50;

type Change =
  | { readonly kind: 'start'; readonly rows: readonly RunRow[] }
  | { readonly kind: 'received'; readonly rows: readonly RunRow[] }
  | { readonly kind: 'second' };

function liveReducer(live: LiveRows<RunRow>, change: Change): LiveRows<RunRow> {
  switch (change.kind) {
    case 'start':
      return startLive(change.rows);
    case 'received':
      return received(live, change.rows);
    case 'second':
      return released(live);
  }
}

/**
 * The newest runs that match, as they come, while `isLive`; those under way before their log is there.
 * @returns undefined before the first answer.
 */
export function useLiveRows(filter: RunFilter, isLive: boolean) {
  const queries = useQueryClient();
  const [live, change] = useReducer(liveReducer, startLive<RunRow>([]));
  const key = JSON.stringify(runQueryOf(filter).query);
  const { data, error, refetch } = useQuery({
    queryKey: ['runs', 'live', key],
    queryFn: ({ signal }) => readNewest(filter, signal),
    enabled: isLive,
    refetchInterval: SECOND_MS,
    gcTime: 0,
  });
  const isReady = isLive && data !== undefined;
  useEffect(() => {
    if (!isReady) return undefined;
    const rows = queries.getQueryData<RunRow[]>(['runs', 'live', key]) ?? [];
    change({ kind: 'start', rows: rows.slice(0, MOST_BEGUN) });
    const timer = setInterval(() => change({ kind: 'second' }), SECOND_MS);
    return () => clearInterval(timer);
  }, [isReady, key, queries]);
  useEffect(() => {
    if (data !== undefined) change({ kind: 'received', rows: data });
  }, [data]);
  return { live: isReady ? live : undefined, error, refetch };
}

async function readNewest(filter: RunFilter, signal: AbortSignal): Promise<RunRow[]> {
  const query = await namedRule(runQueryOf(filter).query, filter, signal);
  const [{ list }, underWay] = await Promise.all([
    get('/run_log/page', { ...query, count: MOST_READ }, signal),
    liveRuns(signal),
  ]);
  const logged = new Set(list.map(({ trx }) => trx));
  const others = underWay.filter((run) => !logged.has(run.trx) && matches(run, query, filter)).map(rowOf);
  return [...others, ...list];
}

function rowOf({ trx, method, path, status, created_at }: LiveRun): RunRow {
  return { trx, method, path, status, start_datetime: created_at, run_time: null };
}

/** Whether a run under way is one that the filters find. */
function matches(run: LiveRun, query: RunQuery, { metadata: text }: RunFilter): boolean {
  const metadata = metadataOf(text);
  const { method, path, version, status, log_id: logId, start, end } = query;
  return (
    query.err_code === undefined &&
    query.min_run_time === undefined &&
    (method === undefined || run.method === method) &&
    (path === undefined || run.path === path || run.path.endsWith(`/${path}`)) &&
    (version === undefined || run.version === version) &&
    (metadata === undefined || run.metadata?.[metadata.name] === metadata.value) &&
    (status === undefined || run.status === status) &&
    (logId === undefined || run.log_id === logId) &&
    (start === undefined || run.created_at >= start) &&
    (end === undefined || run.created_at <= end)
  );
}
