import type { Migration } from '../src/store/migration.ts';

/** Runs that take their turn in queues, what is set of these, and who works on them. */
export const queues: Migration = {
  name: '0014-queues',
  async up({ table, keyedTable, index }) {
    await table('queue_entry', (it, types) =>
      it
        .addColumn('id', types.id)
        .addColumn('trx', types.name(40), (one) => one.notNull())
        .addColumn('queue', types.name(64), (one) => one.notNull())
        .addColumn('state', types.name(10), (one) => one.notNull())
        .addColumn('priority', types.integer, (one) => one.notNull())
        .addColumn('due_at', types.integer)
        .addColumn('expires_at', types.integer)
        .addColumn('key_hash', types.name(64))
        .addColumn('key_limit', types.integer, (one) => one.notNull())
        .addColumn('direct', types.integer)
        .addColumn('attempt', types.integer, (one) => one.notNull())
        .addColumn('next_attempt', types.integer, (one) => one.notNull())
        .addColumn('crashes', types.integer, (one) => one.notNull())
        .addColumn('crash_step', types.integer)
        .addColumn('ready_at', types.integer)
        .addColumn('begun_at', types.integer)
        .addColumn('outcome', types.name(20))
        .addColumn('ended_at', types.integer),
    );
    await index('queue_entry_by_trx', 'queue_entry', ['trx'], { unique: true });
    await index('queue_entry_in_order', 'queue_entry', ['queue', 'state', 'priority', 'id']);
    await index('queue_entry_by_due', 'queue_entry', ['state', 'due_at']);
    await index('queue_entry_by_key', 'queue_entry', ['key_hash', 'state', 'id']);
    await index('queue_entry_by_expiry', 'queue_entry', ['expires_at']);
    await index('queue_entry_by_end', 'queue_entry', ['queue', 'ended_at']);
    await keyedTable('queue', ['name'], (it, types) =>
      it
        .addColumn('name', types.name(64), (one) => one.notNull())
        .addColumn('paused', types.integer, (one) => one.notNull())
        .addColumn('settings', types.text, (one) => one.notNull()),
    );
    await table('queue_start', (it, types) =>
      it
        .addColumn('id', types.id)
        .addColumn('queue', types.name(64), (one) => one.notNull())
        .addColumn('at', types.integer, (one) => one.notNull()),
    );
    await index('queue_start_by_time', 'queue_start', ['queue', 'at']);
    await table('worker', (it, types) =>
      it
        .addColumn('id', types.name(100), (one) => one.primaryKey())
        .addColumn('host', types.name(255), (one) => one.notNull())
        .addColumn('pid', types.integer, (one) => one.notNull())
        .addColumn('version', types.name(40), (one) => one.notNull())
        .addColumn('queues', types.text)
        .addColumn('active', types.integer, (one) => one.notNull())
        .addColumn('started_at', types.integer, (one) => one.notNull())
        .addColumn('seen_at', types.integer, (one) => one.notNull())
        .addColumn('asked_at', types.integer),
    );
  },
};
