import type { Transaction } from 'kysely';
import type { Database, ManyRows } from './database.ts';
import { MOST_CHARACTERS, chunks } from './chunks.ts';
import { packText, standsApart } from './pack.ts';
import type { StoredLog } from './run-log-row.ts';
import { dropMetadata, noteMetadata } from './run-metadata.ts';
import type { RunRule } from './run-rules.ts';
import { changeStats } from './run-stats-write.ts';
import type { CountedRun } from './run-stats-write.ts';
import type { Tables } from './schema.ts';

type Writing = Transaction<Tables>;

/** A run log, and the row of its document. */
export interface LogDocument {
  readonly log: StoredLog;
  readonly row: Tables['run_log_document'];
}

/** A large document is compressed: what has 1 MiB of JSON is then less than the smallest packet of a server. */
export function toDocument(log: StoredLog): LogDocument | Promise<LogDocument> {
  const { trx, document } = log;
  if (!standsApart(document)) return { log, row: { trx, document, packed: null } };
  return packText(document).then((pieces) => ({ log, row: { trx, document: '', packed: Buffer.concat(pieces) } }));
}

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
  await trx.executeQuery(dropMetadata(trx, trxs, 'run'));
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
  const rows = documents.map(({ log }) => log.row);
  const replaced = await takeHeads(
    trx,
    rows.map((row) => row.trx),
  );
  const overClaim = db.can.onConflict(['trx'], { set: ['document', 'packed'] });
  for (const some of chunks(documents, charactersOf))
    await trx
      .insertInto('run_log_document')
      .values(some.map(({ row }) => row))
      .modifyEnd(overClaim)
      .execute();
  for (const insert of insertsOfHeads(db, documents, rules)) await trx.executeQuery(insert);
  await changeStats(db, trx, replaced, rows);
}

/** Statements that insert logs of runs of which there are none; where there are, they fail. Statistics are apart. */
export function insertsOf(
  db: Database,
  documents: readonly LogDocument[],
  rules: ReadonlyMap<string, RunRule>,
): ManyRows[] {
  // In one order for all writers, which else could deadlock.
  const sorted = documents.toSorted((a, b) => (a.row.trx < b.row.trx ? -1 : 1));
  const values = sorted.flatMap(({ row: { trx: of, document, packed } }) => [of, document, packed]);
  const inserts = db.can.insertRows('run_log_document', ['trx', 'document', 'packed'], values);
  return [...inserts, ...insertsOfHeads(db, sorted, rules)];
}

const HEAD = [
  ...(['trx', 'log_id', 'method', 'path', 'version', 'status', 'err_code'] as const),
  ...(['start_at', 'end_at', 'run_time', 'head', 'counts'] as const),
];

function insertsOfHeads(
  db: Database,
  documents: readonly LogDocument[],
  rules: ReadonlyMap<string, RunRule>,
): ManyRows[] {
  const { read, can } = db;
  const ofRules = new Map<string, RunRule>();
  for (const { log } of documents) {
    const { version, path, method } = log.row;
    if (!ofRules.has(version)) ofRules.set(version, rules.get(version) ?? { version, name: path, method });
  }
  const rule = read.insertInto('run_rule').values([...ofRules.values()]);
  const values: unknown[] = [];
  for (const { log } of documents) for (const column of HEAD) values.push(log.row[column]);
  const noted = noteMetadata(
    db,
    documents.flatMap(({ log: { trx, metadata } }) => (metadata ? [{ trx, metadata }] : [])),
  );
  return [
    ...(noted ? [noted] : []),
    rule.modifyEnd(can.onConflict(['version'], { keep: true })).compile(),
    ...can.insertRows('run_log', HEAD, values),
  ];
}

function charactersOf({ row: { document, packed } }: LogDocument): number {
  return packed ? MOST_CHARACTERS : document.length;
}

/** Deletes the rows that filters find; gives what they had added to the counts. */
async function takeHeads(trx: Writing, trxs: readonly string[]): Promise<CountedRun[]> {
  const ofRuns = trx.selectFrom('run_log').where('trx', 'in', trxs);
  const rows = await ofRuns.select(['start_at', 'version', 'counts']).execute();
  if (rows.length > 0) await trx.deleteFrom('run_log').where('trx', 'in', trxs).execute();
  return rows;
}
