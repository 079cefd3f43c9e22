import type { CompiledQuery, Transaction } from 'kysely';
import type { RunStatus } from '../engine/port.ts';
import type { RunLog } from '../engine/run-log.ts';
import type { Database } from './database.ts';
import { unpackText } from './pack.ts';
import { ENDED, isLast, withoutOutdated } from './run-log-order.ts';
import { readLogPage } from './run-log-page.ts';
import { HOUR_MS } from './run-log-row.ts';
import { readStats } from './run-log-stats.ts';
import { removeLogs, replaceLogs, toDocument } from './run-log-write.ts';
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
      const [last, open] = [latest.filter(isLast), latest.filter((log) => !isLast(log))];
      const documents = await Promise.all(last.map(toDocument));
      const statements = [...replaceLogs(db, documents, rules), ...clearOutbox(db, last, ENDED)];
      if (last.length > 0) await queue.write({ statements, result: () => undefined });
      const writeOpen = async (trx: Transaction<Tables>): Promise<void> => {
        const newer = await withoutOutdated(db, trx, open);
        const documents = await Promise.all(newer.map(toDocument));
        const written = [...replaceLogs(db, documents, rules), ...clearOutbox(db, open, ['suspended'])];
        for (const one of written) await trx.executeQuery(one);
      };
      if (open.length > 0) await db.transaction(writeOpen);
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
        .where('status', 'in', ENDED);
      const trxs = (await old.orderBy('start_at').limit(limit).execute()).map(({ trx }) => trx);
      const lastHour = Math.floor(before / HOUR_MS);
      const emptied = [
        db.read.deleteFrom('run_count').where('hour', '<=', lastHour).where('runs', '=', 0).compile(),
        db.read.deleteFrom('run_histogram').where('hour', '<=', lastHour).where('runs', '=', 0).compile(),
      ];
      if (trxs.length > 0)
        await queue.write({ statements: [...removeLogs(db, trxs), ...emptied], result: () => undefined });
      return trxs.length;
    },
  };
}

/** Takes the logs of kept runs out of the outbox, unless a later one is in it: the run's status says so. */
function clearOutbox(db: Database, logs: readonly RunLog[], statuses: readonly RunStatus[]): CompiledQuery[] {
  if (logs.length === 0) return [];
  const trxs = logs.map(({ trx }) => trx);
  const settled = db.read.updateTable('run').set({ owed_at: null, owed_log: null }).where('trx', 'in', trxs);
  return [settled.where('owed_at', 'is not', null).where('status', 'in', statuses).compile()];
}
