import { sql } from 'kysely';
import type { Migration, Schema } from '../src/store/migration.ts';

const DAY_MS = 86_400_000;

/** Indexes whose columns change; what follows the first column is what pages are sorted by, then the other filters. */
const OF_LOGS = {
  run_log_by_time: ['start_at', 'id', 'method', 'status', 'err_code', 'run_time'],
  run_log_by_path: ['path', 'start_at', 'id', 'method', 'status', 'err_code', 'run_time'],
  run_log_by_version: ['version', 'start_at', 'id', 'method', 'status', 'err_code', 'run_time'],
  run_log_by_method: ['method', 'start_at', 'id'],
  run_log_by_status: ['status', 'start_at', 'id', 'method', 'err_code', 'run_time'],
  run_log_by_error: ['err_code', 'start_at', 'id', 'method', 'status', 'run_time'],
  run_log_by_run_time: ['run_time', 'start_at', 'id', 'method', 'status', 'err_code'],
};

async function indexesOfLogs({ index, dropIndex }: Schema): Promise<void> {
  for (const [name, columns] of Object.entries(OF_LOGS)) {
    await dropIndex(name, 'run_log');
    await index(name, 'run_log', columns);
  }
  await index('run_tally_by_path', 'run_tally', ['path', 'hour']);
  await index('run_tally_by_version', 'run_tally', ['version', 'hour']);
}

/** As `run-day.ts` says it; here as it was when this migration was written. */
const briefest = sql`case when run_time is null then -1 when run_time < 100 then run_time
  when run_time < 1000 then run_time - run_time % 10 when run_time < 10000 then run_time - run_time % 100
  when run_time < 100000 then run_time - run_time % 1000 else 100000 end`;

async function days({ db, keyedTable }: Schema): Promise<void> {
  await keyedTable('run_day', ['status', 'err_code', 'method', 'day', 'briefest'], (it, types) =>
    it
      .addColumn('status', types.name(32), (column) => column.notNull())
      .addColumn('err_code', types.name(64), (column) => column.notNull())
      .addColumn('method', types.name(32), (column) => column.notNull())
      .addColumn('day', types.integer, (column) => column.notNull())
      .addColumn('briefest', types.integer, (column) => column.notNull())
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
      insert into run_day (status, err_code, method, day, briefest, runs)
      select status, coalesce(err_code, ''), method, ${day * 24}, ${briefest}, count(*) from run_log
      where start_at >= ${day * DAY_MS} and start_at < ${(day + 1) * DAY_MS}
      group by status, coalesce(err_code, ''), method, ${briefest}`.execute(db);
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
    await indexesOfLogs(schema);
    await days(schema);
    await keptRuns(schema);
  },
};
