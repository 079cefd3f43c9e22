import { sql } from 'kysely';
import type { CompiledQuery, RawBuilder } from 'kysely';
import { crashingStatuses } from '../engine/run-status.ts';
import type { Database } from './database.ts';
import { isOfChange } from './run-change.ts';
import type { WriteQueue } from './write-queue.ts';

/** A run whose processes die so often in one layer is an operator's. */
const MOST_CRASHES = 3;
const AT_ONCE = 100;

interface Change {
  readonly change_id: string;
  readonly updated_at: RawBuilder<number>;
}

/**
 * Puts runs of queues back whose process has died, in their old place and with the attempt that was under way. Gives how many:
 * where it is as many as are looked at, there may be more.
 */
export async function requeueCrashed(db: Database, queue: WriteQueue, change: () => Change): Promise<number> {
  const found = await db.read
    .selectFrom('run')
    .innerJoin('queue_entry', 'queue_entry.trx', 'run.trx')
    .where('run.status', 'in', crashingStatuses)
    .where('run.lease_until', '<', db.can.now)
    .where('queue_entry.state', '=', 'taken')
    .where('queue_entry.direct', 'is', null)
    .select(['run.trx', 'run.epoch', 'run.cur_step', 'queue_entry.crashes', 'queue_entry.crash_step'])
    .limit(AT_ONCE)
    .execute();
  const counted = found.map((row) => ({ ...row, count: row.crash_step === row.cur_step ? row.crashes + 1 : 1 }));
  const back = counted.filter(({ count }) => count < MOST_CRASHES);
  const statements = back.flatMap((row) => backToQueue(db, row, change()));
  if (statements.length > 0) await queue.write({ statements, result: () => undefined });
  return back.length;
}

function backToQueue(
  { read, can }: Database,
  { trx, epoch, cur_step, count }: { trx: string; epoch: number; cur_step: number; count: number },
  change: Change,
): CompiledQuery[] {
  const put = read
    .updateTable('run')
    .set({ ...change, status: 'queued', cause: 'crash', owner: null, lease_until: null, pausing: null })
    .set({ epoch: epoch + 1 })
    .where('trx', '=', trx)
    .where('epoch', '=', epoch)
    .where('status', 'in', crashingStatuses)
    .where('lease_until', '<', can.now);
  const entry = read
    .updateTable('queue_entry')
    .set({ state: 'ready', ready_at: can.now, crashes: count, crash_step: cur_step, next_attempt: sql`attempt` })
    .where('trx', '=', trx)
    .where((of) => of.exists(isOfChange(read, trx, change.change_id)));
  return [put.compile(), entry.compile()];
}
