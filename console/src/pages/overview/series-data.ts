import type { RunStatus } from '../../parts/status-badge.tsx';

/** A point of `GET /stats/series` with all metrics of the page. */
export interface SeriesPoint {
  readonly at: string;
  readonly value: {
    readonly runs_by_status: Readonly<Partial<Record<RunStatus, number>>> | null;
    readonly error_rate: number | null;
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
  } | null;
}

/** A line of a chart. */
export interface ChartLine {
  /** The status or percentile. */
  readonly key: string;
  /** One a point; null: there is none. */
  readonly values: readonly (number | null)[];
}

/** What a chart shows; times in seconds. */
export interface ChartData {
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
}

const STATUSES: readonly RunStatus[] = [
  'success',
  'failed',
  'broken',
  'suspended',
  'cancelled',
  'waiting',
  'paused',
  'recovering',
  'compensating',
  'compensated',
  'running',
];

/** Runs per minute, a line for each status that there was. @param stepSeconds between points. */
export function runsPerMinute(points: readonly SeriesPoint[], stepSeconds: number): ChartData {
  const countOf = ({ value }: SeriesPoint, status: RunStatus): number => value?.runs_by_status?.[status] ?? 0;
  const lines = STATUSES.filter((status) => points.some((point) => countOf(point, status) > 0)).map((status) => ({
    key: status,
    values: points.map((point) => (countOf(point, status) * 60) / stepSeconds),
  }));
  return { times: timesOf(points), lines };
}

/** The part of runs that failed, in percent; nothing where there were none. */
export function errorRate(points: readonly SeriesPoint[]): ChartData {
  const values = points.map(({ value }) => (value?.error_rate == null ? null : value.error_rate * 100));
  return { times: timesOf(points), lines: [{ key: 'error_rate', values }] };
}

/** Milliseconds until the client was answered. */
export function answerTimes(points: readonly SeriesPoint[]): ChartData {
  const keys = ['p50', 'p95', 'p99'] as const;
  const lines = keys.map((key) => ({ key, values: points.map(({ value }) => value?.[key] ?? null) }));
  return { times: timesOf(points), lines };
}

/** How many runs there were. */
export function runsOf(points: readonly SeriesPoint[]): number {
  const counts = points.flatMap(({ value }) => Object.values(value?.runs_by_status ?? {}));
  return counts.reduce((sum, count) => sum + count, 0);
}

function timesOf(points: readonly SeriesPoint[]): number[] {
  return points.map(({ at }) => Date.parse(at) / 1000);
}

export interface RuleNumbers {
  readonly runs: number;
  readonly error_rate: number;
  readonly answer: { readonly p95: number | null };
}

const MOST = 8;

/** Rules whose 95th percentile is the longest. */
export function slowestOf<T extends RuleNumbers>(rules: readonly T[]): T[] {
  const timed = rules.filter(({ answer }) => answer.p95 !== null);
  return timed.toSorted((a, b) => (b.answer.p95 ?? 0) - (a.answer.p95 ?? 0)).slice(0, MOST);
}

/** Rules with the most runs that failed. */
export function mostFailingOf<T extends RuleNumbers>(rules: readonly T[]): T[] {
  const failures = ({ runs, error_rate: rate }: T): number => runs * rate;
  const failing = rules.filter((rule) => rule.error_rate > 0);
  return failing.toSorted((a, b) => failures(b) - failures(a)).slice(0, MOST);
}

/** The statuses that count as errors, in the gateway's statistics too. */
const FAILURES = ['failed', 'broken', 'suspended', 'compensating', 'compensated', 'cancelled'] as const;

/** A status that counts as an error, and how many runs have it. */
export interface Failures {
  readonly status: (typeof FAILURES)[number];
  readonly count: number;
}

/** How a rule's runs have failed, the most frequent first. */
export function failuresOf(byStatus: Readonly<Record<string, number>>): Failures[] {
  const found = FAILURES.map((status) => ({ status, count: byStatus[status] ?? 0 }));
  return found.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count);
}

/** The filter "Slower than" that finds a rule's slowest runs, of its 95th percentile; that is exact to 1 %. */
export function slowFrom(p95: number | null): string {
  const ms = (p95 ?? 0) * 0.97;
  const digit = 10 ** Math.max(Math.floor(Math.log10(ms)) - 1, 0);
  return ms < 1 ? '' : `${Math.floor(ms / digit) * digit} ms`;
}
