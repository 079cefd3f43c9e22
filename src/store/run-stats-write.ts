import type { Transaction } from 'kysely';
import { chunks } from './chunks.ts';
import type { Database } from './database.ts';
import { NO_COUNTS, addCounts, mergeCounts, toText } from './run-counts.ts';
import type { RunCounts } from './run-counts.ts';
import { HOUR_MS, SPANS } from './run-log-stats.ts';
import type { RunLogTable, RunStatsTable, Tables } from './schema.ts';

/** A run log, as far as statistics count it. */
export type CountedRun = Pick<RunLogTable, 'start_at' | 'version' | 'counts'>;

/**
 * Makes the statistics true at the commit of what removes and adds these logs. It comes last in its transaction: other
 * writers wait for the rows of the present hour and day from here on.
 */
export async function changeStats(
  db: Database,
  trx: Transaction<Tables>,
  removed: readonly CountedRun[],
  added: readonly CountedRun[],
): Promise<void> {
  // In one order for all writers, which else could deadlock.
  for (const [hours, sums] of sumsBySpan(removed, added))
    for (const [place, byVersion] of [...sums].sort(([x], [y]) => x - y))
      await changeSpan(db, trx, { hours, place }, byVersion);
}

/** By span of that length, and version: what the logs of it change. */
type Sums = Map<number, Map<string, RunCounts>>;

/** The counts of each log are read once: days are made of hours. */
function sumsBySpan(removed: readonly CountedRun[], added: readonly CountedRun[]): [(typeof SPANS)[number], Sums][] {
  const hours: Sums = new Map();
  const days: Sums = new Map();
  for (const [runs, factor] of [[removed, -1] as const, [added, 1] as const])
    for (const { start_at, version, counts } of runs)
      addCounts(sumOf(hours, Math.floor(start_at / HOUR_MS), version), counts, factor);
  for (const [place, byVersion] of hours)
    for (const [version, sum] of byVersion) mergeCounts(sumOf(days, Math.floor(place / 24), version), sum);
  return [
    [1, hours],
    [24, days],
  ];
}

function sumOf(sums: Sums, place: number, version: string): RunCounts {
  const byVersion = sums.get(place) ?? new Map<string, RunCounts>();
  sums.set(place, byVersion);
  const sum = byVersion.get(version) ?? new Map<string, number[]>();
  byVersion.set(version, sum);
  return sum;
}

async function changeSpan(
  { can }: Database,
  trx: Transaction<Tables>,
  { hours, place }: Pick<RunStatsTable, 'hours' | 'place'>,
  sums: ReadonlyMap<string, RunCounts>,
): Promise<void> {
  const byVersion = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
  const versions = byVersion.map(([version]) => version);
  const insert = (rows: readonly RunStatsTable[]) => trx.insertInto('run_stats').values(rows);
  const key = ['hours', 'place', 'version'] as const;
  // What is not there cannot be locked.
  const claims = versions.map((version) => ({ hours, place, version, counts: NO_COUNTS }));
  await insert(claims)
    .modifyEnd(can.onConflict(key, { keep: true }))
    .execute();
  const ofSpan = trx.selectFrom('run_stats').where('hours', '=', hours).where('place', '=', place);
  const stored = await ofSpan.where('version', 'in', versions).select(['version', 'counts']).execute();
  const texts = new Map(stored.map(({ version, counts }) => [version, counts]));
  const rows = byVersion.map(([version, sum]) => {
    const counts: RunCounts = new Map();
    addCounts(counts, texts.get(version) ?? NO_COUNTS);
    mergeCounts(counts, sum);
    return { hours, place, version, counts: toText(counts) };
  });
  for (const some of chunks(rows, ({ counts }) => counts.length))
    await insert(some)
      .modifyEnd(can.onConflict(key, { set: ['counts'] }))
      .execute();
  const empty = rows.filter(({ counts }) => counts === NO_COUNTS).map(({ version }) => version);
  const emptied = trx.deleteFrom('run_stats').where('hours', '=', hours).where('place', '=', place);
  if (empty.length > 0) await emptied.where('version', 'in', empty).execute();
}
