import type { Selectable } from 'kysely';
import { cut } from './cut.ts';
import type { Database } from './database.ts';
import type { BulkRecovery, BulkRecoveryStore, RecoveryFailure } from './kept-runs.ts';
import type { BulkRecoveryTable } from './schema.ts';
import type { WriteQueue } from './write-queue.ts';

/** One whose process has said nothing for longer is over: the process has died, or cannot reach the database. */
const SILENCE_MS = 15_000;
const MESSAGE_CHARACTERS = 1000;

/** How far recoveries of many runs are, on the database's clock: whichever process is asked knows it. */
export function createBulkRecoveryStore(db: Database, queue: WriteQueue): BulkRecoveryStore {
  const { now } = db.can;
  const write = (statement: { compile(): Parameters<WriteQueue['write']>[0]['statements'][number] }): Promise<void> =>
    queue.write({ statements: [statement.compile()], result: () => undefined });
  return {
    begin: (id, accepted, operator) =>
      write(
        db.read.insertInto('bulk_recovery').values({
          ...{ id, accepted, operator, state: 'running', succeeded: 0, failed: 0, failures: '[]' },
          ...{ started_at: now, updated_at: now },
        }),
      ),
    report(id, { state, succeeded, failed, failures }) {
      const shown = failures.map((one) => ({ ...one, errMsg: one.errMsg && cut(one.errMsg, MESSAGE_CHARACTERS) }));
      const set = { state, succeeded, failed, failures: JSON.stringify(shown), updated_at: now };
      return write(db.read.updateTable('bulk_recovery').set(set).where('id', '=', id));
    },
    async get(id) {
      const found = db.read.selectFrom('bulk_recovery').selectAll().select(now.as('now')).where('id', '=', id);
      const row = await found.executeTakeFirst();
      return row && fromRow(row, row.now);
    },
    async prune(before, limit) {
      const old = db.read.selectFrom('bulk_recovery').select('id').where('updated_at', '<', before).limit(limit);
      const ids = (await old.execute()).map(({ id }) => id);
      if (ids.length > 0) await write(db.read.deleteFrom('bulk_recovery').where('id', 'in', ids));
      return ids.length;
    },
  };
}

function fromRow(row: Selectable<BulkRecoveryTable>, now: number): BulkRecovery {
  const { id, operator, accepted, succeeded, failed } = row;
  const state = row.state === 'running' && now - row.updated_at > SILENCE_MS ? 'stopped' : row.state;
  return {
    ...{ id, operator, state, accepted, succeeded, failed },
    failures: JSON.parse(row.failures) as RecoveryFailure[],
    startedAt: row.started_at,
    endedAt: state === 'running' ? null : row.updated_at,
  };
}
