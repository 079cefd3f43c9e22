import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { countOf } from './page.ts';
import type { Tables } from './schema.ts';
import type { WriteQueue } from './write-queue.ts';

const KEYS_AT_ONCE = 1000;

/** Of a key: under way, or about to be; those too that rest, or wait for their next attempt. */
const isUnderWay = sql<boolean>`(state in ('ready', 'taken') or (state in ('delayed', 'paused') and attempt > 0))`;

/** Lets those be taken whose time has come; who has a key, and has not begun, waits for that now. */
export async function promoteDue({ read, can }: Database, queue: WriteQueue): Promise<void> {
  const isDue = read.selectFrom('queue_entry').where('state', '=', 'delayed').where('due_at', '<=', can.now);
  const found = await isDue.select(['key_hash', 'attempt']).limit(KEYS_AT_ONCE).execute();
  // Another process has just done it.
  if (found.length === 0) return;
  const free = sql<'held' | 'ready'>`case when key_hash is not null and attempt = 0 then 'held' else 'ready' end`;
  const due = read.updateTable('queue_entry').set({ ready_at: can.now, state: free, due_at: null });
  const promoted = due.where('state', '=', 'delayed').where('due_at', '<=', can.now).compile();
  await queue.write({ statements: [promoted], result: () => undefined });
  const keys = new Set(
    found.flatMap(({ key_hash, attempt }) => (attempt === 0 && key_hash !== null ? [key_hash] : [])),
  );
  for (const key of keys) await promoteOfKey({ read, can }, queue, key);
}

/** Lets those of a key be taken, in the order in which they came, that may be under way beside those that are. */
export async function promoteOfKey(
  { can }: Pick<Database, 'read' | 'can'>,
  queue: WriteQueue,
  key: string,
): Promise<void> {
  await queue.transaction(async (trx) => {
    const held = await firstHeld(trx, key, 1).modifyEnd(can.lockRows).executeTakeFirst();
    if (!held) return;
    // Counted once the first is locked: who has let it be taken meanwhile is among those.
    const underWay = await countOf(trx.selectFrom('queue_entry').where('key_hash', '=', key).where(isUnderWay));
    const room = held.key_limit - underWay;
    if (room <= 0) return;
    const ids = (await firstHeld(trx, key, room).execute()).map(({ id }) => id);
    const ready = trx.updateTable('queue_entry').set({ state: 'ready' }).where('id', 'in', ids);
    await ready.where('state', '=', 'held').execute();
  });
}

function firstHeld(trx: Transaction<Tables>, key: string, limit: number) {
  const held = trx.selectFrom('queue_entry').where('key_hash', '=', key).where('state', '=', 'held');
  return held.select(['id', 'key_limit']).orderBy('id').limit(limit);
}

/** The same for all keys that have room: who had to do it may have died before. */
export async function promoteKeys(db: Database, queue: WriteQueue): Promise<void> {
  const held = db.read
    .selectFrom('queue_entry')
    .where('state', '=', 'held')
    .groupBy('key_hash')
    .select(({ fn }) => ['key_hash', fn.max('key_limit').as('most')])
    .limit(KEYS_AT_ONCE);
  for (const { key_hash, most } of await held.execute()) {
    if (key_hash === null) continue;
    const underWay = db.read.selectFrom('queue_entry').where('key_hash', '=', key_hash).where(isUnderWay);
    if ((await countOf(underWay)) < most) await promoteOfKey(db, queue, key_hash);
  }
}
