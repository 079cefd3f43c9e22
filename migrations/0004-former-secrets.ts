import type { Migration } from '../src/store/migration.ts';

/**
 * Values that secrets no longer have, sealed as they were: what was masked stays masked. And which file a version came
 * from, so that a file that was deleted is missed.
 */
export const formerSecrets: Migration = {
  name: '0004-former-secrets',
  async up({ table, index, column }) {
    await table('former_secret', (it, types) =>
      it
        .addColumn('id', types.id)
        .addColumn('name', types.name(255), (of) => of.notNull())
        .addColumn('wrapped_key', types.blob, (of) => of.notNull())
        .addColumn('content', types.blob, (of) => of.notNull())
        .addColumn('replaced_at', types.integer, (of) => of.notNull()),
    );
    await index('former_secret_by_time', 'former_secret', ['replaced_at']);
    await column('version', 'file', (types) => types.text);
  },
};
