import type { CompiledQuery } from 'kysely';
import { sql } from 'kysely';
import type { EntryChange, NewEntry } from '../engine/queue-port.ts';
import type { Database } from './database.ts';
import { isOfChange } from './run-change.ts';
import { sha256 } from './sha256.ts';

/*
 * The places of runs in their queues: rows beside those of the runs, as nearly no run has one. What is written of a place
 * is written with the change of its run's row.
 */

const NEVER = null;

/** Of a queued run: it may be taken. */
export const IS_READY =
  " and exists (select 1 from `queue_entry` where `queue_entry`.`trx` = `run`.`trx` and `queue_entry`.`state` = 'ready')";

/** What names a key: queues do not share theirs. */
export function keyHash(queue: string, key: string): string {
  return sha256(JSON.stringify([queue, key]));
}

/** The place of a run, in the commit of its row. */
export function insertEntry({ read, can }: Database, trx: string, entry: NewEntry): CompiledQuery {
  const { queue, priority, delayMs, expiresMs, key, keyConcurrency, isDirect = false } = entry;
  const free = key === null ? 'ready' : 'held';
  const state = isDirect ? 'taken' : delayMs > 0 ? 'delayed' : free;
  return read
    .insertInto('queue_entry')
    .values({
      ...{ trx, queue, priority, state, key_limit: keyConcurrency, direct: isDirect ? 1 : null },
      key_hash: key === null || isDirect ? null : keyHash(queue, key),
      due_at: state === 'delayed' ? sql`${can.now} + ${delayMs}` : NEVER,
      expires_at: expiresMs === null || isDirect ? NEVER : sql`${can.now} + ${expiresMs}`,
      ready_at: state === 'ready' || state === 'held' ? can.now : NEVER,
      begun_at: isDirect ? can.now : NEVER,
      ...{ attempt: isDirect ? 1 : 0, next_attempt: 1, crashes: 0, crash_step: null, outcome: null, ended_at: null },
    })
    .modifyEnd(can.onConflict(['trx'], { keep: true }))
    .compile();
}

/** What becomes of a place where its run's row was changed by `changeId`. */
export function changeEntry(db: Database, trx: string, changeId: string, change: EntryChange): CompiledQuery {
  const { can } = db;
  const where = ofChange(db, trx, changeId);
  switch (change.to) {
    case 'paused':
      return where.set({ state: 'paused', expires_at: NEVER, due_at: NEVER }).compile();
    case 'left':
      return where
        .set({ state: 'left', outcome: change.outcome, ended_at: can.now, expires_at: NEVER, due_at: NEVER })
        .compile();
    case 'queued': {
      const { delayMs, attempt, isRetry = false } = change;
      // One that has begun keeps its key until it has left.
      const mayWait = isRetry ? sql`key_hash is not null` : sql`key_hash is not null and attempt = 0`;
      const free = sql<'held' | 'ready'>`case when ${mayWait} then 'held' else 'ready' end`;
      return where
        .set({
          ...{ state: delayMs > 0 ? 'delayed' : free, due_at: delayMs > 0 ? sql`${can.now} + ${delayMs}` : NEVER },
          ...{ ready_at: delayMs > 0 ? NEVER : can.now, next_attempt: attempt, expires_at: NEVER },
          ...{ outcome: null, ended_at: null, ...(isRetry && { direct: null, crashes: 0 }) },
        })
        .compile();
    }
  }
}

/** A process has taken its run: an attempt begins, or goes on. */
export function takeEntry(db: Database, trx: string, changeId: string): CompiledQuery {
  const taken = { state: 'taken', attempt: sql<number>`next_attempt`, expires_at: NEVER, due_at: NEVER } as const;
  const begun_at = sql<number>`coalesce(begun_at, ${db.can.now})`;
  return ofChange(db, trx, changeId)
    .set({ ...taken, begun_at })
    .compile();
}

/** Forgets the places of those of these runs that are not there any more: one may have been tried anew just now. */
export function dropEntries({ read }: Database, trxs: readonly string[]): CompiledQuery {
  return read
    .deleteFrom('queue_entry')
    .where('trx', 'in', trxs)
    .where((of) => of.not(of.exists(of.selectFrom('run').select('run.id').whereRef('run.trx', '=', 'queue_entry.trx'))))
    .compile();
}

function ofChange({ read }: Database, trx: string, changeId: string) {
  return read
    .updateTable('queue_entry')
    .where('trx', '=', trx)
    .where((of) => of.exists(isOfChange(read, trx, changeId)));
}
