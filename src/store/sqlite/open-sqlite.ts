import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../../make-folder.ts';
import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Dialect } from 'kysely';
import type { Database } from '../database.ts';
import { createMutex } from '../mutex.ts';
import type { Tables } from '../schema.ts';
import { sqliteCapabilities } from './capabilities.ts';
import { createSqliteDriver, toQueryResult, toStatement } from './driver.ts';
import type { Acquire } from './driver.ts';
import { startSqliteThread } from './thread.ts';
import type { SqliteThread } from './thread.ts';
import type { WorkerOptions } from './protocol.ts';

class ThreadAdapter extends SqliteAdapter {
  // Kysely would lock around every query; reads need none, and `batch` must share the writer's lock.
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

function createDialect(acquire: Acquire): Dialect {
  return {
    createDriver: () => createSqliteDriver(acquire),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new ThreadAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

/** A thread that is started when it is needed, and again when it has died. */
function createThreadSource(options: WorkerOptions) {
  let current: Promise<SqliteThread> | undefined;
  let closed = false;
  const start = (): Promise<SqliteThread> => {
    const started = startSqliteThread(options);
    started.catch(() => (current = undefined));
    return (current = started);
  };
  return {
    async get(): Promise<SqliteThread> {
      if (closed) throw new Error('the store is closed');
      const thread = await (current ?? start());
      if (thread.alive) return thread;
      current = undefined;
      return start();
    },
    async close(): Promise<void> {
      closed = true;
      const thread = await current?.catch(() => undefined);
      await thread?.close();
    },
  };
}

/**
 * Opens an SQLite file, which is made where there is none: one connection that writes and one that reads, each in a
 * thread of its own, so that a page of run logs does not wait for a commit.
 * @throws StepgateError 000503 with SQLite's reason as its cause.
 */
export async function openSqlite(path: string, busyTimeoutMs: number): Promise<Database> {
  await makeFolder(dirname(path));
  // SQLite would make it readable by all; the files beside it get the mode of this one.
  await (await open(path, 'a', 0o600)).close();
  const writer = createThreadSource({ path, readOnly: false, busyTimeoutMs });
  const reader = createThreadSource({ path, readOnly: true, busyTimeoutMs });
  await writer.get();
  const mutex = createMutex();
  const acquireWriter: Acquire = async () => {
    const release = await mutex.lock();
    try {
      return { thread: await writer.get(), release };
    } catch (error) {
      release();
      throw error;
    }
  };
  const acquireReader: Acquire = async () => ({ thread: await reader.get(), release: () => undefined });
  const write = new Kysely<Tables>({ dialect: createDialect(acquireWriter) });
  return {
    can: sqliteCapabilities,
    read: new Kysely<Tables>({ dialect: createDialect(acquireReader) }),
    transaction: (work) => write.transaction().execute(work),
    async batch(statements) {
      const { thread, release } = await acquireWriter();
      try {
        return (await thread.run(statements.map(toStatement), true)).map(toQueryResult);
      } finally {
        release();
      }
    },
    // The write lock of the file is the lock among processes.
    exclusively: (work) => write.transaction().execute(work),
    async close() {
      // The reader first: the last connection to close tidies the write-ahead log away, and must be able to write.
      await reader.close();
      await writer.close();
    },
  };
}
