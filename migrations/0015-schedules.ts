import type { Migration } from '../src/store/migration.ts';

/** Schedules, what has become of their due moments, what files brought, and when a process looked for due moments last. */
export const schedules: Migration = {
  name: '0015-schedules',
  async up({ table, keyedTable, index }) {
    await table('schedule', (it, types) =>
      it
        .addColumn('id', types.id)
        .addColumn('name', types.name(100), (one) => one.notNull())
        .addColumn('document', types.text, (one) => one.notNull())
        .addColumn('enabled', types.integer, (one) => one.notNull())
        .addColumn('due_at', types.integer)
        .addColumn('runs', types.integer, (one) => one.notNull())
        .addColumn('most_runs', types.integer)
        .addColumn('file', types.text)
        .addColumn('operator', types.name(255), (one) => one.notNull())
        .addColumn('operator_id', types.integer, (one) => one.notNull())
        .addColumn('created_at', types.integer, (one) => one.notNull())
        .addColumn('updated_at', types.integer, (one) => one.notNull()),
    );
    await index('schedule_by_name', 'schedule', ['name'], { unique: true });
    await index('schedule_by_due', 'schedule', ['enabled', 'due_at']);
    await table('schedule_start', (it, types) =>
      it
        .addColumn('id', types.id)
        .addColumn('schedule_id', types.integer, (one) => one.notNull())
        .addColumn('at', types.integer, (one) => one.notNull())
        .addColumn('trx', types.name(40), (one) => one.notNull())
        .addColumn('state', types.name(20), (one) => one.notNull())
        .addColumn('begin_at', types.integer, (one) => one.notNull())
        .addColumn('counted', types.integer, (one) => one.notNull())
        .addColumn('ended', types.integer, (one) => one.notNull())
        .addColumn('error', types.text),
    );
    await index('schedule_start_by_at', 'schedule_start', ['schedule_id', 'at'], { unique: true });
    await index('schedule_start_by_state', 'schedule_start', ['state', 'begin_at']);
    await keyedTable('schedule_file', ['name'], (it, types) =>
      it
        .addColumn('name', types.name(100), (one) => one.notNull())
        .addColumn('document', types.text, (one) => one.notNull()),
    );
    await keyedTable('schedule_clock', ['id'], (it, types) =>
      it
        .addColumn('id', types.integer, (one) => one.notNull())
        .addColumn('seen_at', types.integer, (one) => one.notNull()),
    );
  },
};
