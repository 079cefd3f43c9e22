import type { CompiledQuery } from 'kysely';
import { openStatuses } from '../engine/run-status.ts';
import type { Database } from './database.ts';

/*
 * Which client began a kept run, where it said so (`Client-Id`). A table of its own: nearly no run has one, and an index of
 * all runs would cost each of them.
 */

/** Notes who began a run, with its row. */
export function noteClient({ read, can }: Database, trx: string, clientId: string): CompiledQuery {
  const row = read.insertInto('run_client').values({ trx, client_id: clientId });
  return row.modifyEnd(can.onConflict(['trx'], { keep: true })).compile();
}

/** The runs of a client that have not ended, the newest first, at most `most`. */
export async function openRunsOf({ read }: Database, clientId: string, most: number): Promise<readonly string[]> {
  const found = read
    .selectFrom('run_client')
    .innerJoin('run', 'run.trx', 'run_client.trx')
    .where('run_client.client_id', '=', clientId)
    .where('run.status', 'in', openStatuses);
  const rows = await found.select('run.trx').orderBy('run.id', 'desc').limit(most).execute();
  return rows.map(({ trx }) => trx);
}

/** Forgets who began these runs. */
export function dropClients({ read }: Database, trxs: readonly string[]): CompiledQuery {
  return read.deleteFrom('run_client').where('trx', 'in', trxs).compile();
}
