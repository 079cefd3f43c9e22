import { sql } from 'kysely';
import type { CompiledQuery } from 'kysely';
import { isLarge } from '../large/size.ts';
import { stringify, stringifyLarge } from '../large/stringify.ts';
import type { RunLog } from '../engine/run-log.ts';
import type { Database } from './database.ts';
import { toRunLogRow, toTimings } from './run-log-row.ts';
import type { NewRunLogRow } from './run-log-row.ts';
import { packText, standsApart } from './pack.ts';
import type { RunRule } from './run-rules.ts';
import type { RunCountTable, RunHistogramTable, RunLogTimingTable, Tables } from './schema.ts';

/*
 * The counts and the histogram are true at every commit: what a log adds to them is subtracted, by what its rows say, in
 * the transaction that replaces or deletes it.
 */

const COUNT = ['hour', 'version', 'status'] as const;
const HISTOGRAM = ['hour', 'version', 'layer', 'component', 'bucket'] as const;

/** Rows in one statement, and characters of texts: a packet of MySQL is limited. */
const ROWS = 500;
const CHARACTERS = 2 ** 17;

/**
 * Keeps other writers off the logs of these runs until the transaction ends: by a row of each run, which is made where
 * there is none, since what is not there cannot be locked. It is empty until the document is written.
 */
export function claimLogs({ read, can }: Database, trxs: readonly string[]): CompiledQuery {
  // In one order for all writers, which else could deadlock.
  const rows = trxs.toSorted().map((trx) => ({ trx, document: '', packed: null }));
  const keep = can.onConflict('run_log_document', ['trx'], { keep: true });
  return read.insertInto('run_log_document').values(rows).modifyEnd(keep).compile();
}

/** Statements that take the logs of these runs away. */
export function removeLogs(db: Database, trxs: readonly string[]): CompiledQuery[] {
  const { read } = db;
  const ofRuns = read.selectFrom('run_log').where('run_log.trx', 'in', trxs);
  const minus = sql<number>`-count(*)`.as('runs');
  const answers = ofRuns
    .where('resp_bucket', 'is not', null)
    .select(['hour', 'version', sql.lit(0).as('layer'), sql.lit('').as('component'), 'resp_bucket as bucket', minus])
    .groupBy(['hour', 'version', 'resp_bucket']);
  const calls = ofRuns
    .innerJoin('run_log_timing', 'run_log_timing.trx', 'run_log.trx')
    .select(['hour', 'version', 'layer', 'component', 'bucket', minus])
    .groupBy(['hour', 'version', 'layer', 'component', 'bucket']);
  const counts = ofRuns.select([...COUNT, minus]).groupBy([...COUNT]);
  const intoHistogram = () => read.insertInto('run_histogram').columns([...HISTOGRAM, 'runs']);
  const intoCount = read.insertInto('run_count').columns([...COUNT, 'runs']);
  const add = addTo(db);
  return [
    claimLogs(db, trxs),
    intoCount.expression(counts).modifyEnd(add.count).compile(),
    intoHistogram().expression(answers).modifyEnd(add.histogram).compile(),
    intoHistogram().expression(calls).modifyEnd(add.histogram).compile(),
    read.deleteFrom('run_log_timing').where('trx', 'in', trxs).compile(),
    read.deleteFrom('run_log_document').where('trx', 'in', trxs).compile(),
    read.deleteFrom('run_log').where('trx', 'in', trxs).compile(),
  ];
}

/** Statements that put these logs, of one run each, in the place of what there is of their runs. */
export function replaceLogs(
  db: Database,
  documents: readonly LogDocument[],
  rules: ReadonlyMap<string, RunRule>,
): CompiledQuery[] {
  if (documents.length === 0) return [];
  const trxs = documents.map(({ log }) => log.trx);
  return [...removeLogs(db, trxs), ...addLogs(db, documents, rules)];
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

function addLogs(db: Database, stored: readonly LogDocument[], rules: ReadonlyMap<string, RunRule>): CompiledQuery[] {
  const { read, can } = db;
  const logs = stored.map(({ log }) => log);
  const rows = logs.map(toRunLogRow);
  const timings = logs.map(toTimings);
  const add = addTo(db);
  const ofRules = new Map(rows.map(({ version, path, method }) => [version, { version, name: path, method }]));
  for (const [version, rule] of rules) ofRules.set(version, rule);
  const keep = can.onConflict('run_rule', ['version'], { keep: true });
  const documents = stored.map(({ row }) => row);
  return [
    read
      .insertInto('run_rule')
      .values([...ofRules.values()])
      .modifyEnd(keep)
      .compile(),
    ...chunks(rows, ({ head }) => head.length).map((some) => read.insertInto('run_log').values(some).compile()),
    ...chunks(documents, ({ document, packed }) => (packed ? CHARACTERS : document.length)).map((some) =>
      read.insertInto('run_log_document').values(some).compile(),
    ),
    ...chunks(timings.flat()).map((some) => read.insertInto('run_log_timing').values(some).compile()),
    ...chunks(countRuns(rows)).map((some) => read.insertInto('run_count').values(some).modifyEnd(add.count).compile()),
    ...chunks(measured(rows, timings)).map((some) =>
      read.insertInto('run_histogram').values(some).modifyEnd(add.histogram).compile(),
    ),
  ];
}

function addTo({ can }: Database) {
  return {
    count: can.onConflict('run_count', COUNT, { add: ['runs'] }),
    histogram: can.onConflict('run_histogram', HISTOGRAM, { add: ['runs'] }),
  };
}

function countRuns(rows: readonly NewRunLogRow[]): RunCountTable[] {
  return counted(rows.map(({ hour, version, status }) => ({ hour, version, status })));
}

function measured(
  rows: readonly NewRunLogRow[],
  timings: readonly (readonly RunLogTimingTable[])[],
): RunHistogramTable[] {
  return counted(
    rows.flatMap(({ hour, version, resp_bucket }, index) => [
      ...(resp_bucket === null ? [] : [{ hour, version, layer: 0, component: '', bucket: resp_bucket }]),
      ...(timings[index] ?? []).map(({ layer, component, bucket }) => ({ hour, version, layer, component, bucket })),
    ]),
  );
}

/** Each different item once, with how often it occurs; in one order for all writers, which else could deadlock. */
function counted<T extends object>(items: readonly T[]): (T & { runs: number })[] {
  const counts = new Map<string, T & { runs: number }>();
  for (const item of items) {
    const key = JSON.stringify(Object.entries(item).sort());
    const count = counts.get(key);
    if (count) count.runs += 1;
    else counts.set(key, { ...item, runs: 1 });
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

function chunks<T>(items: readonly T[], charactersOf: (item: T) => number = () => 0): T[][] {
  const all: T[][] = [];
  let characters = 0;
  for (const item of items) {
    characters += charactersOf(item);
    const last = all.at(-1);
    if (last && last.length < ROWS && characters <= CHARACTERS) last.push(item);
    else {
      all.push([item]);
      characters = charactersOf(item);
    }
  }
  return all;
}
