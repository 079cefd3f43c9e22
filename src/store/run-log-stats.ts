import type { Selectable } from 'kysely';
import { isError } from '../engine/run-status.ts';
import { Pace } from '../large/turn.ts';
import type { Database } from './database.ts';
import { countIn, percentile } from './histogram.ts';
import type { Histogram } from './histogram.ts';
import { addCounts } from './run-counts.ts';
import type { RunCounts } from './run-counts.ts';
import type { Tables } from './schema.ts';
import { splitAt } from './split-at.ts';
import type { Interval, Split } from './split-at.ts';
import type { Percentiles, RuleStats, StatsFilter } from './statistics.ts';

export const HOUR_MS = 3_600_000;

/** The hours of the spans whose runs are counted together. */
export const SPANS = [1, 24] as const;

/** Logs that are read at once. */
const AT_ONCE = 2000;

interface Counted {
  readonly name: string;
  readonly method: string;
  /** As `run-counts.ts` has it. */
  readonly counts: string;
}

/** Logs are read in this order. */
type LogPlace = Pick<Selectable<Tables['run_log']>, 'start_at' | 'id'>;

/** Statistics per rule: of days, of the hours before and behind them, and of the logs before and behind these. */
export async function readStats(db: Database, filter: StatsFilter): Promise<RuleStats[]> {
  const rules = new Map<string, { readonly rule: Counted; readonly counts: RunCounts }>();
  const pace = new Pace();
  for await (const some of countsIn(db, filter)) {
    for (const rule of some) {
      const key = rule.name + ' ' + rule.method;
      const ofRule = rules.get(key) ?? { rule, counts: new Map<string, number[]>() };
      rules.set(key, ofRule);
      addCounts(ofRule.counts, rule.counts);
      if (pace.isOver) await pace.next();
    }
  }
  return [...rules.values()]
    .map(({ rule, counts }) => toStats(rule, counts))
    .sort((a, b) => (a.name + a.method < b.name + b.method ? -1 : 1));
}

async function* countsIn(db: Database, { name, ...interval }: StatsFilter): AsyncGenerator<Counted[]> {
  const days = splitAt(24 * HOUR_MS, interval);
  yield* spanCounts(db, 24, days.aligned, name);
  for (const part of days.partial) {
    const hours = splitAt(HOUR_MS, part);
    yield* spanCounts(db, 1, hours.aligned, name);
    for (const rest of hours.partial) yield* logCounts(db, rest, name);
  }
}

/** What the runs of each span add up to, by version. Span by span: what is read at once has at most a row per version. */
export async function* spanCounts(
  { read }: Database,
  hours: (typeof SPANS)[number],
  aligned: Split['aligned'],
  name: string | undefined,
): AsyncGenerator<(Counted & { readonly place: number })[]> {
  if (!aligned) return;
  const spans = read.selectFrom('run_stats').select('place').distinct().where('hours', '=', hours);
  const between = spans.where('place', '>=', aligned.first).where('place', '<=', aligned.last);
  for (const { place } of await between.execute()) {
    const rows = await read
      .selectFrom('run_stats')
      .innerJoin('run_rule', 'run_rule.version', 'run_stats.version')
      .where('hours', '=', hours)
      .where('place', '=', place)
      .$if(name !== undefined, (found) => found.where('run_rule.name', '=', name ?? ''))
      .select(['run_rule.name', 'run_rule.method', 'counts'])
      .execute();
    yield rows.map((row) => ({ ...row, place }));
  }
}

/** What each log counts, in the order of time. */
export async function* logCounts(
  { read }: Database,
  { start = Number.MIN_SAFE_INTEGER, end = Number.MAX_SAFE_INTEGER }: Interval,
  name: string | undefined,
): AsyncGenerator<(Counted & LogPlace)[]> {
  const logs = read
    .selectFrom('run_log')
    .innerJoin('run_rule', 'run_rule.version', 'run_log.version')
    .where('start_at', '<=', end)
    .$if(name !== undefined, (found) => found.where('run_rule.name', '=', name ?? ''))
    .select(['run_log.id', 'start_at', 'run_rule.name', 'run_rule.method', 'counts'])
    .orderBy('start_at')
    .orderBy('run_log.id')
    .limit(AT_ONCE);
  for (let last: LogPlace | undefined = { start_at: start, id: 0 }; last;) {
    const { start_at, id }: LogPlace = last;
    const behind = logs
      .where('start_at', '>=', start_at)
      .where((eb) => eb.or([eb('start_at', '>', start_at), eb('run_log.id', '>', id)]));
    const some: (Counted & LogPlace)[] = await behind.execute();
    yield some;
    last = some.length < AT_ONCE ? undefined : some.at(-1);
  }
}

function toStats({ name, method }: Counted, counts: RunCounts): RuleStats {
  const components: RuleStats['components'][number][] = [];
  for (const [key, histogram] of counts) {
    const [, layer, component = ''] = /^(\d+)\/(.*)$/s.exec(key) ?? [];
    if (layer !== undefined && layer !== '0')
      components.push({ layer: Number(layer), name: component, ...percentiles(histogram) });
  }
  const { runs, errors, byStatus } = outcomesOf(counts);
  return {
    name,
    method,
    runs,
    byStatus,
    errorRate: runs === 0 ? 0 : errors / runs,
    answer: percentiles(counts.get('0/') ?? []),
    components: components.sort((a, b) => a.layer - b.layer || (a.name < b.name ? -1 : 1)),
  };
}

/** What became of the runs that were counted. */
export function outcomesOf(counts: RunCounts) {
  const byStatus: Record<string, number> = {};
  let [runs, errors] = [0, 0];
  for (const [key, histogram] of counts) {
    // The others are times.
    if (key.includes('/')) continue;
    const count = countIn(histogram);
    byStatus[key] = count;
    runs += count;
    if (isError(key)) errors += count;
  }
  return { byStatus, runs, errors };
}

/** Of a histogram of milliseconds. */
export function percentiles(histogram: Histogram): Percentiles {
  const of = (q: number) => percentile(histogram, q);
  return { count: countIn(histogram), p50: of(0.5), p95: of(0.95), p99: of(0.99) };
}
