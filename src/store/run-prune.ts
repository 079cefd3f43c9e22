import type { Database } from './database.ts';
import { answerOwner } from './kept-answers.ts';
import { dropPieces } from './pieces.ts';
import { dropEntries } from './queue-entries.ts';
import { dropClients } from './run-clients.ts';
import { dropMetadata } from './run-metadata.ts';
import { dropEvents } from './run-event-store.ts';
import { ownerOf } from './run-state.ts';
import type { WriteQueue } from './write-queue.ts';
import { endStatuses } from '../engine/run-status.ts';

/** Deletes runs that ended before `before` and whose keys are over, at most `limit`, and their pieces; gives the number. */
export async function pruneRuns(db: Database, queue: WriteQueue, before: number, limit: number): Promise<number> {
  const old = db.read
    .selectFrom('run')
    .select('trx')
    .where('status', 'in', endStatuses)
    .where('key_expires_at', 'is', null);
  const rows = await old.where('updated_at', '<', before).limit(limit).execute();
  if (rows.length === 0) return 0;
  return deleteRuns(
    db,
    queue,
    rows.map(({ trx }) => trx),
  );
}

/** Deletes those of these runs that have ended, with all that is beside them; gives their number. */
export function deleteRuns(db: Database, queue: WriteQueue, trxs: readonly string[]): Promise<number> {
  const owners = trxs.flatMap((trx) => [ownerOf(trx), answerOwner(trx)]);
  const waits = db.read.deleteFrom('wait').where('trx', 'in', trxs);
  return queue.write({
    statements: [
      db.read.deleteFrom('run').where('trx', 'in', trxs).where('status', 'in', endStatuses).compile(),
      dropPieces(db, owners),
      waits.compile(),
      dropClients(db, trxs),
      dropMetadata(db.read, trxs, 'run_log'),
      dropEntries(db, trxs),
      ...dropEvents(db, trxs),
    ],
    result: ([deleted]) => Number(deleted?.numAffectedRows ?? 0),
  });
}
