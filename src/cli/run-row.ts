import type { RunStatus } from '../engine/run-status.ts';
import type { LogsFilter, KeptHead, LogHead, RunsSource } from './source/runs-source.ts';

/** A run as lists show it, whether it is kept or was recorded. */
export interface RunRow {
  /** When it began, ISO 8601. */
  readonly time: string;
  readonly trx: string;
  readonly log_id: string;
  readonly method: string;
  readonly path: string;
  readonly version: string;
  readonly status: RunStatus;
  /** Of the answer; null where it is not known. */
  readonly http_status: number | null;
  /** Milliseconds. */
  readonly run_time: number | null;
  readonly err_code: string | null;
  readonly err_component: string | null;
}

/** Entries at most that one request answers. */
const PAGE = 100;

/**
 * The newest runs that a filter finds, kept and recorded ones alike, each once. Of a kept run the row is the truth: its
 * log is written when it ends.
 */
export async function newestRuns(source: RunsSource, filter: LogsFilter, count: number): Promise<RunRow[]> {
  const { min_run_time: minRunTime, ...rest } = filter;
  const rows = new Map<string, RunRow>();
  const addLogs = async (status: LogsFilter): Promise<void> => {
    for (const log of await newest((place) => source.logs({ ...filter, ...status }, place), count))
      rows.set(log.trx, ofLog(log));
  };
  await addLogs({});
  // How long a kept run took is in its log only.
  if (minRunTime === undefined) {
    const listed = rest.status === undefined ? [{}, { status: 'running' } as const] : [{}];
    const kept: KeptHead[] = [];
    for (const status of listed)
      kept.push(...(await newest((place) => source.kept({ ...rest, ...status }, place), count)));
    // A kept run may have begun before all that were recorded last.
    if (rest.status === undefined && kept.some(({ trx }) => !rows.has(trx))) await addLogs({ status: 'suspended' });
    for (const run of kept) rows.set(run.trx, ofKept(run, rows.get(run.trx)));
  }
  return [...rows.values()].sort((a, b) => (a.time < b.time ? 1 : -1)).slice(0, count);
}

type ReadPage<T> = (place: {
  readonly count: number;
  readonly after?: string;
}) => Promise<{ readonly list: readonly T[]; readonly next: string | null }>;

async function newest<T>(read: ReadPage<T>, count: number): Promise<T[]> {
  const found: T[] = [];
  for (let after: string | undefined; found.length < count;) {
    const place = { count: Math.min(PAGE, count - found.length), ...(after !== undefined && { after }) };
    const { list, next } = await read(place);
    found.push(...list);
    if (next === null) break;
    after = next;
  }
  return found;
}

function ofLog(log: LogHead): RunRow {
  const { trx, log_id, method, path, version, status, error } = log;
  const { start_datetime: time, run_time, http_status = null } = log;
  const failed = { err_code: error?.code ?? null, err_component: error?.component ?? null };
  return { time, trx, log_id, method, path, version, status, http_status, run_time, ...failed };
}

function ofKept(run: KeptHead, log: RunRow | undefined): RunRow {
  const { trx, log_id, method, path, version, status, err_code, err_component, created_at } = run;
  const seen = {
    time: log?.time ?? created_at,
    http_status: log?.http_status ?? null,
    run_time: log?.run_time ?? null,
  };
  return { ...seen, trx, log_id, method, path, version, status, err_code, err_component };
}
