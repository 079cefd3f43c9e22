import module from 'node:module';
import { Worker } from 'node:worker_threads';
import { ownFile } from '../../own-file.ts';
import { resultsOf, toRequest } from './message.ts';
import { sqliteError } from './sqlite-error.ts';
import type { Reply, Statement, StatementResult, WorkerOptions } from './protocol.ts';

/** One SQLite connection in a thread of its own. Requests run in the order they are made. */
export interface SqliteThread {
  /** False once the thread has ended, whyever: start another one. */
  readonly alive: boolean;
  /** `atomic`: in one BEGIN IMMEDIATE transaction. */
  run(statements: readonly Statement[], atomic: boolean): Promise<readonly StatementResult[]>;
  /** Resolves when the file is closed. */
  close(): Promise<void>;
}

/**
 * Of what a statement needs, nothing outlives it: three times a semi-space of 4 MiB. Left to itself it grows to 64 MiB in each
 * thread.
 */
const YOUNG_MIB = 12;

interface Waiting {
  readonly resolve: (results: readonly StatementResult[]) => void;
  readonly reject: (error: Error) => void;
}

/** Starts a thread and opens the database in it. @throws what `sqliteError` makes of SQLite's reason. */
export async function startSqliteThread(options: WorkerOptions): Promise<SqliteThread> {
  const cache = module.getCompileCacheDir();
  // In a checkout Node would load what strips types for each thread: 12 MiB, and 35 ms of a processor (measured).
  const env = cache === undefined ? {} : { NODE_COMPILE_CACHE: cache };
  const worker = new Worker(ownFile('store/sqlite/worker'), {
    workerData: options,
    env,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
  });
  const waiting = new Map<number, Waiting>();
  const exited = Promise.withResolvers<undefined>();
  let alive = true;
  let lastId = 0;
  const end = (reason: unknown): void => {
    alive = false;
    for (const { reject } of waiting.values()) reject(sqliteError(reason));
    waiting.clear();
  };
  worker.on('message', (reply: Reply) => {
    const asker = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) asker?.reject(sqliteError(reply.error));
    else asker?.resolve(resultsOf(reply.results));
  });
  worker.on('error', end);
  worker.on('exit', (code) => {
    end(new Error(`the database thread ended with code ${code}`));
    exited.resolve(undefined);
  });
  const ask = (id: number, send: () => void): Promise<readonly StatementResult[]> =>
    new Promise((resolve, reject) => {
      if (!alive) return reject(sqliteError(new Error('the database thread has ended')));
      waiting.set(id, { resolve, reject });
      send();
    });
  await ask(0, () => undefined);
  return {
    get alive() {
      return alive;
    },
    run(statements, atomic) {
      const request = toRequest(++lastId, statements, atomic);
      return ask(lastId, () => worker.postMessage(request, [request.bytes.buffer]));
    },
    async close() {
      if (alive) worker.postMessage('close');
      await exited.promise;
    },
  };
}
