import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type {
  AuditLine,
  KeptRun,
  KeptRunHead,
  KeptRunPatch,
  NewKeptRun,
  OutboxLog,
  RunStatus,
} from '../engine/port.ts';
import { isEnded, leasedStatuses, openStatuses } from '../engine/run-status.ts';
import { writeAudited, writeRow } from './audited-write.ts';
import type { RunWriters } from './audited-write.ts';
import type { Database, OneRow } from './database.ts';
import { createIdempotencyStore } from './idempotency-store.ts';
import type { LeasedIdempotencyStore } from './idempotency-store.ts';
import type { Keyring } from './keyring.ts';
import { readRunGroups } from './run-groups.ts';
import { findRunHead, readRunPage } from './run-page.ts';
import { pruneRuns } from './run-prune.ts';
import { HEAD, fromRow, headFromRow, patchToRow, toRow } from './run-row.ts';
import type { RunRow } from './run-row.ts';
import { NOTHING, RunSides, restColumns, sidesOfChange } from './run-sides.ts';
import type { Kept } from './run-sides.ts';
import { requeueCrashed } from './queue-crash.ts';
import { IS_READY, changeEntry, takeEntry } from './queue-entries.ts';
import { RunStatements } from './run-statements.ts';
import type { RunColumns } from './run-statements.ts';
import { readAnswer } from './kept-answers.ts';
import { openRunsOf } from './run-clients.ts';
import { abandonedRuns, dueRuns, expiredRuns, runsToPause, suspendCrashed } from './run-due.ts';
import { readOutbox } from './run-outbox.ts';
import { PiecesMissing, createRunStates, fewLarge } from './run-state.ts';
import type { RunStates } from './run-state.ts';
import { KEY_ONLY } from './schema.ts';
import { countOf } from './page.ts';
import type { Page, PagePosition } from './result-page.ts';
import type { KeptRunFilter, RunStore } from './kept-runs.ts';
import type { IdempotencyStore } from './store.ts';
import type { GroupedWrite } from './write-queue.ts';

const NO_STATE = Buffer.alloc(0);
const NO_LEASE = { owner: null, lease_until: null };
/** A state may be replaced while it is read. */
const READS = 5;

/** Kept runs, and the keys that their rows hold; a lease is `leaseMs` long, on the database's clock. */
export function createRunStore(
  db: Database,
  writers: RunWriters,
  keyring: Keyring,
  leaseMs: number,
): RunStore & { readonly keys: IdempotencyStore } {
  return new DatabaseRunStore(db, writers, createRunStates(db, keyring), leaseMs);
}

/**
 * Every change is one update whose condition is the status and epoch that the caller knows, and which leaves a new
 * `change_id`: after a COMMIT that was not answered it says whether the change has happened.
 */
class DatabaseRunStore implements RunStore {
  readonly keys: LeasedIdempotencyStore;
  readonly #db: Database;
  readonly #writers: RunWriters;
  readonly #states: RunStates;
  readonly #statements: RunStatements;
  readonly #sides: RunSides;
  readonly #now: RawBuilder<number>;
  readonly #lease: RawBuilder<number>;

  constructor(db: Database, writers: RunWriters, states: RunStates, leaseMs: number) {
    this.keys = createIdempotencyStore(db, writers.queue, leaseMs);
    this.#db = db;
    this.#writers = writers;
    this.#states = states;
    this.#statements = new RunStatements(db);
    this.#sides = new RunSides(db, states);
    this.#now = db.can.now;
    this.#lease = sql<number>`${db.can.now} + ${sql.lit(leaseMs)}`;
  }

  async insert(run: NewKeptRun): Promise<void> {
    const leased = leasedStatuses.includes(run.status);
    const keeping = this.#sides.of(run.trx, run.state, run);
    const kept = keeping instanceof Promise ? await keeping : keeping;
    const row = {
      ...toRow(run),
      state: NO_STATE,
      ...kept.columns,
      ...this.#change(),
      epoch: 1,
      owner: leased ? run.owner : null,
      lease_until: leased ? this.#lease : null,
      created_at: this.#now,
    };
    // The row of its key is there, unless the key was given to another request, or is over.
    if (run.keyed && (await this.#write(this.#statements.update(run.trx, [KEY_ONLY], undefined, row), kept))) return;
    await this.#write(this.#statements.insert(run.trx, { ...row, key_expires_at: undefined }), kept);
  }

  async checkpoint(trx: string, epoch: number, patch: KeptRunPatch): Promise<boolean> {
    const keeping = this.#sides.of(trx, patch.state, patch);
    const kept = keeping instanceof Promise ? await keeping : keeping;
    const set = { ...patchToRow(patch), ...kept.columns, ...this.#change() };
    const update = this.#statements.update(trx, openStatuses, epoch, set);
    const { entry } = patch;
    const after = entry ? [...kept.after, changeEntry(this.#db, trx, set.change_id, entry)] : kept.after;
    return this.#write(update, { ...kept, after }, patch.audit);
  }

  async transition(
    trx: string,
    from: readonly RunStatus[],
    epoch: number,
    to: RunStatus,
    patch: KeptRunPatch,
  ): Promise<boolean> {
    // The row of a run that has ended stays for look-ups, without its state.
    const keeping = this.#sides.of(trx, isEnded(to) && !patch.keepsState ? '' : patch.state, patch);
    const kept = keeping instanceof Promise ? await keeping : keeping;
    const lease = leasedStatuses.includes(to) ? {} : NO_LEASE;
    const columns = { ...patchToRow(patch), ...kept.columns, ...lease, ...restColumns(this.#now, to, patch) };
    const answer = patch.dropsAnswer ? { answer: null, answer_pieces: null } : {};
    const set = { ...columns, ...answer, ...this.#change(), status: to };
    const after = [...kept.after, ...sidesOfChange(this.#db, trx, set.change_id, patch)];
    const update = this.#statements.update(trx, from, epoch, set);
    return this.#write(update, { ...kept, after }, patch.audit);
  }

  claim(trx: string, owner: string, audit?: AuditLine, counts = true): Promise<KeptRun | 'missing' | 'conflict'> {
    const raised = counts ? { recover_count: sql<number>`recover_count + 1` } : {};
    return this.#claim(trx, 'suspended', undefined, { status: 'recovering', owner, pausing: null, ...raised }, audit);
  }

  wake(trx: string, owner: string, from: RunStatus = 'waiting', audit?: AuditLine): ReturnType<RunStore['wake']> {
    if (from === 'queued') return this.#claim(trx, from, undefined, { status: 'running', owner }, audit);
    const goesOn = { recover_at: sql<number>`coalesce(recover_at, ${this.#now})` };
    return this.#claim(trx, from, undefined, { status: 'running', owner, called: null, ...goesOn }, audit);
  }

  pause(trx: string, audit: AuditLine): Promise<boolean> {
    const update = this.#statements.update(trx, ['running'], undefined, { ...this.#change(), pausing: 1 });
    return this.#write(update, NOTHING, audit);
  }

  toBePaused(owner: string): Promise<readonly string[]> {
    return runsToPause(this.#db, owner);
  }

  async claimUndo(trx: string, owner: string): Promise<KeptRun | undefined> {
    const row = await abandonedRuns(this.#db, this.#now).where('trx', '=', trx).executeTakeFirst();
    const claimed = row && (await this.#claim(trx, 'compensating', row.epoch, { owner }));
    return typeof claimed === 'object' ? claimed : undefined;
  }

  async dueForUndo(limit: number): Promise<readonly string[]> {
    const rows = await abandonedRuns(this.#db, this.#now).limit(limit).execute();
    return rows.map(({ trx }) => trx);
  }

  async #claim(
    trx: string,
    from: RunStatus,
    at: number | undefined,
    columns: RunColumns & { readonly owner: string },
    audit?: AuditLine,
  ): Promise<KeptRun | 'missing' | 'conflict'> {
    const change = this.#change();
    const set = { ...columns, ...change, epoch: sql<number>`epoch + 1`, lease_until: this.#lease };
    const claimed = this.#statements.update(trx, [from], at, set, from === 'queued' ? IS_READY : undefined);
    const found = this.#all().where('trx', '=', trx);
    const write: GroupedWrite<RunRow | 'missing' | 'conflict'> = {
      statements: [
        claimed,
        found.compile(),
        ...(from === 'queued' ? [takeEntry(this.#db, trx, change.change_id)] : []),
      ],
      result: ([, result]) => {
        const row = result?.rows[0] as RunRow | undefined;
        if (!row) return 'missing';
        return row.change_id === change.change_id ? row : 'conflict';
      },
      settled: {
        query: () => found.where('change_id', '=', change.change_id).compile(),
        result: ({ rows }) => (rows as RunRow[])[0],
      },
    };
    const claim = await writeAudited(this.#db, this.#writers, write, audit, (result) => typeof result === 'object');
    return typeof claim === 'object' ? this.#decrypted(claim) : claim;
  }

  get(trx: string): Promise<KeptRun | undefined> {
    return this.#read({ trx });
  }

  getById(id: number): Promise<KeptRun | undefined> {
    return this.#read({ id });
  }

  async #read(by: Partial<Pick<RunRow, 'id' | 'trx'>>): Promise<KeptRun | undefined> {
    for (let reads = 1; ; reads++) {
      const row = await this.#all()
        .where((eb) => eb.and(by))
        .executeTakeFirst();
      try {
        return row && (await this.#decrypted(row));
      } catch (error) {
        if (!(error instanceof PiecesMissing) || reads === READS) throw error;
      }
    }
  }

  page(filter: KeptRunFilter, place: PagePosition): Promise<Page<KeptRunHead>> {
    return readRunPage(this.#db, filter, place);
  }

  async find(id: string): Promise<KeptRunHead | undefined> {
    const row = await findRunHead(this.#db, id);
    return row && headFromRow(row);
  }

  groups(filter: KeptRunFilter, most: number): ReturnType<RunStore['groups']> {
    return readRunGroups(this.#db, filter, most);
  }

  ofClient(clientId: string, most: number): Promise<readonly string[]> {
    return openRunsOf(this.#db, clientId, most);
  }

  countSuspended(): Promise<number> {
    return countOf(this.#db.read.selectFrom('run').where('status', '=', 'suspended'));
  }

  renewLeases(owner: string, trxs: readonly string[]): Promise<readonly string[]> {
    return this.keys.renewLeases(owner, trxs);
  }

  async reapExpired(): Promise<KeptRun[]> {
    while ((await requeueCrashed(this.#db, this.#writers.queue, () => this.#change())) > 0);
    // Looked for first: as a rule there is none, and a write would wait for the writers' turn.
    const trxs = fewLarge(await expiredRuns(this.#db)).map(({ trx }) => trx);
    if (trxs.length === 0) return [];
    const change = this.#change();
    const suspended = suspendCrashed(this.#db, trxs, change, this.#lease);
    const reaped = this.#all().where('trx', 'in', trxs).where('change_id', '=', change.change_id).compile();
    const rows = await this.#writers.queue.write({
      statements: [suspended, reaped],
      result: ([, result]) => (result?.rows ?? []) as RunRow[],
      settled: {
        query: () => reaped,
        result: (result) => (result.rows.length > 0 ? (result.rows as RunRow[]) : undefined),
      },
    });
    return Promise.all(rows.map((row) => this.#decrypted(row)));
  }

  outboxLogs(): Promise<readonly OutboxLog[]> {
    return readOutbox(this.#all(), this.#now, this.#states);
  }

  due(limit: number, trx?: string): ReturnType<RunStore['due']> {
    return dueRuns(this.#db, this.#now, limit, trx);
  }

  answer(trx: string): Promise<string | undefined> {
    return readAnswer(this.#db, trx);
  }

  prune(before: number, limit: number): Promise<number> {
    return pruneRuns(this.#db, this.#writers.queue, before, limit);
  }

  #all() {
    const kept = this.#db.read
      .selectFrom('run')
      .select([...HEAD, 'state', 'owed_log'])
      .where('status', '<>', KEY_ONLY);
    return kept.$narrowType<Pick<RunRow, 'status'>>();
  }

  #change() {
    return { change_id: randomUUID(), updated_at: this.#now };
  }

  async #decrypted(row: RunRow): Promise<KeptRun> {
    return fromRow(row, await this.#states.decrypt(row));
  }

  /** True when the statement changed the row. */
  #write(statement: OneRow, sides: Kept, audit?: AuditLine): Promise<boolean> {
    return writeRow(this.#db, this.#writers, statement, sides, audit);
  }
}
