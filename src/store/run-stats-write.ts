import type { Transaction } from 'kysely';
import { chunks } from './chunks.ts';
import type { Database } from './database.ts';
import { NO_COUNTS, addCounts, toText } from './run-counts.ts';
import type { RunCounts } from './run-counts.ts';
import { HOUR_MS, SPANS } from './run-log-stats.ts';
import type { RunLogTable, RunStatsTable, Tables } from './schema.ts';

/** A run log, as far as statistics count it. */
export type CountedRun = Pick<RunLogTable, 'start_at' | 'version' | 'counts'>;

type Change = CountedRun & { readonly factor: 1 | -1 };

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
  const changes: Change[] = [
    ...removed.map((run) => ({ ...run, factor: -1 as const })),
    ...added.map((run) => ({ ...run, factor: 1 as const })),
  ];
  // In one order for all writers, which else could deadlock.
  for (const hours of SPANS) {
    const byPlace = Map.groupBy(changes, ({ start_at }) => Math.floor(start_at / (hours * HOUR_MS)));
    for (const [place, some] of [...byPlace].sort(([a], [b]) => a - b))
      await changeSpan(db, trx, { hours, place }, some);
  }
}

async function changeSpan(
  { can }: Database,
  trx: Transaction<Tables>,
  { hours, place }: Pick<RunStatsTable, 'hours' | 'place'>,
  changes: readonly Change[],
): Promise<void> {
  const byVersion = [...Map.groupBy(changes, ({ version }) => version)].sort(([a], [b]) => (a < b ? -1 : 1));
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
  const rows = byVersion.map(([version, some]) => {
    const counts: RunCounts = new Map();
    addCounts(counts, texts.get(version) ?? NO_COUNTS);
    for (const change of some) addCounts(counts, change.counts, change.factor);
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
