import type { Migration } from '../src/store/migration.ts';

/** How far recoveries of many runs are. */
export const bulkRecoveries: Migration = {
  name: '0010-bulk-recoveries',
  async up({ table }) {
    await table('bulk_recovery', (it, types) =>
      it
        .addColumn('id', types.name(40), (column) => column.primaryKey())
        .addColumn('operator', types.name(255), (column) => column.notNull())
        .addColumn('state', types.name(32), (column) => column.notNull())
        .addColumn('accepted', types.integer, (column) => column.notNull())
        .addColumn('succeeded', types.integer, (column) => column.notNull())
        .addColumn('failed', types.integer, (column) => column.notNull())
        .addColumn('failures', types.text, (column) => column.notNull())
        .addColumn('started_at', types.integer, (column) => column.notNull())
        .addColumn('updated_at', types.integer, (column) => column.notNull()),
    );
  },
};
