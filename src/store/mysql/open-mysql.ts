import { setTimeout } from 'node:timers/promises';
import { Kysely, MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler, sql } from 'kysely';
import type { Dialect } from 'kysely';
import { createPool } from 'mysql2';
import type { Pool } from 'mysql2';
import { CommitUnknown } from '../database.ts';
import type { Database } from '../database.ts';
import type { Tables } from '../schema.ts';
import { runBatch } from './batch.ts';
import { mysqlCapabilities } from './capabilities.ts';
import { createConnect, createMysqlDriver, endPool } from './driver.ts';
import { isDeadlock } from './mysql-error.ts';
import { parseMysqlUrl } from './mysql-url.ts';

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const ACQUIRE_TIMEOUT_MS = 10_000;
const LOCK_TIMEOUT_S = 300;
const DEADLOCK_TRIES = 8;

function openPool(url: string, connections: number, multipleStatements: boolean): Pool {
  return createPool({
    ...parseMysqlUrl(url),
    charset: 'utf8mb4',
    connectionLimit: connections,
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableKeepAlive: true,
    decimalNumbers: true,
    // The server must never be able to ask for files of this machine.
    flags: ['-LOCAL_FILES'],
    multipleStatements,
  });
}

function connect(url: string, connections: number, queryTimeoutMs: number): Kysely<Tables> {
  const pool = openPool(url, connections, false);
  const driver = createMysqlDriver(pool, { acquireTimeoutMs: ACQUIRE_TIMEOUT_MS, queryTimeoutMs });
  const dialect: Dialect = {
    createDriver: () => driver,
    createQueryCompiler: () => new MysqlQueryCompiler(),
    createAdapter: () => new MysqlAdapter(),
    createIntrospector: (db) => new MysqlIntrospector(db),
  };
  return new Kysely<Tables>({ dialect });
}

async function retryDeadlocks<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!isDeadlock(error) || tries === DEADLOCK_TRIES) throw error;
      // Those that met would meet again.
      await setTimeout(Math.random() * 2 ** tries);
    }
  }
}

/** On a connection of its own whose queries may take long: migrations rebuild tables. */
async function exclusively<T>(url: string, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
  const db = connect(url, 1, LOCK_TIMEOUT_S * 1000);
  try {
    return await db.connection().execute(async (connection) => {
      const lock = sql`concat('stepgate:', md5(database()))`;
      const got = await sql<{ locked: number | null }>`
        select get_lock(${lock}, ${sql.lit(LOCK_TIMEOUT_S - 10)}) as locked`.execute(connection);
      if (got.rows[0]?.locked !== 1)
        throw new Error('another process has held the migration lock of this database for minutes; is it hanging?');
      try {
        return await work(connection);
      } finally {
        await sql`select release_lock(${lock})`.execute(connection).catch(() => undefined);
      }
    });
  } finally {
    await db.destroy();
  }
}

/** Opens a MySQL or MariaDB database. @throws StepgateError 000503 when the server cannot be reached. */
export async function openMysql(url: string, queryTimeoutMs: number): Promise<Database> {
  const db = connect(url, CONNECTIONS, queryTimeoutMs);
  let can;
  try {
    can = await mysqlCapabilities(db);
  } catch (error) {
    await db.destroy().catch(() => undefined);
    throw error;
  }
  // Nowhere else does a text hold more than one statement.
  const batches = openPool(url, can.writers, true);
  let closing: Promise<unknown> | undefined;
  const connectBatch = createConnect(batches, { acquireTimeoutMs: ACQUIRE_TIMEOUT_MS, queryTimeoutMs });
  return {
    can,
    read: db,
    async transaction(work) {
      try {
        return await retryDeadlocks(() => db.transaction().execute(work));
      } catch (error) {
        throw error instanceof CommitUnknown ? error.cause : error;
      }
    },
    batch: (statements) => retryDeadlocks(() => runBatch(connectBatch, statements)),
    exclusively: (work) => exclusively(url, work),
    async close() {
      await (closing ??= Promise.all([db.destroy(), endPool(batches)]));
    },
  };
}
