import type { Migration } from '../src/store/migration.ts';

/** What is noted of runs, by name: for lists and their filters. */
export const metadata: Migration = {
  name: '0017-metadata',
  async up({ keyedTable, index }) {
    await keyedTable('run_metadata', ['trx', 'name'], (it, types) =>
      it
        .addColumn('trx', types.name(40), (one) => one.notNull())
        .addColumn('name', types.name(64), (one) => one.notNull())
        .addColumn('value', types.text, (one) => one.notNull())
        .addColumn('value_cut', types.name(64), (one) => one.notNull()),
    );
    await index('run_metadata_by_value', 'run_metadata', ['name', 'value_cut', 'trx']);
  },
};
