import type { Migration } from '../src/store/migration.ts';

/**
 * Indexes that find few rows hold these only: of a million runs that went well each would have an entry in all of them,
 * which is written when the run begins, or its log is.
 */
export const sparse: Migration = {
  name: '0008-sparse',
  async up({ sparseIndex }) {
    await sparseIndex('run_by_owed', 'run', ['owed_at']);
    await sparseIndex('run_by_recover', 'run', ['recover_at']);
    await sparseIndex('run_by_key_expiry', 'run', ['key_expires_at']);
    const others = ['start_at', 'id', 'method', 'status', 'run_time'] as const;
    await sparseIndex('run_log_by_error', 'run_log', ['err_code', ...others]);
  },
};
