import { sql } from 'kysely';
import type { Migration, Schema } from '../src/store/migration.ts';

const DAY_MS = 86_400_000;
const ANY_TIME = -2;

/*
 * Indexes whose columns change: what is filtered by, what pages are sorted by, then what else they are filtered by, so
 * that only rows are looked at that are shown.
 */
const OF_LOGS = {
  run_log_by_time: ['start_at', 'id', 'method', 'status', 'err_code', 'run_time'],
  run_log_by_path: ['path', 'start_at', 'id', 'method', 'status', 'err_code', 'run_time'],
  run_log_by_version: ['version', 'start_at', 'id', 'method', 'status', 'err_code', 'run_time'],
  run_log_by_method: ['method', 'start_at', 'id'],
  run_log_by_status: ['status', 'start_at', 'id', 'method', 'err_code', 'run_time'],
  run_log_by_error: ['err_code', 'start_at', 'id', 'method', 'status', 'run_time'],
  run_log_by_run_time: ['run_time', 'start_at', 'id', 'method', 'status', 'err_code'],
};

const OF_VERSIONS = {
  version_by_time: ['kind', 'created_at', 'id', 'method', 'active', 'operator_id', 'name'],
  version_by_name: ['kind', 'name', 'created_at', 'id', 'method', 'active', 'operator_id'],
  version_by_status: ['kind', 'active', 'created_at', 'id', 'method', 'operator_id', 'name'],
  version_by_operator: ['kind', 'operator_id', 'created_at', 'id', 'method', 'active', 'name'],
};

async function change({ index, dropIndex }: Schema, table: string, indexes: Record<string, string[]>): Promise<void> {
  for (const [name, columns] of Object.entries(indexes)) {
    await dropIndex(name, table);
    await index(name, table, columns);
  }
}

async function indexes(schema: Schema): Promise<void> {
  await change(schema, 'version', OF_VERSIONS);
  await schema.dropIndex('version_by_method', 'version');
  await change(schema, 'run_log', OF_LOGS);
  const { index } = schema;
  await index('run_tally_by_path', 'run_tally', ['path', 'hour']);
  await index('run_tally_by_version', 'run_tally', ['version', 'hour']);
}

/** As `run-day.ts` says it; here as it was when this migration was written. */
const briefest = sql`case when run_time is null then -1 when run_time < 100 then run_time
  when run_time < 1000 then run_time - run_time % 10 when run_time < 10000 then run_time - run_time % 100
  when run_time < 100000 then run_time - run_time % 1000 else 100000 end`;

async function days({ db, keyedTable }: Schema): Promise<void> {
  await keyedTable('run_day', ['briefest', 'day', 'status', 'err_code', 'method'], (it, types) =>
    it
      .addColumn('briefest', types.integer, (column) => column.notNull())
      .addColumn('day', types.integer, (column) => column.notNull())
      .addColumn('status', types.name(32), (column) => column.notNull())
      .addColumn('err_code', types.name(64), (column) => column.notNull())
      .addColumn('method', types.name(32), (column) => column.notNull())
      .addColumn('runs', types.integer, (column) => column.notNull()),
  );
  await sql`delete from run_day`.execute(db);
  const ends = await sql<{ first: number | null; last: number | null }>`
    select min(start_at) as first, max(start_at) as last from run_log`.execute(db);
  const { first, last } = ends.rows[0] ?? {};
  if (typeof first !== 'number' || typeof last !== 'number') return;
  // Day by day: a million logs at once would be sorted on disk.
  for (let day = Math.floor(first / DAY_MS); day * DAY_MS <= last; day += 1)
    await sql`
      insert into run_day (briefest, day, status, err_code, method, runs)
      select ${briefest}, ${day * 24}, status, coalesce(err_code, ''), method, count(*) from run_log
      where start_at >= ${day * DAY_MS} and start_at < ${(day + 1) * DAY_MS}
      group by ${briefest}, status, coalesce(err_code, ''), method`.execute(db);
  await sql`
    insert into run_day (briefest, day, status, err_code, method, runs)
    select ${ANY_TIME}, day, status, err_code, method, sum(runs) from run_day
    group by day, status, err_code, method`.execute(db);
}

/** What suspended runs are filtered by, in one index; columns of unlimited length cannot stand in one. */
async function keptRuns({ db, column, index, dropIndex }: Schema): Promise<void> {
  await column('run', 'path_cut', (types) => types.name(512));
  await column('run', 'err_code_cut', (types) => types.name(64));
  await sql`update run set path_cut = substr(path, 1, 512), err_code_cut = substr(err_code, 1, 64)`.execute(db);
  await dropIndex('run_by_status', 'run');
  const filters = ['method', 'version', 'err_code_cut', 'path_cut'];
  await index('run_by_status', 'run', ['status', 'created_at', 'id', ...filters]);
}

/** Pages of a million run logs and of a hundred thousand suspended runs come out of indexes and counts. */
export const pages: Migration = {
  name: '0002-pages',
  async up(schema) {
    await indexes(schema);
    await days(schema);
    await keptRuns(schema);
  },
};
