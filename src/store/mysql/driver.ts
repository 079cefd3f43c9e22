import { CompiledQuery } from 'kysely';
import type { DatabaseConnection, Driver, QueryResult } from 'kysely';
import type { Pool, PoolConnection, ResultSetHeader } from 'mysql2';
import { CommitUnknown } from '../database.ts';
import type { ManyRows } from '../database.ts';
import { isUnavailable } from '../unavailable.ts';
import { connectionIsLost, mysqlError } from './mysql-error.ts';

/** How long to wait before a connection counts as lost, in milliseconds. */
export interface MysqlTimeouts {
  /** For a free connection of the pool. */
  readonly acquireTimeoutMs: number;
  /** For the answer to one query. */
  readonly queryTimeoutMs: number;
}

const LARGE_BLOB_BYTES = 2 ** 17;

/**
 * What a session must be like: times in UTC, text literals with backslash escapes (mysql2 writes them so), no
 * truncated values, locks on rows that are there only (READ COMMITTED), and no wait for a lock without end. Nor for the
 * locks of a process that was stopped in a transaction: MariaDB ends that (MySQL has no such limit).
 */
const SESSION = [
  "set session sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', innodb_lock_wait_timeout = 5 /*M!100301 , idle_transaction_timeout = 5 */",
  'set session transaction isolation level READ COMMITTED',
];

/** A connection whose session is as it must be. */
export class MysqlConnection implements DatabaseConnection {
  readonly #raw: PoolConnection;
  readonly #queryTimeoutMs: number;

  constructor(raw: PoolConnection, queryTimeoutMs: number) {
    this.#raw = raw;
    this.#queryTimeoutMs = queryTimeoutMs;
  }

  async executeQuery<R>({ sql, parameters, isPrepared = false }: ManyRows): Promise<QueryResult<R>> {
    const query = { sql, values: [...parameters] };
    return toQueryResult<R>(await this.#ask(query, isPrepared || parameters.some(isLargeBlob)));
  }

  /** Sends statements in one text, of a pool that allows it; gives the result of each. */
  async executeText(statements: readonly string[]): Promise<QueryResult<unknown>[]> {
    const results = await this.#ask({ sql: statements.join(';\n') }, false);
    return statements.length === 1 ? [toQueryResult(results)] : (results as unknown[]).map(toQueryResult);
  }

  /** A statement with its parameters in it. */
  textOf({ sql, parameters }: CompiledQuery): string {
    return this.#raw.format(sql, [...parameters]);
  }

  #ask(query: { readonly sql: string; readonly values?: unknown[] }, isPrepared: boolean): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => {
        clearTimeout(timer);
        // After a time-out the answer may still come, as that of the next query: such a connection is not used again.
        if (connectionIsLost(error)) this.#raw.destroy();
        reject(mysqlError(error));
      };
      // mysql2's own time limit leaves its timer behind when the connection breaks.
      const late = (): void => fail(new Error(`no answer from the database within ${this.#queryTimeoutMs} ms`));
      const timer = setTimeout(late, this.#queryTimeoutMs);
      const answered = (error: unknown, result: unknown): void => {
        if (error) return fail(error);
        clearTimeout(timer);
        resolve(result);
      };
      if (isPrepared) this.#raw.execute(query, answered);
      else this.#raw.query(query, answered);
    });
  }

  streamQuery(): never {
    throw new Error('streams of rows are not used: read pages');
  }

  release(): void {
    this.#raw.release();
  }
}

/** Whether a value is sent apart from its statement. Written into it as hex, it would be twice as long; in a prepared statement it is sent as it is. */
export function isLargeBlob(parameter: unknown): boolean {
  return parameter instanceof Uint8Array && parameter.length > LARGE_BLOB_BYTES;
}

function toQueryResult<R>(result: unknown): QueryResult<R> {
  if (Array.isArray(result)) return { rows: result as R[] };
  const { affectedRows, insertId } = result as ResultSetHeader;
  return { rows: [], numAffectedRows: BigInt(affectedRows), insertId: BigInt(insertId) };
}

function takeConnection(pool: Pool, timeoutMs: number): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(mysqlError(new Error(`no free database connection within ${timeoutMs} ms`)));
    }, timeoutMs);
    pool.getConnection((error, connection) => {
      clearTimeout(timer);
      if (error) reject(mysqlError(error));
      else if (late) connection.release();
      else resolve(connection);
    });
  });
}

/** Takes connections of a pool for one use each. */
export type Connect = () => Promise<MysqlConnection>;

/** Unlike Kysely's own, nothing in it waits for ever. */
export function createConnect(pool: Pool, timeouts: MysqlTimeouts): Connect {
  const prepared = new WeakSet<PoolConnection>();
  return async () => {
    const raw = await takeConnection(pool, timeouts.acquireTimeoutMs);
    const connection = new MysqlConnection(raw, timeouts.queryTimeoutMs);
    if (prepared.has(raw)) return connection;
    try {
      for (const sql of SESSION) await run(connection, sql);
    } catch (error) {
      raw.destroy();
      throw error;
    }
    prepared.add(raw);
    return connection;
  };
}

async function run(connection: DatabaseConnection, sql: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(sql));
}

/** @throws CommitUnknown */
export async function commit(connection: DatabaseConnection): Promise<void> {
  try {
    await run(connection, 'commit');
  } catch (error) {
    throw isUnavailable(error) ? new CommitUnknown('the connection broke at COMMIT', { cause: error }) : error;
  }
}

/** Fails where the connection, and so the transaction, is closed: what matters is why the transaction failed. */
export function rollback(connection: DatabaseConnection): Promise<void> {
  return run(connection, 'rollback').catch(() => undefined);
}

/** Ends a pool. */
export function endPool(pool: Pool): Promise<void> {
  return new Promise((resolve, reject) => pool.end((error) => (error ? reject(error) : resolve())));
}

/** Kysely's driver over a mysql2 pool. */
export function createMysqlDriver(pool: Pool, timeouts: MysqlTimeouts): Driver {
  return {
    init: () => Promise.resolve(),
    acquireConnection: createConnect(pool, timeouts),
    beginTransaction: (connection) => run(connection, 'start transaction'),
    commitTransaction: commit,
    rollbackTransaction: rollback,
    releaseConnection(connection) {
      if (connection instanceof MysqlConnection) connection.release();
      return Promise.resolve();
    },
    destroy: () => endPool(pool),
  };
}
