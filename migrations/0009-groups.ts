import { sql } from 'kysely';
import type { Migration } from '../src/store/migration.ts';

/** Suspended runs are grouped by the component that failed too, in the index that their lists are read by. */
export const groups: Migration = {
  name: '0009-groups',
  async up({ db, column, index, dropIndex }) {
    await column('run', 'err_component_cut', (types) => types.name(64));
    await sql`update run set err_component_cut = substr(err_component, 1, 64) where err_component is not null`.execute(
      db,
    );
    await dropIndex('run_by_status', 'run');
    const filters = ['method', 'version', 'err_code_cut', 'err_component_cut', 'path_cut'];
    await index('run_by_status', 'run', ['status', 'created_at', 'id', ...filters]);
  },
};
