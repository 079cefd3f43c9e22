import type { Database } from './database.ts';

/** Finds a row where the last change of the run is this one. */
export function isOfChange(read: Database['read'], trx: string, changeId: string) {
  return read.selectFrom('run').select('id').where('trx', '=', trx).where('change_id', '=', changeId);
}
