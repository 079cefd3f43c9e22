import { sql } from 'kysely';
import type { Migration, Schema } from '../src/store/migration.ts';

/** Runs by hour, version and status, which statistics are made of; lists are counted by their rows. */
async function counts({ db, keyedTable, dropTable }: Schema): Promise<void> {
  await keyedTable('run_count', ['hour', 'version', 'status'], (it, types) =>
    it
      .addColumn('hour', types.integer, (column) => column.notNull())
      .addColumn('version', types.name(40), (column) => column.notNull())
      .addColumn('status', types.name(32), (column) => column.notNull())
      .addColumn('runs', types.integer, (column) => column.notNull()),
  );
  await sql`delete from run_count`.execute(db);
  await sql`
    insert into run_count (hour, version, status, runs)
    select hour, version, status, count(*) from run_log group by hour, version, status`.execute(db);
  await dropTable('run_tally');
  await dropTable('run_day');
}

/** A filter's other parts stand in each index, so that only rows are looked at that are shown. */
async function indexes({ index, dropIndex, dropColumn }: Schema): Promise<void> {
  await dropIndex('run_log_by_varied_path', 'run_log');
  await dropColumn('run_log', 'varied_path');
  await dropIndex('run_log_by_method', 'run_log');
  await index('run_log_by_method', 'run_log', ['method', 'start_at', 'id', 'status', 'err_code', 'run_time']);
}

/** Lists are counted as far as pages reach, and no longer kept counted by day. */
export const lists: Migration = {
  name: '0005-lists',
  async up(schema) {
    await counts(schema);
    await indexes(schema);
  },
};
