import { sql } from 'kysely';
import type { ExpressionBuilder, SqlBool, Expression } from 'kysely';
import type { RunStatus } from '../engine/port.ts';
import type { Database } from './database.ts';
import { percentile } from './histogram.ts';
import { splitAt } from './split-at.ts';
import type { Split, Interval } from './split-at.ts';
import { HOUR_MS } from './run-log-row.ts';
import type { Tables } from './schema.ts';
import type { Percentiles, RuleStats, StatsFilter } from './store.ts';

interface OfRule {
  readonly name: string;
  readonly method: string;
  readonly runs: number;
}

type StatusCount = OfRule & { readonly status: RunStatus };
type BucketCount = OfRule & { readonly layer: number; readonly component: string; readonly bucket: number };
type Aligned = NonNullable<Split['aligned']>;

/** Statuses that are no error. */
const FINE: ReadonlySet<RunStatus> = new Set<RunStatus>(['success', 'running', 'recovering']);

/** Statistics per rule: aligned hours by their counts and the histogram, partial ones by rows. */
export async function readStats(db: Database, filter: StatsFilter): Promise<RuleStats[]> {
  const { name } = filter;
  const { aligned, partial } = splitAt(HOUR_MS, filter);
  const [statuses, buckets] = await Promise.all([
    Promise.all([
      aligned ? countedByHour(db, aligned, name) : [],
      partial.length > 0 ? counted(db, partial, name) : [],
    ]),
    Promise.all([
      aligned ? summed(db, aligned, name) : [],
      ...(partial.length > 0 ? [answers(db, partial, name), calls(db, partial, name)] : []),
    ]),
  ]);
  const rules = new Map<string, { statuses: StatusCount[]; buckets: BucketCount[] }>();
  const ofRule = ({ name, method }: OfRule) => {
    const key = JSON.stringify([name, method]);
    const rule = rules.get(key) ?? { statuses: [], buckets: [] };
    rules.set(key, rule);
    return rule;
  };
  // What was replaced or deleted may have left a zero.
  for (const count of statuses.flat()) if (count.runs > 0) ofRule(count).statuses.push(count);
  for (const count of buckets.flat()) if (count.runs > 0) ofRule(count).buckets.push(count);
  return [...rules]
    .map(([key, counts]) => toStats(JSON.parse(key) as [string, string], counts.statuses, counts.buckets))
    .sort((a, b) => (a.name + a.method < b.name + b.method ? -1 : 1));
}

const rule = ['run_rule.name', 'run_rule.method'] as const;

function countedByHour(db: Database, { first, last }: Aligned, name: string | undefined): Promise<StatusCount[]> {
  return db.read
    .selectFrom('run_count')
    .innerJoin('run_rule', 'run_rule.version', 'run_count.version')
    .where('hour', '>=', first)
    .where('hour', '<=', last)
    .$if(name !== undefined, (found) => found.where('run_rule.name', '=', name ?? ''))
    .select([...rule, 'status', (eb) => eb.fn.sum<number>('runs').as('runs')])
    .groupBy([...rule, 'status'])
    .execute();
}

function summed(db: Database, { first, last }: Aligned, name: string | undefined): Promise<BucketCount[]> {
  const bucket = ['layer', 'component', 'bucket'] as const;
  return db.read
    .selectFrom('run_histogram')
    .innerJoin('run_rule', 'run_rule.version', 'run_histogram.version')
    .where('hour', '>=', first)
    .where('hour', '<=', last)
    .$if(name !== undefined, (found) => found.where('run_rule.name', '=', name ?? ''))
    .select([...rule, ...bucket, (eb) => eb.fn.sum<number>('runs').as('runs')])
    .groupBy([...rule, ...bucket])
    .execute();
}

function logsIn(db: Database, partial: readonly Interval[], name: string | undefined) {
  type Builder = ExpressionBuilder<Tables, 'run_log'>;
  const within = (eb: Builder, { start, end }: Interval): Expression<SqlBool> =>
    eb.and([
      ...(start === undefined ? [] : [eb('start_at', '>=', start)]),
      ...(end === undefined ? [] : [eb('start_at', '<=', end)]),
    ]);
  return db.read
    .selectFrom('run_log')
    .innerJoin('run_rule', 'run_rule.version', 'run_log.version')
    .where((eb) => eb.or(partial.map((interval) => within(eb, interval))))
    .$if(name !== undefined, (found) => found.where('run_rule.name', '=', name ?? ''));
}

function counted(db: Database, partial: readonly Interval[], name: string | undefined): Promise<StatusCount[]> {
  return logsIn(db, partial, name)
    .select([...rule, 'status', (eb) => eb.fn.countAll<number>().as('runs')])
    .groupBy([...rule, 'status'])
    .execute();
}

function answers(db: Database, partial: readonly Interval[], name: string | undefined): Promise<BucketCount[]> {
  return logsIn(db, partial, name)
    .where('resp_bucket', 'is not', null)
    .select([...rule, sql.lit(0).as('layer'), sql.lit('').as('component'), sql<number>`resp_bucket`.as('bucket')])
    .select((eb) => eb.fn.countAll<number>().as('runs'))
    .groupBy([...rule, 'resp_bucket'])
    .execute();
}

function calls(db: Database, partial: readonly Interval[], name: string | undefined): Promise<BucketCount[]> {
  const bucket = ['layer', 'component', 'bucket'] as const;
  return logsIn(db, partial, name)
    .innerJoin('run_log_timing', 'run_log_timing.trx', 'run_log.trx')
    .select([...rule, ...bucket, (eb) => eb.fn.countAll<number>().as('runs')])
    .groupBy([...rule, ...bucket])
    .execute();
}

function toStats(
  [name, method]: readonly [string, string],
  statuses: readonly StatusCount[],
  buckets: readonly BucketCount[],
): RuleStats {
  const byStatus: Partial<Record<RunStatus, number>> = {};
  for (const { status, runs } of statuses) byStatus[status] = (byStatus[status] ?? 0) + runs;
  const runs = statuses.reduce((sum, count) => sum + count.runs, 0);
  const errors = statuses.filter(({ status }) => !FINE.has(status)).reduce((sum, count) => sum + count.runs, 0);
  const [answer = [], ...components] = byComponent(buckets);
  return {
    name,
    method,
    runs,
    byStatus,
    errorRate: runs === 0 ? 0 : errors / runs,
    answer: percentiles(answer),
    components: components.flatMap((counts) => {
      const [first] = counts;
      return first ? [{ layer: first.layer, name: first.component, ...percentiles(counts) }] : [];
    }),
  };
}

/** The answer's buckets first, then each component's, in the order of the layers. */
function byComponent(buckets: readonly BucketCount[]): BucketCount[][] {
  const answer: BucketCount[] = [];
  const components = new Map<string, BucketCount[]>();
  for (const count of buckets) {
    if (count.layer === 0) answer.push(count);
    else {
      const key = JSON.stringify([count.layer, count.component]);
      components.set(key, [...(components.get(key) ?? []), count]);
    }
  }
  const order = ([a]: BucketCount[], [b]: BucketCount[]): number =>
    (a?.layer ?? 0) - (b?.layer ?? 0) || ((a?.component ?? '') < (b?.component ?? '') ? -1 : 1);
  return [answer, ...[...components.values()].sort(order)];
}

function percentiles(buckets: readonly BucketCount[]): Percentiles {
  const counts = new Map<number, number>();
  for (const { bucket, runs } of buckets) counts.set(bucket, (counts.get(bucket) ?? 0) + runs);
  const count = [...counts.values()].reduce((sum, runs) => sum + runs, 0);
  return { count, p50: percentile(counts, 0.5), p95: percentile(counts, 0.95), p99: percentile(counts, 0.99) };
}
