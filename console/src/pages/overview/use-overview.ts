import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { DataOf } from '../../api/api-types.ts';
import { get } from '../../api/client.ts';
import type { SeriesPoint } from './series-data.ts';

/** The periods that the page offers, in hours. */
export const PERIODS = { '1h': 1, '24h': 24, '7d': 168 } as const;

export type Period = keyof typeof PERIODS;

const HOUR_MS = 3_600_000;
const REFRESH_MS = 30_000;
const METRICS = 'runs_by_status,error_rate,p50,p95,p99';

export type RuleStats = DataOf<'get', '/stats'>['list'][number];
export type SuspendedGroup = DataOf<'get', '/suspend/groups'>['list'][number];

/** When a period begins, ISO 8601, to the minute: so that a link does not change all the time. */
export function startOf(period: Period, nowMs: number): string {
  return new Date(Math.floor((nowMs - PERIODS[period] * HOUR_MS) / 60_000) * 60_000).toISOString();
}

/** How runs went over the period. */
export function useSeries(period: Period) {
  return useQuery({
    queryKey: ['stats', 'series', period],
    queryFn: async ({ signal }) => {
      const query = { metric: METRICS, start: startOf(period, Date.now()) };
      const { step, list } = await get('/stats/series', query, signal);
      return { step, points: list as readonly SeriesPoint[] };
    },
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}

/** How each rule went over the period. */
export function useRuleStats(period: Period) {
  return useQuery({
    queryKey: ['stats', 'rules', period],
    queryFn: async ({ signal }) => (await get('/stats', { start: startOf(period, Date.now()) }, signal)).list,
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}

/** What is suspended now, by rule and error. */
export function useSuspended() {
  return useQuery({
    queryKey: ['suspend', 'groups', 'overview'],
    queryFn: async ({ signal }) => (await get('/suspend/groups', {}, signal)).list,
    refetchInterval: REFRESH_MS,
  });
}

/** Whether nothing has run ever, as far as is known. */
export function useHasRuns() {
  return useQuery({
    queryKey: ['runs', 'any'],
    queryFn: async ({ signal }) => (await get('/run_log/page', { count: 1 }, signal)).total > 0,
    refetchInterval: ({ state }) => (state.data === false ? 3_000 : false),
  });
}
