import type { Migration } from '../src/store/migration.ts';

/** What kept runs wait for, and a run that was called back while it was under way. */
export const waits: Migration = {
  name: '0012-waits',
  async up({ table, column, index }) {
    await table('wait', (it, types) =>
      it
        .addColumn('id', types.id)
        .addColumn('trx', types.name(40), (one) => one.notNull())
        .addColumn('key_hash', types.name(64), (one) => one.notNull())
        .addColumn('wait_key', types.text, (one) => one.notNull())
        .addColumn('component', types.text, (one) => one.notNull())
        .addColumn('method', types.name(10), (one) => one.notNull())
        .addColumn('name', types.text, (one) => one.notNull())
        .addColumn('name_cut', types.name(255), (one) => one.notNull())
        .addColumn('kind', types.name(20), (one) => one.notNull())
        .addColumn('title', types.text)
        .addColumn('roles', types.name(255), (one) => one.notNull())
        .addColumn('since', types.integer)
        .addColumn('until_at', types.integer)
        .addColumn('status', types.name(20), (one) => one.notNull())
        .addColumn('completed_by', types.name(255))
        .addColumn('completion', types.blob)
        .addColumn('change_id', types.name(40), (one) => one.notNull()),
    );
    await index('wait_by_key', 'wait', ['trx', 'key_hash'], { unique: true });
    await index('wait_by_status', 'wait', ['status', 'id']);
    await index('wait_by_name', 'wait', ['name_cut', 'id']);
    await column('run', 'called', (types) => types.integer);
  },
};
