import type { Migration } from '../src/store/migration.ts';

/** Large values stand apart from their rows, in pieces that fit in a packet of any server; large run logs compressed. */
export const pieces: Migration = {
  name: '0003-pieces',
  async up({ table, index, column }) {
    await table('piece', (it, types) =>
      it
        .addColumn('id', types.id)
        .addColumn('owner', types.name(100), (one) => one.notNull())
        .addColumn('revision', types.name(40), (one) => one.notNull())
        .addColumn('place', types.integer, (one) => one.notNull())
        .addColumn('content', types.blob, (one) => one.notNull()),
    );
    await index('piece_of', 'piece', ['owner', 'revision', 'place'], { unique: true });
    await column('run', 'state_pieces', (types) => types.name(40));
    await column('idempotency', 'answer_pieces', (types) => types.name(40));
    await column('version_content', 'pieces', (types) => types.name(40));
    await column('run_log_document', 'packed', (types) => types.blob);
  },
};
