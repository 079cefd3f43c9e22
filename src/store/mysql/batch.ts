import { CompiledQuery } from 'kysely';
import type { QueryResult } from 'kysely';
import type { OneRow } from '../database.ts';
import { commit, isLargeBlob, rollback } from './driver.ts';
import type { Connect, MysqlConnection } from './driver.ts';
import { putTogether } from './put-together.ts';
import type { Sent } from './put-together.ts';

/** Bytes of statements that are sent together: a packet of a server may be 1 MiB. */
const TEXT_BYTES = 2 ** 19;

type Result = QueryResult<unknown>;

/**
 * Runs statements in one transaction, in one text: each round trip takes as long as a few statements. COMMIT is a text
 * of its own, so that a connection that breaks before has committed nothing.
 * @throws CommitUnknown
 */
export async function runBatch(connect: Connect, statements: readonly CompiledQuery[]): Promise<readonly Result[]> {
  const connection = await connect();
  try {
    const results: Result[] = [];
    try {
      const begin = { statement: CompiledQuery.raw('start transaction'), of: [] };
      const sent = [begin, ...putTogether(statements, TEXT_BYTES / 2)];
      const from = sent.values();
      for await (const answers of send(connection, sent))
        for (const answer of answers) await give(connection, statements, from.next().value?.of ?? [], answer, results);
    } catch (error) {
      await rollback(connection);
      throw error;
    }
    await commit(connection);
    return results;
  } finally {
    connection.release();
  }
}

/** Gives what the server answers. */
async function* send(connection: MysqlConnection, sent: readonly Sent[]): AsyncGenerator<Result[]> {
  let texts: string[] = [];
  let bytes = 0;
  for (const { statement } of sent) {
    const isLarge = statement.parameters.some(isLargeBlob);
    const text = isLarge ? '' : connection.textOf(statement);
    bytes += Buffer.byteLength(text);
    if ((isLarge || bytes > TEXT_BYTES) && texts.length > 0) {
      yield await connection.executeText(texts);
      texts = [];
      bytes = Buffer.byteLength(text);
    }
    if (isLarge) yield [await connection.executeQuery(statement)];
    else texts.push(text);
  }
  if (texts.length > 0) yield await connection.executeText(texts);
}

/** Gives each of the statements that were sent as one its result: of several, whether it has changed its row. */
async function give(
  connection: MysqlConnection,
  statements: readonly CompiledQuery[],
  of: readonly number[],
  answer: Result,
  results: Result[],
): Promise<void> {
  if (of.length === 1) {
    for (const at of of) results[at] = answer;
    return;
  }
  const rows = of.map((at) => statements[at] as OneRow);
  const isWhole = answer.numAffectedRows === BigInt(of.length);
  const made = isWhole ? undefined : await changesOf(connection, rows);
  for (const [index, at] of of.entries()) {
    const isMade = made === undefined || made.has(rows[index]?.changeId ?? '');
    results[at] = { rows: [], numAffectedRows: isMade ? 1n : 0n };
  }
}

/** The last changes of these rows. */
async function changesOf(connection: MysqlConnection, rows: readonly OneRow[]): Promise<ReadonlySet<string>> {
  const trxs = rows.map(({ trx }) => trx);
  const text = `select change_id from run where trx in (${trxs.map(() => '?').join(', ')})`;
  const found = await connection.executeQuery<{ change_id: string }>(CompiledQuery.raw(text, trxs));
  return new Set(found.rows.map((row) => row.change_id));
}
