import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Compilable } from 'kysely';
import type { QueueRepository, Worker } from '../engine/queue-port.ts';
import type { Database } from './database.ts';
import type { WorkerTable } from './queue-tables.ts';
import type { WriteQueue } from './write-queue.ts';

/** Who has said something since is surely there. */
const FRESH_MS = 5_000;
/** A process looks twice a second whether it is asked. */
const ANSWER_MS = 1_500;
const POLL_MS = 100;

/**
 * The processes that work on queues. None of them writes anything while nobody asks: who asks says so in their rows, and
 * waits a moment for what they answer there; who does not is gone.
 */
export class WorkerRows {
  readonly #db: Database;
  readonly #queue: WriteQueue;

  constructor(db: Database, queue: WriteQueue) {
    this.#db = db;
    this.#queue = queue;
  }

  seen({ id, host, pid, version, queues, active }: Parameters<QueueRepository['seen']>[0]): Promise<void> {
    const { read, can } = this.#db;
    const row = { id, host, pid, version, queues: queues && JSON.stringify(queues), active };
    const insert = read.insertInto('worker').values({ ...row, started_at: can.now, seen_at: can.now, asked_at: null });
    return this.#write(insert.modifyEnd(can.onConflict(['id'], { set: ['active', 'seen_at', 'asked_at'] })));
  }

  async all(): Promise<readonly Worker[]> {
    const { read, can } = this.#db;
    const old = sql<boolean>`seen_at < ${can.now} - ${sql.lit(FRESH_MS)}`;
    const silent = await read.selectFrom('worker').where(old).select('id').execute();
    if (silent.length > 0) {
      await this.#write(read.updateTable('worker').set({ asked_at: can.now }).where(old));
      for (let waited = 0; waited < ANSWER_MS && (await this.#unanswered()); waited += POLL_MS) await delay(POLL_MS);
      await this.#write(read.deleteFrom('worker').where('asked_at', 'is not', null).where(old));
    }
    return (await read.selectFrom('worker').selectAll().orderBy('started_at').execute()).map(workerOf);
  }

  async #unanswered(): Promise<boolean> {
    const asked = this.#db.read.selectFrom('worker').where('asked_at', 'is not', null).select('id').limit(1);
    return (await asked.executeTakeFirst()) !== undefined;
  }

  gone(worker: string): Promise<void> {
    return this.#write(this.#db.read.deleteFrom('worker').where('id', '=', worker));
  }

  #write(statement: Compilable): Promise<void> {
    return this.#queue.write({ statements: [statement.compile()], result: () => undefined });
  }
}

function workerOf({ id, host, pid, version, queues, active, started_at, seen_at }: WorkerTable): Worker {
  const names = queues === null ? null : (JSON.parse(queues) as string[]);
  return { ...{ id, host, pid, version, queues: names, active }, startedAt: started_at, seenAt: seen_at };
}
