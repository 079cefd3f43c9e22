import type { Migration } from '../src/store/migration.ts';

/** Which run called a kept one, and by which component: a hash of its key. */
export const children: Migration = {
  name: '0011-children',
  async up({ column, index, sparseIndex }) {
    await column('run', 'parent_trx', (types) => types.name(40));
    await column('run', 'parent_key', (types) => types.name(64));
    await index('run_by_parent', 'run', ['parent_trx', 'parent_key']);
    await sparseIndex('run_by_parent', 'run', ['parent_trx', 'parent_key']);
  },
};
