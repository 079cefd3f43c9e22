import { Pace } from '../large/turn.ts';
import type { Database } from './database.ts';
import { countSome } from './page.ts';
import { addCounts } from './run-counts.ts';
import type { RunCounts } from './run-counts.ts';
import { HOUR_MS, logCounts, outcomesOf, percentiles, spanCounts } from './run-log-stats.ts';
import type { ErrorCount, Series, SeriesPoint, StatsSpan } from './statistics.ts';

/** So many logs are read for steps shorter than an hour; where there are more, steps are hours, which are counted. */
export const MOST_LOGS = 200_000;

/** A point for each step from the one that holds `start` to the one that holds `end`. */
export async function readSeries(db: Database, filter: StatsSpan, wantedMs: number): Promise<Series> {
  const stepMs = await stepFor(db, filter, wantedMs);
  const first = Math.floor(filter.start / stepMs);
  const last = Math.floor(filter.end / stepMs);
  const sums: RunCounts[] = Array.from({ length: last - first + 1 }, () => new Map<string, number[]>());
  const pace = new Pace();
  const whole = { start: first * stepMs, end: (last + 1) * stepMs - 1 };
  for await (const some of countsBy(db, stepMs, whole, filter.name)) {
    for (const { at, counts } of some) {
      const sum = sums[Math.floor(at / stepMs) - first];
      if (sum) addCounts(sum, counts);
      if (pace.isOver) await pace.next();
    }
  }
  return { stepMs, points: sums.map((counts, n) => toPoint((first + n) * stepMs, counts)) };
}

async function stepFor(db: Database, { start, end }: StatsSpan, wantedMs: number): Promise<number> {
  if (wantedMs % HOUR_MS === 0) return wantedMs;
  const logs = db.read.selectFrom('run_log').where('start_at', '>=', start).where('start_at', '<=', end);
  const isMany = (await countSome(db, logs, MOST_LOGS)) > MOST_LOGS;
  return isMany ? Math.ceil(wantedMs / HOUR_MS) * HOUR_MS : wantedMs;
}

async function* countsBy(
  db: Database,
  stepMs: number,
  { start, end }: { readonly start: number; readonly end: number },
  name: string | undefined,
): AsyncGenerator<{ readonly at: number; readonly counts: string }[]> {
  const hours = stepMs % (24 * HOUR_MS) === 0 ? 24 : 1;
  const lengthMs = hours * HOUR_MS;
  if (stepMs % lengthMs === 0) {
    const aligned = { first: start / lengthMs, last: Math.floor(end / lengthMs) };
    for await (const some of spanCounts(db, hours, aligned, name))
      yield some.map(({ place, counts }) => ({ at: place * lengthMs, counts }));
  } else
    for await (const some of logCounts(db, { start, end }, name))
      yield some.map(({ start_at, counts }) => ({ at: start_at, counts }));
}

function toPoint(at: number, counts: RunCounts): SeriesPoint {
  const { runs, errors, byStatus } = outcomesOf(counts);
  return {
    at,
    byStatus,
    errorRate: runs === 0 ? null : errors / runs,
    answer: percentiles(counts.get('0/') ?? []),
  };
}

/** The commonest errors of rules; the logs of runs that failed are read, and no others. */
export async function readErrors(
  { read }: Database,
  { start, end, name }: StatsSpan,
  most: number,
): Promise<{ readonly list: readonly ErrorCount[]; readonly more: boolean }> {
  const list = await read
    .selectFrom('run_log')
    .innerJoin('run_rule', 'run_rule.version', 'run_log.version')
    .where('err_code', 'is not', null)
    .where('start_at', '>=', start)
    .where('start_at', '<=', end)
    .$if(name !== undefined, (found) => found.where('run_rule.name', '=', name ?? ''))
    .select(({ fn }) => ['run_rule.method', 'run_rule.name', fn.countAll<number>().as('count')])
    .select(({ fn }) => ['err_code as errCode', fn.max('start_at').as('lastAt')])
    .groupBy(['err_code', 'run_rule.method', 'run_rule.name'])
    .orderBy('count', 'desc')
    .orderBy('lastAt', 'desc')
    .limit(most + 1)
    .$narrowType<{ errCode: string }>()
    .execute();
  return { list: list.slice(0, most), more: list.length > most };
}
