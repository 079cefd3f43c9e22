import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { CompiledQuery, QueryResult, RawBuilder } from 'kysely';
import type { Alongside, AuditLine, KeptRun, KeptRunPatch, NewKeptRun, RunFilter, RunStatus } from '../engine/port.ts';
import type { RunLog } from '../engine/run-log.ts';
import type { Audit } from './audit.ts';
import type { Database } from './database.ts';
import { answerExpires } from './idempotency-store.ts';
import type { Keyring } from './keyring.ts';
import { readRunPage } from './run-page.ts';
import { createRunRows } from './run-row.ts';
import type { RunRow, RunRows } from './run-row.ts';
import type { Page, RunStore } from './store.ts';
import { isUnavailable } from './unavailable.ts';
import type { GroupedWrite, WriteQueue } from './write-queue.ts';

/** Under way in some process, which holds a lease. */
const LEASED: readonly RunStatus[] = ['running', 'recovering'];
/** Not ended: what is kept of it may change. */
const OPEN: readonly RunStatus[] = ['running', 'suspended', 'recovering'];
const ENDED: readonly RunStatus[] = ['success', 'failed', 'broken', 'cancelled'];
const NO_LEASE = { owner: null, lease_until: null };
const REAPED_AT_ONCE = 100;
/** Run logs are written sooner, by a process that lives. */
const OWED_MS = 1000;

/** What writes runs: many at once, or one and its entry of the audit log. */
export interface RunWriters {
  readonly queue: WriteQueue;
  readonly audit: Audit;
}

/** Kept runs; a lease is `leaseMs` long, on the database's clock. */
export function createRunStore(db: Database, writers: RunWriters, keyring: Keyring, leaseMs: number): RunStore {
  return new DatabaseRunStore(db, writers, createRunRows(keyring), leaseMs);
}

/**
 * Every change is one update whose condition is the status and epoch that the caller knows, and which leaves a new
 * `change_id`: after a COMMIT that was not answered it says whether the change has happened.
 */
class DatabaseRunStore implements RunStore {
  readonly #db: Database;
  readonly #queue: WriteQueue;
  readonly #audit: Audit;
  readonly #rows: RunRows;
  readonly #now: RawBuilder<number>;
  readonly #lease: RawBuilder<number>;

  constructor(db: Database, { queue, audit }: RunWriters, rows: RunRows, leaseMs: number) {
    this.#db = db;
    this.#queue = queue;
    this.#audit = audit;
    this.#rows = rows;
    this.#now = db.can.now;
    this.#lease = sql<number>`${db.can.now} + ${leaseMs}`;
  }

  async insert(run: NewKeptRun): Promise<void> {
    const leased = LEASED.includes(run.status);
    const change = this.#change();
    const row = {
      ...this.#rows.toRow(run),
      ...this.#owed(run.trx, run.log),
      ...change,
      epoch: 1,
      owner: leased ? run.owner : null,
      lease_until: leased ? this.#lease : null,
      created_at: this.#now,
    };
    await this.#write(run.trx, change.change_id, this.#db.read.insertInto('run').values(row).compile(), run);
  }

  checkpoint(trx: string, epoch: number, patch: KeptRunPatch): Promise<boolean> {
    const change = this.#change();
    const set = { ...this.#rows.patchToRow(trx, patch), ...change };
    const update = this.#update(trx, OPEN).where('epoch', '=', epoch).set(set);
    return this.#write(trx, change.change_id, update.compile(), patch);
  }

  transition(
    trx: string,
    from: readonly RunStatus[],
    epoch: number,
    to: RunStatus,
    patch: KeptRunPatch,
  ): Promise<boolean> {
    const change = this.#change();
    // A run that has ended is kept for those who ask after it, without what it knew.
    const kept = ENDED.includes(to) ? { ...patch, state: '' } : patch;
    const lease = LEASED.includes(to) ? {} : NO_LEASE;
    const owed = this.#owed(trx, patch.log);
    const set = { ...this.#rows.patchToRow(trx, kept), ...owed, ...lease, ...change, status: to };
    const update = this.#update(trx, from).where('epoch', '=', epoch).set(set);
    return this.#write(trx, change.change_id, update.compile(), patch);
  }

  claim(trx: string, owner: string, audit?: AuditLine): Promise<KeptRun | 'missing' | 'conflict'> {
    const change = this.#change();
    const claimed = this.#update(trx, ['suspended'])
      .set({ ...change, status: 'recovering', owner, lease_until: this.#lease })
      .set((eb) => ({ epoch: eb('epoch', '+', 1), recover_count: eb('recover_count', '+', 1) }));
    const found = this.#all().where('trx', '=', trx);
    const write: GroupedWrite<KeptRun | 'missing' | 'conflict'> = {
      statements: [claimed.compile(), found.compile()],
      result: ([, result]) => {
        const row = result?.rows[0] as RunRow | undefined;
        if (!row) return 'missing';
        return row.change_id === change.change_id ? this.#rows.fromRow(row) : 'conflict';
      },
      settled: {
        query: found.where('change_id', '=', change.change_id).compile(),
        result: (result) => this.#open(result)[0],
      },
    };
    return this.#audited(write, audit, (result) => typeof result === 'object');
  }

  async get(trx: string): Promise<KeptRun | undefined> {
    const row = await this.#all().where('trx', '=', trx).executeTakeFirst();
    return row && this.#rows.fromRow(row);
  }

  async getById(id: number): Promise<KeptRun | undefined> {
    const row = await this.#all().where('id', '=', id).executeTakeFirst();
    return row && this.#rows.fromRow(row);
  }

  async page(filter: RunFilter, page: number, count: number): Promise<Page<KeptRun>> {
    const { list, total } = await readRunPage(this.#db, filter, page, count);
    return { list: list.map((row) => this.#rows.fromRow(row)), total };
  }

  async renewLeases(owner: string, trxs: readonly string[]): Promise<readonly string[]> {
    if (trxs.length === 0) return [];
    const { read } = this.#db;
    const renewed = read.updateTable('run').where('trx', 'in', trxs).where('owner', '=', owner);
    const held = read.selectFrom('run').where('trx', 'in', trxs).where('owner', '=', owner);
    const statements = [
      renewed.where('status', 'in', LEASED).set({ lease_until: this.#lease }).compile(),
      held.where('status', 'in', LEASED).select('trx').compile(),
    ];
    const result = ([, found]: readonly QueryResult<unknown>[]): string[] =>
      (found?.rows ?? []).map((row) => (row as { trx: string }).trx);
    return this.#queue.write({ statements, result });
  }

  async reapExpired(): Promise<KeptRun[]> {
    // Looked for first: as a rule there is none, and a write would wait for the writers' turn.
    const expired = this.#db.read.selectFrom('run').select('trx').where('lease_until', '<', this.#now);
    const trxs = (await expired.limit(REAPED_AT_ONCE).execute()).map(({ trx }) => trx);
    if (trxs.length === 0) return [];
    const change = this.#change();
    const suspended = this.#db.read
      .updateTable('run')
      .set({ ...change, ...NO_LEASE, status: 'suspended', cause: 'crash' })
      // Who finds them says within a lease when their recovery is due, if they resume by themselves: not before that.
      .set((eb) => ({
        epoch: eb('epoch', '+', 1),
        recover_at: sql`case when recover_at is null then null else ${this.#lease} end`,
      }))
      .where('trx', 'in', trxs)
      .where('status', 'in', LEASED)
      .where('lease_until', '<', this.#now);
    const reaped = this.#all().where('trx', 'in', trxs).where('change_id', '=', change.change_id).compile();
    return this.#queue.write({
      statements: [suspended.compile(), reaped],
      result: ([, result]) => this.#open(result),
      settled: { query: reaped, result: (result) => (result.rows.length > 0 ? this.#open(result) : undefined) },
    });
  }

  async owedLogs(): Promise<readonly RunLog[]> {
    const owed = this.#db.read.selectFrom('run').select(['trx', 'owed_log']);
    const late = owed.where('owed_at', '<', sql<number>`${this.#now} - ${OWED_MS}`).orderBy('owed_at');
    const rows = await late.limit(REAPED_AT_ONCE).execute();
    return rows.flatMap(({ trx, owed_log }) => (owed_log ? [this.#rows.logFromRow(trx, owed_log)] : []));
  }

  async dueForRecovery(limit: number): Promise<readonly string[]> {
    const due = this.#db.read.selectFrom('run').select('trx').where('status', '=', 'suspended');
    const rows = await due.where('recover_at', '<=', this.#now).orderBy('recover_at').limit(limit).execute();
    return rows.map(({ trx }) => trx);
  }

  async prune(before: number, limit: number): Promise<number> {
    const { read } = this.#db;
    const old = read.selectFrom('run').select('id').where('status', 'in', ENDED).where('updated_at', '<', before);
    const ids = (await old.limit(limit).execute()).map(({ id }) => id);
    if (ids.length === 0) return 0;
    return this.#queue.write({
      statements: [read.deleteFrom('run').where('id', 'in', ids).compile()],
      result: ([deleted]) => Number(deleted?.numAffectedRows ?? 0),
    });
  }

  #all() {
    return this.#db.read.selectFrom('run').selectAll();
  }

  #update(trx: string, from: readonly RunStatus[]) {
    return this.#db.read.updateTable('run').where('trx', '=', trx).where('status', 'in', from);
  }

  #owed(trx: string, log: RunLog | undefined) {
    return log && { owed_at: this.#now, owed_log: this.#rows.logToRow(trx, log) };
  }

  #change() {
    return { change_id: randomUUID(), updated_at: this.#now };
  }

  #open(result: QueryResult<unknown> | undefined): KeptRun[] {
    return (result?.rows ?? []).map((row) => this.#rows.fromRow(row as RunRow));
  }

  /** True when the statement changed the row; then its idempotency key, if it has one, has the answer too. */
  #write(trx: string, changeId: string, statement: CompiledQuery, alongside: Alongside): Promise<boolean> {
    const { read } = this.#db;
    const mine = read.selectFrom('run').select('run.id').where('run.trx', '=', trx).where('change_id', '=', changeId);
    const answered = (answer: string) => {
      const entry = read.updateTable('idempotency').set({ answer, expires_at: answerExpires(this.#now) });
      return entry.where('trx', '=', trx).where((eb) => eb.exists(mine));
    };
    const { answer, firstAnswer, audit } = alongside;
    const answers = [
      ...(answer === undefined ? [] : [answered(answer)]),
      ...(firstAnswer === undefined ? [] : [answered(firstAnswer).where('answer', 'is', null)]),
    ];
    const write: GroupedWrite<boolean> = {
      statements: [statement, ...answers.map((one) => one.compile())],
      result: ([written]) => written?.numAffectedRows === 1n,
      settled: { query: mine.compile(), result: ({ rows }) => (rows.length > 0 ? true : undefined) },
    };
    return this.#audited(write, audit, (isWritten) => isWritten);
  }

  /** An entry of the audit log needs a transaction of its own: it is chained to the one before. */
  async #audited<T>(write: GroupedWrite<T>, line: AuditLine | undefined, isMade: (result: T) => boolean): Promise<T> {
    if (line === undefined) return this.#queue.write(write);
    const { statements, result, settled } = write;
    try {
      return await this.#audit.change(line.operator, async ({ trx, record }) => {
        const results: QueryResult<unknown>[] = [];
        for (const statement of statements) results.push(await trx.executeQuery(statement));
        const made = result(results);
        if (isMade(made)) await record(line);
        return made;
      });
    } catch (error) {
      const happened = isUnavailable(error)
        ? settled?.result(await this.#db.read.executeQuery(settled.query))
        : undefined;
      if (happened === undefined) throw error;
      return happened;
    }
  }
}
