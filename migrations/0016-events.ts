import type { Migration } from '../src/store/migration.ts';

/** The events of runs that are followed, and which those are; tickets for who follows what operators see. */
export const events: Migration = {
  name: '0016-events',
  async up({ table, keyedTable, index }) {
    await table('run_event', (it, types) =>
      it
        .addColumn('id', types.id)
        .addColumn('trx', types.name(40), (one) => one.notNull())
        .addColumn('epoch', types.integer, (one) => one.notNull())
        .addColumn('first_seq', types.integer, (one) => one.notNull())
        .addColumn('last_seq', types.integer, (one) => one.notNull())
        .addColumn('events', types.text, (one) => one.notNull())
        .addColumn('progress', types.text, (one) => one.notNull()),
    );
    await index('run_event_by_run', 'run_event', ['trx', 'id']);
    await keyedTable('run_follow', ['trx'], (it, types) =>
      it
        .addColumn('trx', types.name(40), (one) => one.notNull())
        .addColumn('asked_at', types.integer, (one) => one.notNull()),
    );
    await keyedTable('live_ticket', ['hash'], (it, types) =>
      it
        .addColumn('hash', types.name(64), (one) => one.notNull())
        .addColumn('token', types.blob, (one) => one.notNull())
        .addColumn('expires_at', types.integer, (one) => one.notNull()),
    );
    await index('run_follow_by_time', 'run_follow', ['asked_at']);
  },
};
