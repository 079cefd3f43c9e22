import { sql } from 'kysely';
import type { Migration, Schema } from '../src/store/migration.ts';

const HOUR_MS = 3_600_000;
/** Logs that are read at once, that one statement changes, and sums that one inserts. */
const AT_ONCE = 10_000;
const IN_A_STATEMENT = 200;
const SUMS_IN_A_STATEMENT = 20;

/* As `run-counts.ts` says it; here as it was when this migration was written. */
type Counts = Map<string, Map<number, number>>;

function add(counts: Counts, key: string, bucket: number, count = 1): void {
  const histogram = counts.get(key) ?? new Map<number, number>();
  counts.set(key, histogram.set(bucket, (histogram.get(bucket) ?? 0) + count));
}

function toText(counts: Counts): string {
  return JSON.stringify(Object.fromEntries([...counts].map(([key, histogram]) => [key, [...histogram].flat()])));
}

interface Log {
  readonly id: number;
  readonly trx: string;
  readonly version: string;
  readonly status: string;
  readonly start_at: number;
  readonly resp_bucket: number | null;
  readonly counts: string;
}

type Place = Pick<Log, 'start_at' | 'id'>;

/** All logs, in the order of time. */
async function* logs({ db }: Schema, columns: string[]): AsyncGenerator<Log[]> {
  const wanted = sql.join(columns.map((column) => sql.ref(column)));
  for (let last: Place | undefined = { start_at: Number.MIN_SAFE_INTEGER, id: 0 }; last;) {
    const { rows }: { rows: Log[] } = await sql<Log>`
      select id, start_at, ${wanted} from run_log
      where start_at >= ${last.start_at} and (start_at > ${last.start_at} or id > ${last.id})
      order by start_at, id limit ${sql.lit(AT_ONCE)}`.execute(db);
    yield rows;
    last = rows.at(-1);
  }
}

/** Each log has in a column what it adds to the statistics; it was a row per call. */
async function countEach(schema: Schema): Promise<void> {
  const { db, column, dropColumn, dropTable } = schema;
  await column('run_log', 'counts', (types) => types.text);
  const tables = await db.introspection.getTables();
  // Else this was stopped behind it, and has begun again.
  if (tables.some(({ name }) => name === 'run_log_timing'))
    for await (const rows of logs(schema, ['trx', 'status', 'resp_bucket']))
      for (let from = 0; from < rows.length; from += IN_A_STATEMENT)
        await countSome(schema, rows.slice(from, from + IN_A_STATEMENT));
  await dropTable('run_log_timing');
  await dropColumn('run_log', 'resp_bucket');
  await dropColumn('run_log', 'hour');
}

async function countSome({ db }: Schema, rows: readonly Log[]): Promise<void> {
  const trxs = sql.join(rows.map(({ trx }) => trx));
  const calls = await sql<{ trx: string; layer: number; component: string; bucket: number }>`
    select trx, layer, component, bucket from run_log_timing where trx in (${trxs})`.execute(db);
  const callsOf = Map.groupBy(calls.rows, ({ trx }) => trx);
  const cases = rows.map(({ id, trx, status, resp_bucket }) => {
    const counts: Counts = new Map();
    add(counts, status, 0);
    if (resp_bucket !== null) add(counts, '0/', resp_bucket);
    for (const { layer, component, bucket } of callsOf.get(trx) ?? []) add(counts, `${layer}/${component}`, bucket);
    return sql`when ${id} then ${toText(counts)}`;
  });
  const ids = sql.join(rows.map(({ id }) => id));
  await sql`update run_log set counts = case id ${sql.join(cases, sql` `)} end where id in (${ids})`.execute(db);
}

/** A row per version and hour, and per version and day, has what the logs add up to; it was a row per bucket. */
async function addUp(schema: Schema): Promise<void> {
  const { db, keyedTable, dropTable } = schema;
  await keyedTable('run_stats', ['hours', 'place', 'version'], (it, types) =>
    it
      .addColumn('hours', types.integer, (column) => column.notNull())
      .addColumn('place', types.integer, (column) => column.notNull())
      .addColumn('version', types.name(40), (column) => column.notNull())
      .addColumn('counts', types.text, (column) => column.notNull()),
  );
  await sql`delete from run_stats`.execute(db);
  let day = Number.NaN;
  let sums = new Map<string, Sum>();
  for await (const rows of logs(schema, ['version', 'counts']))
    for (const log of rows) {
      const today = Math.floor(log.start_at / (24 * HOUR_MS));
      if (today !== day) {
        await insert(schema, [...sums.values()]);
        [day, sums] = [today, new Map<string, Sum>()];
      }
      addLog(sums, log);
    }
  await insert(schema, [...sums.values()]);
  await dropTable('run_histogram');
  await dropTable('run_count');
}

interface Sum {
  readonly hours: number;
  readonly place: number;
  readonly version: string;
  readonly counts: Counts;
}

function addLog(sums: Map<string, Sum>, { version, start_at, counts }: Log): void {
  const ofLog = Object.entries(JSON.parse(counts) as Record<string, number[]>);
  for (const hours of [1, 24]) {
    const place = Math.floor(start_at / (hours * HOUR_MS));
    const key = `${hours} ${place} ${version}`;
    const sum = sums.get(key) ?? { hours, place, version, counts: new Map() };
    sums.set(key, sum);
    for (const [name, pairs] of ofLog)
      for (let at = 0; at < pairs.length; at += 2) add(sum.counts, name, pairs[at] ?? 0, pairs[at + 1]);
  }
}

async function insert({ db }: Schema, sums: readonly Sum[]): Promise<void> {
  for (let from = 0; from < sums.length; from += SUMS_IN_A_STATEMENT) {
    const some = sums.slice(from, from + SUMS_IN_A_STATEMENT);
    const values = some.map((sum) => sql`(${sum.hours}, ${sum.place}, ${sum.version}, ${toText(sum.counts)})`);
    await sql`insert into run_stats (hours, place, version, counts) values ${sql.join(values)}`.execute(db);
  }
}

/** Statistics over 30 days read a row per day of a version. */
export const statistics: Migration = {
  name: '0006-statistics',
  async up(schema) {
    await countEach(schema);
    await addUp(schema);
  },
};
