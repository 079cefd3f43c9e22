import type { Migration } from '../src/store/migration.ts';

/** The 202 that the client of a run had which went on without it, and who began a run: for clients that come back. A run that is to be paused. */
export const following: Migration = {
  name: '0013-following',
  async up({ column, keyedTable, index }) {
    await column('run', 'promised', (types) => types.text);
    await column('run', 'pausing', (types) => types.integer);
    await keyedTable('run_client', ['trx'], (it, types) =>
      it
        .addColumn('trx', types.name(40), (one) => one.notNull())
        .addColumn('client_id', types.name(128), (one) => one.notNull()),
    );
    await index('run_client_by_id', 'run_client', ['client_id', 'trx']);
  },
};
