import type { RunStatus } from '../engine/port.ts';

/** Of durations in milliseconds; null where there is none. Exact up to 64 ms, above within 3 %. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** What happened to the recorded runs of one rule, over all its versions. */
export interface RuleStats {
  /** The rule's name and method, not the request's. */
  readonly name: string;
  readonly method: string;
  readonly runs: number;
  readonly byStatus: Readonly<Partial<Record<RunStatus, number>>>;
  /** Share of the runs that neither succeeded nor are under way, 0 to 1. */
  readonly errorRate: number;
  /** Until the client was answered. */
  readonly answer: Percentiles;
  /** Each call that was made: skipped components and cached results do not count. */
  readonly components: readonly (Percentiles & { readonly layer: number; readonly name: string })[];
}

export interface StatsFilter {
  /** When the run started, inclusive. */
  readonly start?: number;
  readonly end?: number;
  /** A rule's name. */
  readonly name?: string;
}

/** The same with both ends. */
export type StatsSpan = Required<Pick<StatsFilter, 'start' | 'end'>> & Pick<StatsFilter, 'name'>;

/** What became of the recorded runs that began in one step of a series. */
export interface SeriesPoint {
  readonly at: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly errorRate: number | null;
  readonly answer: Percentiles;
}

/** Points of one length; `stepMs` may be longer than asked for, where too many logs would be read. */
export interface Series {
  readonly stepMs: number;
  readonly points: readonly SeriesPoint[];
}

/** Runs of one rule that ended with the same error. */
export interface ErrorCount {
  readonly errCode: string;
  readonly method: string;
  readonly name: string;
  readonly count: number;
  readonly lastAt: number;
}
