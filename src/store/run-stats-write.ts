import type { Transaction } from 'kysely';
import { chunks } from './chunks.ts';
import type { Database, ManyRows } from './database.ts';
import { NO_COUNTS, addCounts, mergeCounts, toText } from './run-counts.ts';
import type { RunCounts } from './run-counts.ts';
import { HOUR_MS, SPANS } from './run-log-stats.ts';
import type { RunLogTable, RunStatsTable, Tables } from './schema.ts';

/** A run log, as far as statistics count it. */
export type CountedRun = Pick<RunLogTable, 'start_at' | 'version' | 'counts'>;

/** What the logs of a version and a span change. */
interface Change extends Pick<RunStatsTable, 'hours' | 'place' | 'version'> {
  readonly sum: RunCounts;
}

/** Changes whose rows are read at once. */
const AT_ONCE = 100;
const KEY = ['hours', 'place', 'version'] as const;

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
  const changes = changesOf(removed, added);
  for (let at = 0; at < changes.length; at += AT_ONCE) await changeRows(db, trx, changes.slice(at, at + AT_ONCE));
}

/** Statements that add logs to the statistics without a look at them; undefined: this database cannot. */
export function addToStats({ can }: Database, added: readonly CountedRun[]): readonly ManyRows[] | undefined {
  return can.addCounts?.(changesOf([], added).map(({ sum, ...key }) => ({ ...key, counts: toText(sum) })));
}

/** In one order for all writers, which else could deadlock. The counts of each log are read once: days are made of hours. */
function changesOf(removed: readonly CountedRun[], added: readonly CountedRun[]): Change[] {
  const [hour, day] = SPANS;
  const changes = new Map<string, Change>();
  const sumOf = (hours: RunStatsTable['hours'], place: number, version: string): RunCounts => {
    const key = `${hours} ${place} ${version}`;
    const change = changes.get(key) ?? { hours, place, version, sum: new Map<string, number[]>() };
    changes.set(key, change);
    return change.sum;
  };
  for (const [runs, factor] of [[removed, -1] as const, [added, 1] as const])
    for (const { start_at, version, counts } of runs)
      addCounts(sumOf(hour, Math.floor(start_at / HOUR_MS), version), counts, factor);
  for (const { place, version, sum } of [...changes.values()])
    mergeCounts(sumOf(day, Math.floor(place / day), version), sum);
  return [...changes.values()].sort(
    (a, b) => a.hours - b.hours || a.place - b.place || (a.version < b.version ? -1 : 1),
  );
}

async function changeRows(db: Database, trx: Transaction<Tables>, changes: readonly Change[]): Promise<void> {
  const insert = (rows: readonly RunStatsTable[]) => trx.insertInto('run_stats').values(rows);
  let stored = await lockedRows(db, trx, changes);
  const missing = changes.filter((change) => !stored.has(keyOf(change)));
  if (missing.length > 0) {
    // What is not there cannot be locked.
    const claims = missing.map(({ hours, place, version }) => ({ hours, place, version, counts: NO_COUNTS }));
    await insert(claims)
      .modifyEnd(db.can.onConflict(KEY, { keep: true }))
      .execute();
    stored = await lockedRows(db, trx, changes);
  }
  const rows = changes.map(({ sum, ...key }) => {
    const counts: RunCounts = new Map();
    addCounts(counts, stored.get(keyOf(key)) ?? NO_COUNTS);
    mergeCounts(counts, sum);
    return { ...key, counts: toText(counts) };
  });
  for (const some of chunks(rows, ({ counts }) => counts.length))
    await insert(some)
      .modifyEnd(db.can.onConflict(KEY, { set: ['counts'] }))
      .execute();
  for (const { hours, place, version } of rows.filter(({ counts }) => counts === NO_COUNTS)) {
    const emptied = trx.deleteFrom('run_stats').where('hours', '=', hours).where('place', '=', place);
    await emptied.where('version', '=', version).execute();
  }
}

/** The counts that there are of these, by key, locked. */
async function lockedRows(
  { can }: Database,
  trx: Transaction<Tables>,
  changes: readonly Change[],
): Promise<Map<string, string>> {
  const stored = trx.selectFrom('run_stats').where((on) => {
    const spans = Map.groupBy(changes, ({ hours, place }) => `${hours} ${place}`);
    // Span by span: MariaDB finds no rows by an index for a list of keys of several columns.
    return on.or(
      [...spans.values()].map((some) => {
        const [{ hours, place } = { hours: 1 as const, place: 0 }] = some;
        const versions = some.map(({ version }) => version);
        return on.and([on('hours', '=', hours), on('place', '=', place), on('version', 'in', versions)]);
      }),
    );
  });
  const rows = await stored.select(['hours', 'place', 'version', 'counts']).modifyEnd(can.lockRows).execute();
  return new Map(rows.map((row) => [keyOf(row), row.counts]));
}

function keyOf({ hours, place, version }: Pick<RunStatsTable, 'hours' | 'place' | 'version'>): string {
  return `${hours} ${place} ${version}`;
}
