import { sql } from 'kysely';
import { sha256 } from './sha256.ts';
import type { Database } from './database.ts';
import type { AttemptStore } from './accounts.ts';

/** Wrong sign-ins without a delay; then 2, 4, 8 … seconds. */
const FREE = 4;
const LONGEST_MS = 300_000;
/** After this long without another one, earlier ones no longer count. */
const FORGOTTEN_MS = 900_000;

/** How long a key is blocked after its `failures`-th wrong sign-in in a row. */
export function delayAfter(failures: number): number {
  return failures <= FREE ? 0 : Math.min(LONGEST_MS, 1000 * 2 ** (failures - FREE));
}

/** Wrong sign-ins, on the database's clock. Keys are stored as hashes: they hold what people type, of any length. */
export function createAttemptStore(db: Database): AttemptStore {
  const failOnce = (name: string): Promise<void> =>
    db.transaction(async (trx) => {
      const first = { name, failures: 0, blocked_until: 0, updated_at: db.can.now };
      const keep = db.can.onConflict(['name'], { keep: true });
      await trx.insertInto('attempt').values(first).modifyEnd(keep).execute();
      const row = await trx
        .selectFrom('attempt')
        .select(['failures', 'updated_at', db.can.now.as('now')])
        .where('name', '=', name)
        .modifyEnd(db.can.lockRows)
        .executeTakeFirstOrThrow();
      const failures = row.now - row.updated_at > FORGOTTEN_MS ? 1 : row.failures + 1;
      const set = { failures, blocked_until: row.now + delayAfter(failures), updated_at: row.now };
      await trx.updateTable('attempt').set(set).where('name', '=', name).execute();
    });
  return {
    async blockedUntil(keys) {
      if (keys.length === 0) return 0;
      const { until } = await db.read
        .selectFrom('attempt')
        .select((eb) => eb.fn.max<number | null>('blocked_until').as('until'))
        .where('name', 'in', keys.map(sha256))
        .where('blocked_until', '>', db.can.now)
        .executeTakeFirstOrThrow();
      return until ?? 0;
    },
    async fail(keys) {
      // One after another, in one order for all: two sign-ins never wait for each other's rows.
      for (const key of keys.map(sha256).sort()) await failOnce(key);
    },
    async clear(keys) {
      if (keys.length === 0) return;
      await db.transaction((trx) => trx.deleteFrom('attempt').where('name', 'in', keys.map(sha256)).execute());
    },
    async prune(limit) {
      const forgotten = sql<number>`${db.can.now} - ${FORGOTTEN_MS}`;
      const found = db.read.selectFrom('attempt').select('name').where('updated_at', '<', forgotten).limit(limit);
      const names = (await found.execute()).map(({ name }) => name);
      if (names.length === 0) return 0;
      await db.transaction((trx) =>
        trx.deleteFrom('attempt').where('name', 'in', names).where('updated_at', '<', forgotten).execute(),
      );
      return names.length;
    },
  };
}
