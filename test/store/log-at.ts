import type { RunLog } from '../../src/engine/run-log.ts';
import type { RunLogStore } from '../../src/store/store.ts';
import { componentLog, runLog } from '../observe/run-log.ts';

export const HOUR = 3_600_000;
export const BEGIN = Date.parse('2026-03-01T10:00:00.000Z');

export const iso = (at: number): string => new Date(at).toISOString();

/** A log that started `at`, with one component per given duration. */
export function logAt(at: number, fields: Partial<RunLog> = {}, durations: readonly number[] = []): RunLog {
  const component_logs = durations.map((run_time, n) => componentLog({ name: `c${n}`, run_time }));
  const layer = { step: 1, action_count: durations.length, run_time: 1, error: null, component_logs };
  return runLog({
    start_datetime: iso(at),
    end_datetime: iso(at + 10),
    step_logs: [{ ...layer, start_datetime: iso(at), end_datetime: iso(at) }],
    ...fields,
  });
}

/** Writes logs, which may be in the outbox. */
export function writeLogs(store: RunLogStore, logs: readonly RunLog[]): Promise<void> {
  return store.writeAll(logs.map((log) => store.toStored(log, true)));
}
