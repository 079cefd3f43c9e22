import type { CompiledQuery, Kysely } from 'kysely';
import { endStatuses, restingStatuses } from '../engine/run-status.ts';
import type { RunLog } from '../engine/run-log.ts';
import type { Database } from './database.ts';
import { unpackText } from './pack.ts';
import { withoutOutdated } from './run-log-order.ts';
import { readLogPage } from './run-log-page.ts';
import { readErrors, readSeries } from './run-log-series.ts';
import { readStats } from './run-log-stats.ts';
import { joinedLog, toStoredLarge, toStoredLog } from './run-log-row.ts';
import { claimLogs, insertsOf, removeLogs, replaceLogs, toDocument } from './run-log-write.ts';
import type { LogDocument } from './run-log-write.ts';
import { createRunRules } from './run-rules.ts';
import { addToStats, changeStats } from './run-stats-write.ts';
import type { Tables } from './schema.ts';
import type { RunLogStore } from './store.ts';
import { isUnavailable } from './unavailable.ts';
import type { WriteQueue } from './write-queue.ts';
import { parseAnyJson } from '../large/parse-large.ts';

/** Run logs: heads that filters find, documents apart from them, and counts. */
export function createRunLogStore(db: Database, queue: WriteQueue): RunLogStore {
  const findRules = createRunRules(db);
  return {
    toStored: toStoredLog,
    toStoredLarge,
    async writeAll(logs) {
      if (logs.length === 0) return;
      const rules = await findRules(logs.map(({ row }) => row.version));
      // Of several of one run the last counts.
      const latest = [...new Map(logs.map((log) => [log.trx, log])).values()];
      const documents: LogDocument[] = [];
      for (const log of latest) {
        const document = toDocument(log);
        documents.push(document instanceof Promise ? await document : document);
      }
      try {
        await writeNew(db, queue, documents, rules);
      } catch (error) {
        if (isUnavailable(error)) throw error;
        // Of some of these runs there is a log already; what else there may be shows again.
        await replace(db, queue, documents, rules);
      }
    },
    async get(trx) {
      const found = db.read.selectFrom('run_log_document as of').innerJoin('run_log', 'run_log.trx', 'of.trx');
      const row = await found.select(['head', 'document', 'packed']).where('of.trx', '=', trx).executeTakeFirst();
      if (!row) return undefined;
      const document = row.packed ? await unpackText([row.packed]) : row.document;
      return (await parseAnyJson(joinedLog(row.head, document))) as unknown as RunLog;
    },
    page: (filter, place) => readLogPage(db, filter, place),
    stats: (filter) => readStats(db, filter),
    series: (filter, stepMs) => readSeries(db, filter, stepMs),
    errors: (filter, most) => readErrors(db, filter, most),
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

type Rules = Awaited<ReturnType<ReturnType<typeof createRunRules>>>;

/** Nearly always there is no log of these runs yet. @throws the database's error where there is one. */
function writeNew(db: Database, queue: WriteQueue, documents: readonly LogDocument[], rules: Rules): Promise<void> {
  const statements = [...clearsOf(db.read, documents), ...insertsOf(db, documents, rules)];
  const rows = documents.map(({ log }) => log.row);
  const stats = addToStats(db, rows);
  if (stats) return queue.write({ isLarge: true, statements: [...statements, ...stats], result: () => undefined });
  return queue.transaction(async (trx) => {
    for (const statement of statements) await trx.executeQuery(statement);
    await changeStats(db, trx, [], rows);
  });
}

function replace(db: Database, queue: WriteQueue, documents: readonly LogDocument[], rules: Rules): Promise<void> {
  return queue.transaction(async (trx) => {
    const trxs = documents.map(({ log }) => log.trx);
    await claimLogs(db, trx, trxs);
    const newer = await withoutOutdated(trx, documents);
    for (const clear of clearsOf(trx, documents)) await trx.executeQuery(clear);
    await replaceLogs(db, trx, newer, rules);
  });
}

/** Takes the logs of kept runs out of the outbox, unless a later one is in it: the run's status says so. */
function clearsOf(db: Kysely<Tables>, documents: readonly LogDocument[]): CompiledQuery[] {
  const logs = documents.map(({ log }) => log).filter(({ isInOutbox }) => isInOutbox);
  return [endStatuses, ...restingStatuses.map((status) => [status])].flatMap((statuses) => {
    const trxs = logs.filter(({ row }) => (statuses as readonly string[]).includes(row.status)).map(({ trx }) => trx);
    if (trxs.length === 0) return [];
    const settled = db.updateTable('run').set({ owed_at: null, owed_log: null }).where('trx', 'in', trxs);
    return [settled.where('owed_at', 'is not', null).where('status', 'in', statuses).compile()];
  });
}
