import type { CompiledQuery, QueryResult } from 'kysely';
import { commit, isLargeBlob, rollback } from './driver.ts';
import type { Connect, MysqlConnection } from './driver.ts';

/** Bytes of statements that are sent together: a packet of a server may be 1 MiB. */
const TEXT_BYTES = 2 ** 19;

/**
 * Runs statements in one transaction, in one text: each round trip takes as long as a few statements. COMMIT is a text
 * of its own, so that a connection that breaks before has committed nothing.
 * @throws CommitUnknown
 */
export async function runBatch(
  connect: Connect,
  statements: readonly CompiledQuery[],
): Promise<readonly QueryResult<unknown>[]> {
  const connection = await connect();
  try {
    const results: QueryResult<unknown>[] = [];
    try {
      for await (const some of run(connection, statements)) results.push(...some);
    } catch (error) {
      await rollback(connection);
      throw error;
    }
    await commit(connection);
    return results.slice(1);
  } finally {
    connection.release();
  }
}

async function* run(
  connection: MysqlConnection,
  statements: readonly CompiledQuery[],
): AsyncGenerator<QueryResult<unknown>[]> {
  let texts = ['start transaction'];
  let bytes = 0;
  for (const statement of statements) {
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
