import { sql } from 'kysely';
import type { Queue } from '../engine/queue-settings.ts';
import type { EndStatus } from '../engine/run-status.ts';
import type { Database } from './database.ts';
import { deleteRuns } from './run-prune.ts';
import type { WriteQueue } from './write-queue.ts';

const AT_ONCE = 500;

/** Deletes kept runs of a queue that have ended so, before that; gives their number. */
export async function cleanQueue(
  db: Database,
  writes: WriteQueue,
  queue: string,
  status: EndStatus,
  olderThanMs: number,
): Promise<number> {
  const before = sql<number>`${db.can.now} - ${olderThanMs}`;
  let removed = 0;
  for (;;) {
    const found = await ended(db, queue, [status]).where('ended_at', '<=', before).limit(AT_ONCE).execute();
    if (found.length === 0) return removed;
    const deleted = await deleteRuns(
      db,
      writes,
      found.map(({ trx }) => trx),
    );
    removed += deleted;
    if (deleted === 0) return removed;
  }
}

/** Deletes those beyond what a queue keeps, the oldest first, at most `limit` of each outcome; gives their number. */
export async function trimQueue(db: Database, writes: WriteQueue, queue: Queue, limit: number): Promise<number> {
  const { success, failed } = queue.keep;
  const of = async (statuses: readonly EndStatus[], keep: number | null): Promise<number> => {
    if (keep === null) return 0;
    // A request with the same `Idempotency-Key` would run anew.
    const free = ended(db, queue.name, statuses).where((of) => {
      const run = of.selectFrom('run').select('run.id').whereRef('run.trx', '=', 'queue_entry.trx');
      return of.not(of.exists(run.where('run.key_expires_at', 'is not', null)));
    });
    const over = free.orderBy('ended_at', 'desc').orderBy('id', 'desc');
    const trxs = (await over.offset(keep).limit(limit).execute()).map(({ trx }) => trx);
    return trxs.length === 0 ? 0 : deleteRuns(db, writes, trxs);
  };
  return (await of(['success'], success)) + (await of(['failed', 'broken', 'cancelled', 'compensated'], failed));
}

function ended({ read }: Database, queue: string, statuses: readonly EndStatus[]) {
  const left = read.selectFrom('queue_entry').where('queue', '=', queue).where('state', '=', 'left');
  return left.where('outcome', 'in', statuses).where('ended_at', 'is not', null).select('trx');
}
