import { sql } from 'kysely';
import type { SqlBool } from 'kysely';
import { Pace } from '../large/turn.ts';
import type { Database } from './database.ts';
import type { EndpointFilter, EndpointPosition, RuleEndpoint } from './endpoints.ts';
import { readBy } from './read-by.ts';
import { MOST_COUNTED } from './result-page.ts';
import type { Page } from './result-page.ts';
import { addCounts } from './run-counts.ts';
import type { RunCounts } from './run-counts.ts';
import { HOUR_MS, outcomesOf } from './run-log-stats.ts';
import { splitAt } from './split-at.ts';
import { startsWith } from './starts-with.ts';

interface Key {
  readonly name: string;
  readonly method: string;
}

const keyOf = ({ name, method }: Key): string => `${method} ${name}`;

/** Endpoints in the order of their names, read in an index that has this order. */
export async function readEndpoints(
  db: Database,
  filter: EndpointFilter,
  { count, page = 1, after }: EndpointPosition,
  since: number,
): Promise<Page<RuleEndpoint>> {
  const grouped = found(db, filter).groupBy(['name', 'method']);
  const some = grouped.select(sql.lit(1).as('one')).limit(MOST_COUNTED + 1);
  const counting = db.read.selectFrom(some.as('some')).select(({ fn }) => fn.countAll<number>().as('total'));
  const keys = (after === undefined ? grouped.offset((page - 1) * count) : grouped.where(behind(after)))
    .select(({ fn }) => ['name', 'method', fn.countAll<number>().as('versions'), fn.max('id').as('newest')])
    .select(sql<number | null>`max(case when active = 1 then id end)`.as('active'))
    .orderBy('name')
    .orderBy('method')
    .limit(count + 1);
  const [{ total }, rows] = await Promise.all([counting.executeTakeFirstOrThrow(), keys.execute()]);
  const shown = rows.slice(0, count);
  const last = rows.length > count ? shown.at(-1) : undefined;
  return {
    list: await endpointsOf(db, shown, since),
    total: Math.min(total, MOST_COUNTED),
    isTotalExact: total <= MOST_COUNTED,
    next: last ? keyOf(last) : null,
  };
}

function found(db: Database, { name, part, method }: EndpointFilter) {
  let endpoints = readBy(db, 'version', 'version_active').where('kind', '=', 'rule');
  if (name !== undefined) endpoints = endpoints.where(startsWith('name', name));
  if (part !== undefined) endpoints = endpoints.where(sql<SqlBool>`instr(lower(name), lower(${part})) > 0`);
  if (method !== undefined) endpoints = endpoints.where('method', '=', method);
  return endpoints;
}

/** Not a comparison of pairs, for which MySQL uses no index. */
function behind(after: string) {
  const at = after.indexOf(' ');
  const [method, name] = [after.slice(0, at), after.slice(at + 1)];
  return sql<SqlBool>`name >= ${name} and (name > ${name} or method > ${method})`;
}

type KeyRow = Key & { readonly versions: number; readonly newest: number; readonly active: number | null };

async function endpointsOf(db: Database, rows: readonly KeyRow[], since: number): Promise<RuleEndpoint[]> {
  // MySQL takes no empty list.
  if (rows.length === 0) return [];
  const ids = rows.map(({ newest, active }) => active ?? newest);
  const [heads, runs] = await Promise.all([
    db.read
      .selectFrom('version')
      .select(['id', 'version', 'description', 'updated_at'])
      .where('id', 'in', ids)
      .execute(),
    runsOf(db, rows, since),
  ]);
  const headOf = new Map(heads.map((head) => [head.id, head]));
  return rows.flatMap(({ name, method, versions, newest, active }): RuleEndpoint[] => {
    const head = headOf.get(active ?? newest);
    // It was deleted between the two readings.
    if (!head) return [];
    const known = runs.get(keyOf({ name, method }));
    const { runs: count, errors } = outcomesOf(known?.counts ?? new Map<string, number[]>());
    return [
      {
        ...{ method, name, versions, errors },
        lastCalledAt: known?.lastCalledAt ?? null,
        desc: head.description,
        activeVersion: active === null ? null : head.version,
        updatedAt: head.updated_at,
        runs: count,
      },
    ];
  });
}

interface Runs {
  readonly lastCalledAt: number | null;
  readonly counts: RunCounts;
}

/** What is known of the runs of all versions of these endpoints; runs are counted by the hour, logs are not read. */
async function runsOf(db: Database, keys: readonly Key[], since: number): Promise<Map<string, Runs>> {
  const wanted = new Set(keys.map(keyOf));
  const versions = await db.read
    .selectFrom('version')
    .select((eb) => {
      const logs = eb.selectFrom('run_log').select('start_at').whereRef('run_log.version', '=', 'version.version');
      return ['version', 'name', 'method', logs.orderBy('start_at', 'desc').limit(1).as('last')];
    })
    .where('kind', '=', 'rule')
    .where(
      'name',
      'in',
      keys.map(({ name }) => name),
    )
    .execute();
  const ours = versions.filter((one) => wanted.has(keyOf(one)));
  const counts = await countsSince(db, since, new Map(ours.map((one) => [one.version, keyOf(one)])));
  const lastCalls = Map.groupBy(ours, keyOf);
  return new Map(
    [...lastCalls].map(([key, all]) => {
      const times = all.flatMap(({ last }) => last ?? []);
      const lastCalledAt = times.length === 0 ? null : Math.max(...times);
      return [key, { lastCalledAt, counts: counts.get(key) ?? new Map<string, number[]>() }];
    }),
  );
}

/** By the key of each version. */
async function countsSince(
  { read }: Database,
  since: number,
  keys: ReadonlyMap<string, string>,
): Promise<Map<string, RunCounts>> {
  const sums = new Map<string, RunCounts>();
  // MySQL takes no empty list.
  if (keys.size === 0) return sums;
  const pace = new Pace();
  const { aligned, partial } = splitAt(24 * HOUR_MS, { start: Math.floor(since / HOUR_MS) * HOUR_MS });
  const hours = partial.map(({ start = 0, end = 0 }) => [1, start / HOUR_MS, Math.floor(end / HOUR_MS)] as const);
  const days = aligned ? [[24, aligned.first, aligned.last] as const] : [];
  for (const [length, first, last] of [...hours, ...days]) {
    const counted = read.selectFrom('run_stats').select(['version', 'counts']).where('hours', '=', length);
    const ofSpan = counted.where('place', '>=', first).where('place', '<=', last);
    for (const { version, counts } of await ofSpan.where('version', 'in', [...keys.keys()]).execute()) {
      const key = keys.get(version) ?? '';
      const sum = sums.get(key) ?? new Map<string, number[]>();
      sums.set(key, sum);
      addCounts(sum, counts);
      if (pace.isOver) await pace.next();
    }
  }
  return sums;
}
