import type { Migration } from '../src/store/migration.ts';

/** The 202 that the client of a run had which went on without it. */
export const promises: Migration = {
  name: '0013-promises',
  async up({ column }) {
    await column('run', 'promised', (types) => types.text);
  },
};
