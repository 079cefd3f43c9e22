import { DatabaseSync } from 'node:sqlite';
import type { StatementResultingChanges, StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { sumOfTexts } from '../run-counts.ts';
import { statementsOf, toResults } from './message.ts';
import { ADD_COUNTS, SQLITE_BUSY } from './protocol.ts';
import type { Reply, Request, Statement, StatementResult, WorkerError, WorkerOptions } from './protocol.ts';

/*
 * Holds one SQLite connection. `node:sqlite` is synchronous, a commit waits for the disk and a statement may wait for
 * another process's lock: that must not stop the thread that serves requests.
 */

const CACHED_STATEMENTS = 300;
/** Pages of the log (16 MiB) until they go to the file: each of them once, however often it was written since. */
const CHECKPOINT_PAGES = 4096;
/**
 * Between two tries for a lock of another process. SQLite's own wait grows to 100 ms, in which a process that commits all
 * the time takes the lock again and again: with this one, p99 of writes by two processes is half, at the same throughput.
 */
const BUSY_PAUSE_MS = 2;

interface Prepared {
  readonly statement: StatementSync;
  readonly givesRows: boolean;
}

function open(options: WorkerOptions): DatabaseSync {
  const { path, readOnly, busyTimeoutMs } = options;
  const db = new DatabaseSync(path, { readOnly, timeout: readOnly ? busyTimeoutMs : 0 });
  // SQLite does not wait for the lock that the change to WAL needs: two first starts at once would fail.
  if (!readOnly) whenFree(busyTimeoutMs, () => db.exec('PRAGMA journal_mode = WAL'));
  db.exec(
    'PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY; ' +
      `PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
  );
  db.function(ADD_COUNTS, { deterministic: true }, (one, other) => sumOfTexts(String(one), String(other)));
  return db;
}

/** Tries again while another process has the lock that `work` needs first: what gave SQLITE_BUSY has done nothing. */
function whenFree<T>(busyTimeoutMs: number, work: () => T): T {
  const until = Date.now() + busyTimeoutMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      const primaryCode = (describe(error).errcode ?? 0) & 0xff;
      if (primaryCode !== SQLITE_BUSY || Date.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_PAUSE_MS);
    }
  }
}

/** Prepares each text once; the least recently used go. */
function createPreparer(db: DatabaseSync): (sql: string) => Prepared {
  const cache = new Map<string, Prepared>();
  const prepare = (sql: string): Prepared => {
    const statement = db.prepare(sql);
    return { statement, givesRows: statement.columns().length > 0 };
  };
  return (sql) => {
    const prepared = cache.get(sql) ?? prepare(sql);
    cache.delete(sql);
    cache.set(sql, prepared);
    const [oldest] = cache.keys();
    if (cache.size > CACHED_STATEMENTS && oldest !== undefined) cache.delete(oldest);
    return prepared;
  };
}

function createRunner(db: DatabaseSync, busyTimeoutMs: number): (request: Request) => StatementResult[] {
  const prepare = createPreparer(db);
  const run = ({ sql, parameters, times }: Statement): StatementResult => {
    const { statement, givesRows } = prepare(sql);
    if (givesRows) return { rows: statement.all(...parameters), changes: 0, lastInsertRowid: 0 };
    if (times === 1) return changed(statement.run(...parameters));
    const width = parameters.length / times;
    let changes = 0;
    for (let from = 0; from < parameters.length; from += width)
      changes += changed(statement.run(...parameters.slice(from, from + width))).changes;
    return { rows: [], changes, lastInsertRowid: 0 };
  };
  return (request) => {
    if (!request.atomic)
      return Array.from(statementsOf(request), (statement) => whenFree(busyTimeoutMs, () => run(statement)));
    whenFree(busyTimeoutMs, () => db.exec('BEGIN IMMEDIATE'));
    try {
      const results = Array.from(statementsOf(request), run);
      db.exec('COMMIT');
      return results;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };
}

function changed({ changes, lastInsertRowid }: StatementResultingChanges): StatementResult {
  return { rows: [], changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
}

function describe(thrown: unknown): WorkerError {
  const error = thrown as { message?: string; errcode?: number };
  return { message: error.message ?? String(thrown), errcode: error.errcode };
}

function serve(): void {
  const port = parentPort;
  if (!port) throw new Error('this file is started as a worker thread');
  const reply = (message: Reply): void => port.postMessage(message);
  const answer = (id: number, work: () => StatementResult[]): void => {
    try {
      reply({ id, results: toResults(work()) });
    } catch (error) {
      reply({ id, error: describe(error) });
    }
  };
  answer(0, () => {
    const options = workerData as WorkerOptions;
    const db = open(options);
    const run = createRunner(db, options.busyTimeoutMs);
    port.on('message', (request: Request | 'close') => {
      if (request !== 'close') return answer(request.id, () => run(request));
      db.close();
      port.close();
    });
    return [];
  });
}

serve();
