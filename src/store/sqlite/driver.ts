import { CompiledQuery } from 'kysely';
import type { DatabaseConnection, Driver, QueryResult } from 'kysely';
import type { ManyRows } from '../database.ts';
import type { Statement, StatementResult } from './protocol.ts';
import type { SqliteThread } from './thread.ts';

/** Takes a thread for one use; `release` gives it back. */
export type Acquire = () => Promise<{ readonly thread: SqliteThread; readonly release: () => void }>;

/** What the thread gives, as Kysely expects it. */
export function toQueryResult<R>({ rows, changes, lastInsertRowid }: StatementResult): QueryResult<R> {
  return { rows: rows as R[], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
}

/** A compiled query, as the thread expects it. */
export function toStatement({ sql, parameters, times = 1 }: ManyRows): Statement {
  return { sql, parameters: parameters as Statement['parameters'], times };
}

class SqliteConnection implements DatabaseConnection {
  readonly #thread: SqliteThread;
  readonly release: () => void;

  constructor(thread: SqliteThread, release: () => void) {
    this.#thread = thread;
    this.release = release;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const [result] = await this.#thread.run([toStatement(query)], false);
    if (!result) throw new Error('the database thread gave no result');
    return toQueryResult(result);
  }

  streamQuery(): never {
    throw new Error('streams of rows are not used: read pages');
  }
}

/** Kysely's driver over SQLite threads. A connection that was acquired is one thread to its end, even when it dies. */
export function createSqliteDriver(acquire: Acquire): Driver {
  const run = async (connection: DatabaseConnection, sql: string): Promise<void> => {
    await connection.executeQuery(CompiledQuery.raw(sql));
  };
  return {
    init: () => Promise.resolve(),
    async acquireConnection() {
      const { thread, release } = await acquire();
      return new SqliteConnection(thread, release);
    },
    // IMMEDIATE: a transaction that reads first and writes later could find its snapshot outdated and fail.
    beginTransaction: (connection) => run(connection, 'BEGIN IMMEDIATE'),
    commitTransaction: (connection) => run(connection, 'COMMIT'),
    // Fails where SQLite, or the end of the thread, has rolled back already: what matters is why.
    rollbackTransaction: (connection) => run(connection, 'ROLLBACK').catch(() => undefined),
    releaseConnection(connection) {
      if (connection instanceof SqliteConnection) connection.release();
      return Promise.resolve();
    },
    destroy: () => Promise.resolve(),
  };
}
