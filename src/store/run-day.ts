import { sql } from 'kysely';
import { HOUR_MS } from './run-log-row.ts';
import type { NewRunLogRow } from './run-log-row.ts';

/*
 * Runs are counted by day, all together and by how long they took, to two digits: thresholds that people ask for (100,
 * 250, 1500 ms) lie between two counts. Each count is called by the shortest time that it counts.
 */

export const HOURS_OF_DAY = 24;
export const DAY_MS = HOURS_OF_DAY * HOUR_MS;

/** The count of all, however long they took. */
export const ANY_TIME = -2;
const NOT_ENDED = -1;
const LONG = 100_000;

/** How many milliseconds belong together at `ms`. */
function stepAt(ms: number): number {
  if (ms < 100) return 1;
  if (ms < 1000) return 10;
  return ms < 10_000 ? 100 : 1000;
}

/** What counts a run that took `runTime` milliseconds; null: it has none. */
export function briefestOf(runTime: number | null): number {
  if (runTime === null) return NOT_ENDED;
  return runTime < LONG ? runTime - (runTime % stepAt(runTime)) : LONG;
}

/** The same of a row of `run_log`, in SQL; the migration that counted the first ones has its own copy. */
export const briefestOfRow = sql<number>`case when run_time is null then ${sql.lit(NOT_ENDED)}
  when run_time < 100 then run_time when run_time < 1000 then run_time - run_time % 10
  when run_time < 10000 then run_time - run_time % 100
  when run_time < ${sql.lit(LONG)} then run_time - run_time % 1000 else ${sql.lit(LONG)} end`;

/** The first count all of whose runs took at least `minRunTime`; between the two lie runs that must be looked at. */
export function firstBriefest(minRunTime: number): number {
  const briefest = briefestOf(minRunTime);
  if (briefest === minRunTime) return briefest;
  return briefest < LONG ? briefest + stepAt(briefest) : Number.MAX_SAFE_INTEGER;
}

/** The hour at which the day of `hour` begins. */
export function dayOf(hour: number): number {
  return hour - (hour % HOURS_OF_DAY);
}

/** The same of a row, in SQL. */
export const dayOfRow = sql<number>`hour - hour % ${sql.lit(HOURS_OF_DAY)}`;

/** What a run adds to the counts. */
export function countedByDay({ hour, method, status, err_code, run_time }: NewRunLogRow) {
  const counted = { day: dayOf(hour), status, err_code: err_code ?? '', method };
  return [ANY_TIME, briefestOf(run_time)].map((briefest) => ({ briefest, ...counted }));
}
