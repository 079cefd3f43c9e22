import type { CompiledQuery, Transaction } from 'kysely';
import { isLarge } from '../large/size.ts';
import { stringify, stringifyLarge } from '../large/stringify.ts';
import type { RunLog } from '../engine/run-log.ts';
import type { Database } from './database.ts';
import { MOST_CHARACTERS, chunks } from './chunks.ts';
import { packText, standsApart } from './pack.ts';
import { toRunLogRow } from './run-log-row.ts';
import type { NewRunLogRow } from './run-log-row.ts';
import type { RunRule } from './run-rules.ts';
import { changeStats } from './run-stats-write.ts';
import type { CountedRun } from './run-stats-write.ts';
import type { Tables } from './schema.ts';

type Writing = Transaction<Tables>;

/**
 * Keeps other writers off the logs of these runs until the transaction ends: by a row of each run, which is made where
 * there is none, since what is not there cannot be locked. It is empty until the document is written.
 */
export async function claimLogs({ can }: Database, trx: Writing, trxs: readonly string[]): Promise<void> {
  // In one order for all writers, which else could deadlock.
  const rows = trxs.toSorted().map((trx) => ({ trx, document: '', packed: null }));
  const claim = trx.insertInto('run_log_document').values(rows);
  await claim.modifyEnd(can.onConflict(['trx'], { keep: true })).execute();
}

/** Takes the logs of these runs away, which are claimed. */
export async function removeLogs(db: Database, trx: Writing, trxs: readonly string[]): Promise<void> {
  const removed = await takeHeads(trx, trxs);
  await trx.deleteFrom('run_log_document').where('trx', 'in', trxs).execute();
  await changeStats(db, trx, removed, []);
}

/** Puts these logs, of one run each, in the place of what there is of their runs, which are claimed. */
export async function replaceLogs(
  db: Database,
  trx: Writing,
  documents: readonly LogDocument[],
  rules: ReadonlyMap<string, RunRule>,
): Promise<void> {
  if (documents.length === 0) return;
  const rows = documents.map(({ log }) => toRunLogRow(log));
  const replaced = await takeHeads(
    trx,
    rows.map((row) => row.trx),
  );
  for (const insert of inserts(db, rows, documents, rules)) await trx.executeQuery(insert);
  await changeStats(db, trx, replaced, rows);
}

/** Deletes the rows that filters find; gives what they had added to the counts. */
async function takeHeads(trx: Writing, trxs: readonly string[]): Promise<CountedRun[]> {
  const ofRuns = trx.selectFrom('run_log').where('trx', 'in', trxs);
  const rows = await ofRuns.select(['start_at', 'version', 'counts']).execute();
  if (rows.length > 0) await trx.deleteFrom('run_log').where('trx', 'in', trxs).execute();
  return rows;
}

/** A run log as it is stored. */
export interface LogDocument {
  readonly log: RunLog;
  readonly row: Tables['run_log_document'];
}

/** A large document is compressed: what has 1 MiB of JSON is then less than the smallest packet of a server. */
export async function toDocument(log: RunLog): Promise<LogDocument> {
  const document = isLarge(log) ? await stringifyLarge(log) : stringify(log);
  const packed = standsApart(document) ? Buffer.concat(await packText(document)) : null;
  return { log, row: { trx: log.trx, document: packed ? '' : document, packed } };
}

function inserts(
  { read, can }: Database,
  rows: readonly NewRunLogRow[],
  stored: readonly LogDocument[],
  rules: ReadonlyMap<string, RunRule>,
): CompiledQuery[] {
  const ofRules = new Map(rows.map(({ version, path, method }) => [version, { version, name: path, method }]));
  for (const [version, rule] of rules) ofRules.set(version, rule);
  const rule = read.insertInto('run_rule').values([...ofRules.values()]);
  const documents = stored.map(({ row }) => row);
  const overClaim = can.onConflict(['trx'], { set: ['document', 'packed'] });
  return [
    rule.modifyEnd(can.onConflict(['version'], { keep: true })).compile(),
    ...chunks(rows, ({ head, counts }) => head.length + counts.length).map((some) =>
      read.insertInto('run_log').values(some).compile(),
    ),
    ...chunks(documents, ({ document, packed }) => (packed ? MOST_CHARACTERS : document.length)).map((some) =>
      read.insertInto('run_log_document').values(some).modifyEnd(overClaim).compile(),
    ),
  ];
}
