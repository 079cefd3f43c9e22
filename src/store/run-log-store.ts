import type { Transaction } from 'kysely';
import type { RunStatus } from '../engine/port.ts';
import { endStatuses } from '../engine/run-status.ts';
import type { RunLog } from '../engine/run-log.ts';
import type { Database } from './database.ts';
import { unpackText } from './pack.ts';
import { isLast, withoutOutdated } from './run-log-order.ts';
import { readLogPage } from './run-log-page.ts';
import { readStats } from './run-log-stats.ts';
import { claimLogs, removeLogs, replaceLogs, toDocument } from './run-log-write.ts';
import { createRunRules } from './run-rules.ts';
import type { Tables } from './schema.ts';
import type { RunLogStore } from './store.ts';
import type { WriteQueue } from './write-queue.ts';
import { parseAnyJson } from '../large/parse-large.ts';

/** Run logs: heads that filters find, documents apart from them, and counts. */
export function createRunLogStore(db: Database, queue: WriteQueue): RunLogStore {
  const findRules = createRunRules(db);
  return {
    async writeAll(logs) {
      // Of several of one run the last counts.
      const latest = [...new Map(logs.map((log) => [log.trx, log])).values()];
      const rules = await findRules(latest.map(({ version }) => version));
      const documents = await Promise.all(latest.map(toDocument));
      if (latest.length === 0) return;
      const trxs = latest.map((log) => log.trx);
      const [last, open] = [latest.filter(isLast), latest.filter((log) => !isLast(log))];
      await queue.transaction(async (trx) => {
        await claimLogs(db, trx, trxs);
        const newer = await withoutOutdated(trx, documents);
        await clearOutbox(trx, last, endStatuses);
        await clearOutbox(trx, open, ['suspended']);
        await replaceLogs(db, trx, newer, rules);
      });
    },
    async get(trx) {
      const found = db.read.selectFrom('run_log_document').select(['document', 'packed']).where('trx', '=', trx);
      const row = await found.executeTakeFirst();
      if (!row) return undefined;
      const text = row.packed ? await unpackText([row.packed]) : row.document;
      return (await parseAnyJson(text)) as unknown as RunLog;
    },
    page: (filter, place) => readLogPage(db, filter, place),
    stats: (filter) => readStats(db, filter),
    async prune(before, limit) {
      const old = db.read
        .selectFrom('run_log')
        .select('trx')
        // What ended before also started before; that is what the index knows.
        .where('start_at', '<', before)
        .where('end_at', '<', before)
        .where('status', 'in', endStatuses);
      const trxs = (await old.orderBy('start_at').limit(limit).execute()).map(({ trx }) => trx);
      if (trxs.length > 0)
        await queue.transaction(async (trx) => {
          await claimLogs(db, trx, trxs);
          await removeLogs(db, trx, trxs);
        });
      return trxs.length;
    },
  };
}

/** Takes the logs of kept runs out of the outbox, unless a later one is in it: the run's status says so. */
async function clearOutbox(
  trx: Transaction<Tables>,
  logs: readonly RunLog[],
  statuses: readonly RunStatus[],
): Promise<void> {
  if (logs.length === 0) return;
  const trxs = logs.map((log) => log.trx);
  const settled = trx.updateTable('run').set({ owed_at: null, owed_log: null }).where('trx', 'in', trxs);
  await settled.where('owed_at', 'is not', null).where('status', 'in', statuses).execute();
}
