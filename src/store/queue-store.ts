import { sql } from 'kysely';
import type { Compilable } from 'kysely';
import type { AuditLine } from '../engine/port.ts';
import type { Entry, QueueCounts, QueueRepository, Worker } from '../engine/queue-port.ts';
import { BUILT_IN_QUEUES, queueOf } from '../engine/queue-settings.ts';
import type { Queue, QueueLimit, QueueSettings } from '../engine/queue-settings.ts';
import type { EndStatus } from '../engine/run-status.ts';
import type { RunWriters } from './audited-write.ts';
import type { Database } from './database.ts';
import { countOf } from './page.ts';
import { promoteDue, promoteKeys, promoteOfKey } from './queue-promotion.ts';
import { cleanQueue, trimQueue } from './queue-prune.ts';
import { keyHash } from './queue-entries.ts';
import { lookAtQueues } from './queue-look.ts';
import { WorkerRows } from './worker-rows.ts';

const HOUR_MS = 3_600_000;
const COLUMNS = ['trx', 'queue', 'priority', 'attempt', 'begun_at as startedAt'] as const;

/** The queues, and the places of runs in them. */
export function createQueueStore(db: Database, writers: RunWriters): QueueRepository {
  return new DatabaseQueueStore(db, writers);
}

class DatabaseQueueStore implements QueueRepository {
  readonly #db: Database;
  readonly #writers: RunWriters;
  readonly #workers: WorkerRows;
  /** Those that are surely there. */
  readonly #named = new Set<string>(BUILT_IN_QUEUES);

  constructor(db: Database, writers: RunWriters) {
    this.#db = db;
    this.#writers = writers;
    this.#workers = new WorkerRows(db, writers.queue);
  }

  look(worker: string): ReturnType<QueueRepository['look']> {
    return lookAtQueues(this.#db, worker);
  }

  ready(queue: string, limit: number): ReturnType<QueueRepository['ready']> {
    const found = this.#of(queue).where('state', '=', 'ready').orderBy('priority').orderBy('id').limit(limit);
    const waited = sql<number>`${this.#db.can.now} - coalesce(ready_at, ${this.#db.can.now})`;
    return found.select(['trx', waited.as('waitedMs')]).execute();
  }

  promote(): Promise<void> {
    return promoteDue(this.#db, this.#writers.queue);
  }

  promoteKey(queue: string, key: string): Promise<void> {
    return promoteOfKey(this.#db, this.#writers.queue, keyHash(queue, key));
  }

  promoteKeys(): Promise<void> {
    return promoteKeys(this.#db, this.#writers.queue);
  }

  /** The row of the queue is locked: the processes come one after another. */
  grant(queue: string, { max, perMs }: QueueLimit, wanted: number): Promise<number> {
    const { can } = this.#db;
    return this.#writers.queue.transaction(async (trx) => {
      const row = trx.selectFrom('queue').where('name', '=', queue).select(can.now.as('now'));
      const found = await row.modifyEnd(can.lockRows).executeTakeFirst();
      if (!found) return 0;
      const since = found.now - perMs;
      await trx.deleteFrom('queue_start').where('queue', '=', queue).where('at', '<=', since).execute();
      const begun = await countOf(trx.selectFrom('queue_start').where('queue', '=', queue));
      const granted = Math.max(0, Math.min(wanted, max - begun));
      const starts = Array.from({ length: granted }, () => ({ queue, at: found.now }));
      if (granted > 0) await trx.insertInto('queue_start').values(starts).execute();
      return granted;
    });
  }

  async expired(limit: number): Promise<readonly string[]> {
    const { read, can } = this.#db;
    const over = read.selectFrom('queue_entry').where('expires_at', '<=', can.now).limit(limit);
    return (await over.select('trx').execute()).map(({ trx }) => trx);
  }

  promise(trx: string, answer: string): Promise<void> {
    const run = this.#db.read.updateTable('run').where('trx', '=', trx).where('promised', 'is', null);
    return this.#write([run.set({ promised: answer })]);
  }

  entry(trx: string): Promise<Entry | undefined> {
    return this.#db.read.selectFrom('queue_entry').where('trx', '=', trx).select(COLUMNS).executeTakeFirst();
  }

  async entries(trxs: readonly string[]): Promise<readonly Entry[]> {
    if (trxs.length === 0) return [];
    return this.#db.read.selectFrom('queue_entry').where('trx', 'in', trxs).select(COLUMNS).execute();
  }

  async all(): Promise<readonly Queue[]> {
    const rows = await this.#db.read.selectFrom('queue').selectAll().execute();
    const found = new Map(rows.map((row) => [row.name, row]));
    return [...new Set([...BUILT_IN_QUEUES, ...found.keys()])].sort().map((name) => {
      const { paused = 0, settings = '{}' } = found.get(name) ?? {};
      return queueOf(name, paused === 1, JSON.parse(settings) as Partial<QueueSettings>);
    });
  }

  async name(queue: string): Promise<void> {
    if (this.#named.has(queue)) return;
    await this.#write([this.#row(queue)]);
    this.#named.add(queue);
  }

  async change(
    queue: string,
    patch: Parameters<QueueRepository['change']>[1],
    { operator, ...entry }: AuditLine,
  ): Promise<void> {
    await this.#writers.audit.change(operator, async ({ trx, record }) => {
      await trx.executeQuery(this.#row(queue).compile());
      const row = trx.selectFrom('queue').where('name', '=', queue).select('settings');
      const { settings } = await row.modifyEnd(this.#db.can.lockRows).executeTakeFirstOrThrow();
      const set = { ...(JSON.parse(settings) as object), ...patch };
      const left = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== null));
      await trx
        .updateTable('queue')
        .set({ settings: JSON.stringify(left) })
        .where('name', '=', queue)
        .execute();
      await record(entry);
    });
    this.#named.add(queue);
  }

  async pause(queue: string, isPaused: boolean, { operator, ...entry }: AuditLine): Promise<void> {
    await this.#writers.audit.change(operator, async ({ trx, record }) => {
      await trx.executeQuery(this.#row(queue).compile());
      await trx
        .updateTable('queue')
        .set({ paused: isPaused ? 1 : 0 })
        .where('name', '=', queue)
        .execute();
      await record(entry);
    });
    this.#named.add(queue);
  }

  remove(queue: string, { operator, ...entry }: AuditLine): Promise<boolean> {
    this.#named.delete(queue);
    return this.#writers.audit.change(operator, async ({ trx, record }) => {
      const places = trx.selectFrom('queue_entry').where('queue', '=', queue).where('state', '<>', 'left');
      if ((await countOf(places)) > 0) return false;
      await trx.deleteFrom('queue').where('name', '=', queue).execute();
      await record(entry);
      return true;
    });
  }

  async counts(queue: string): Promise<QueueCounts> {
    const { can } = this.#db;
    const inState = (...states: ('ready' | 'held' | 'delayed' | 'taken')[]) =>
      countOf(this.#of(queue).where('state', 'in', states));
    const ended = this.#of(queue).where('ended_at', '>', sql<number>`${can.now} - ${sql.lit(HOUR_MS)}`);
    const oldest = this.#of(queue).where('state', 'in', ['ready', 'held']);
    const first = await oldest.select(sql<number | null>`${can.now} - min(ready_at)`.as('ms')).executeTakeFirst();
    return {
      waiting: await inState('ready', 'held'),
      delayed: await inState('delayed'),
      active: await this.#active(queue),
      completed1h: await countOf(ended.where('outcome', '=', 'success')),
      failed1h: await countOf(ended.where('outcome', '<>', 'success')),
      oldestWaitingMs: first?.ms ?? null,
    };
  }

  /** Those that a process has: what rests keeps its place. */
  #active(queue: string): Promise<number> {
    const taken = this.#db.read
      .selectFrom('queue_entry')
      .innerJoin('run', 'run.trx', 'queue_entry.trx')
      .where('queue_entry.queue', '=', queue)
      .where('queue_entry.state', '=', 'taken');
    return countOf(taken.where('run.status', 'in', ['running', 'compensating']));
  }

  async clean(queue: string, status: EndStatus, olderThanMs: number, audit: AuditLine): Promise<number> {
    const removed = await cleanQueue(this.#db, this.#writers.queue, queue, status, olderThanMs);
    const { operator, ...entry } = audit;
    await this.#writers.audit.change(operator, ({ record }) => record({ ...entry, after: { status, removed } }));
    return removed;
  }

  trim(queue: Queue, limit: number): Promise<number> {
    return trimQueue(this.#db, this.#writers.queue, queue, limit);
  }

  seen(worker: Parameters<QueueRepository['seen']>[0]): Promise<void> {
    return this.#workers.seen(worker);
  }

  workers(): Promise<readonly Worker[]> {
    return this.#workers.all();
  }

  gone(worker: string): Promise<void> {
    return this.#workers.gone(worker);
  }

  #of(queue: string) {
    return this.#db.read.selectFrom('queue_entry').where('queue', '=', queue);
  }

  #row(name: string) {
    const row = this.#db.read.insertInto('queue').values({ name, paused: 0, settings: '{}' });
    return row.modifyEnd(this.#db.can.onConflict(['name'], { keep: true }));
  }

  #write(statements: readonly Compilable[]): Promise<void> {
    const compiled = statements.map((statement) => statement.compile());
    return this.#writers.queue.write({ statements: compiled, result: () => undefined });
  }
}
