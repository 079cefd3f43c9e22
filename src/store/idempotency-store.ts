import { sql } from 'kysely';
import type { CompiledQuery, ExpressionBuilder, ExpressionWrapper, RawBuilder, SqlBool } from 'kysely';
import type { RunRepository } from '../engine/port.ts';
import { leasedStatuses } from '../engine/run-status.ts';
import type { Database } from './database.ts';
import { keyExpires, answerOwner, keepAnswer } from './kept-answers.ts';
import { dropOtherPieces, fromStoredText } from './pieces.ts';
import { KEY_ONLY } from './schema.ts';
import type { RunTable, Tables } from './schema.ts';
import { sha256 } from './sha256.ts';
import type { IdempotencyStore } from './store.ts';
import type { WriteQueue } from './write-queue.ts';

/**
 * The idempotency store of one process. `renewLeases` renews those of the keys, too, whose requests run here, and tries
 * the answers again that could not be written.
 */
export type LeasedIdempotencyStore = IdempotencyStore & Pick<RunRepository, 'renewLeases'>;

type Of = ExpressionBuilder<Tables, 'run'>;
type Holds = (of: Of) => ExpressionWrapper<Tables, 'run', SqlBool>;
type Condition = (of: Of, now: RawBuilder<number>) => ReturnType<Holds>;
type KeyRow = Pick<RunTable, 'trx' | 'payload_hash' | 'answer' | 'answer_pieces' | 'promised'> & {
  readonly is_free: SqlBool;
};

const EMPTY = Buffer.alloc(0);
/** The answer of a kept run stays. */
const NO_KEY = { key_hash: null, payload_hash: null, key_expires_at: null };
const isAny: Condition = (of) => of('trx', 'is not', null);
const isUnanswered: Condition = (of) => of('answer', 'is', null);
const isOutdated: Condition = (of, now) => of('key_expires_at', '<=', now);
/** A kept run does not fail without an answer: such a row is what a run left that could not begin. */
const isFree: Condition = (of, now) => {
  const isOver = of.and([of('status', '=', KEY_ONLY), of('lease_until', '<=', now)]);
  return of.or([isOutdated(of, now), of.and([isUnanswered(of, now), of.or([isOver, of('status', '=', 'failed')])])]);
};

/** Answers by idempotency key; a key that is never finished is held for `leaseMs` after its last renewal. */
export function createIdempotencyStore(db: Database, queue: WriteQueue, leaseMs: number): LeasedIdempotencyStore {
  return new DatabaseIdempotencyStore(db, queue, leaseMs);
}

/**
 * A key is a column of its run's row. Where the run is not kept, the row holds the key only.
 *
 *   free ──begin()──► held, under the row's lease ──finish()──► answered ──24 h──► free
 *    ▲                   │ release(), or the lease has run out and its run was not kept
 *    └───────────────────┘
 *
 * A key whose process died while its run was kept (durable, or suspended) stays held until who finds that run, or
 * recovers it, brings an answer, or for 24 h: the run must not be started a second time.
 */
class DatabaseIdempotencyStore implements LeasedIdempotencyStore {
  readonly #db: Database;
  readonly #queue: WriteQueue;
  readonly #lease: RawBuilder<number>;
  /** Runs of this process whose keys have no answer yet. */
  readonly #held = new Set<string>();
  /** Answers that the database, being away, did not take: the request must not run again for that. */
  readonly #late = new Map<string, string>();

  constructor(db: Database, queue: WriteQueue, leaseMs: number) {
    this.#db = db;
    this.#queue = queue;
    this.#lease = sql<number>`${db.can.now} + ${leaseMs}`;
  }

  async begin(key: string, payloadHash: string, trx: string): ReturnType<IdempotencyStore['begin']> {
    const keyHash = sha256(key);
    let row = await this.#claim(keyHash, payloadHash, trx, []);
    if (row.trx !== trx && row.is_free)
      row = await this.#claim(keyHash, payloadHash, trx, this.#free([row.trx], isFree));
    if (row.trx === trx) {
      this.#held.add(trx);
      return { kind: 'new' };
    }
    if (row.payload_hash !== payloadHash) return { kind: 'mismatch' };
    const { answer, answer_pieces: revision, promised } = row;
    if (promised !== null) return { kind: 'done', trx: row.trx, answer: promised };
    if (answer === null) return { kind: 'running' };
    const whole = await fromStoredText(this.#db.read, answerOwner(row.trx), answer, revision);
    return { kind: 'done', trx: row.trx, answer: whole };
  }

  async finish(trx: string, answer: string): Promise<void> {
    this.#late.set(trx, answer);
    const { columns, before, after } = await keepAnswer(this.#db, trx, answer);
    const row = this.#db.read.updateTable('run').where('trx', '=', trx).where('key_hash', 'is not', null);
    // The first answer only: a recovery may have brought a later one by now.
    const update = row.where('answer', 'is', null).set(columns).compile();
    await this.#write([...before, update, ...after]);
    this.#late.delete(trx);
    this.#held.delete(trx);
  }

  async release(trx: string): Promise<void> {
    this.#held.delete(trx);
    await this.#write(this.#free([trx], isUnanswered));
  }

  async drop(trx: string): Promise<void> {
    this.#held.delete(trx);
    await this.#write(this.#free([trx], isAny));
  }

  async renewLeases(owner: string, trxs: readonly string[]): Promise<readonly string[]> {
    const late = Array.from(this.#late, ([trx, answer]) => this.finish(trx, answer));
    const held = [...this.#held];
    const all = [...new Set([...trxs, ...held])];
    if (all.length === 0) return [];
    const isMine: Holds = (of) =>
      of.or([of('status', '=', KEY_ONLY), of.and([of('owner', '=', owner), of('status', 'in', leasedStatuses)])]);
    const { read } = this.#db;
    const renewed = read.updateTable('run').where('trx', 'in', all).where(isMine).set({ lease_until: this.#lease });
    const found = read.selectFrom('run').where('trx', 'in', all).where(isMine).select('trx');
    const renewal = this.#queue.write({
      statements: [renewed.compile(), found.compile()],
      result: ([, rows]) => (rows?.rows ?? []).map((row) => (row as { trx: string }).trx),
    });
    const [leased] = await Promise.all([renewal, Promise.allSettled(late)]);
    // The answers of the others came with changes of their kept runs.
    const still = new Set(leased);
    for (const trx of held) if (!still.has(trx)) this.#held.delete(trx);
    return leased;
  }

  async prune(limit: number): Promise<number> {
    const { read, can } = this.#db;
    const outdated = read
      .selectFrom('run')
      .select('trx')
      .where((of) => isOutdated(of, can.now));
    const trxs = (await outdated.limit(limit).execute()).map(({ trx }) => trx);
    if (trxs.length > 0) await this.#write(this.#free(trxs, isOutdated));
    return trxs.length;
  }

  /** The row that has the key once it was claimed for `trx`, where it was free. */
  #claim(keyHash: string, payloadHash: string, trx: string, first: readonly CompiledQuery[]): Promise<KeyRow> {
    const { read, can } = this.#db;
    const nothing = { log_id: '', method: '', path: '', path_cut: '', version: '', change_id: '', state: EMPTY };
    const row = {
      ...nothing,
      ...{ trx, status: KEY_ONLY, step: 0, cur_step: 0, recover_count: 0, epoch: 0 },
      ...{ created_at: can.now, updated_at: can.now, lease_until: this.#lease },
      ...{ key_hash: keyHash, payload_hash: payloadHash, key_expires_at: keyExpires(can.now) },
    };
    const keep = can.onConflict(['key_hash'], { keep: true });
    const found = read
      .selectFrom('run')
      .select(['trx', 'payload_hash', 'answer', 'answer_pieces', 'promised'])
      .select((of) => isFree(of, can.now).as('is_free'))
      .where('key_hash', '=', keyHash);
    return this.#queue.write({
      statements: [...first, read.insertInto('run').values(row).modifyEnd(keep).compile(), found.compile()],
      result: (results) => results.at(-1)?.rows[0] as KeyRow,
    });
  }

  /** Takes the keys of these runs away, where `condition` holds: with their rows, unless these are of kept runs. */
  #free(trxs: readonly string[], condition: Condition): CompiledQuery[] {
    const { read, can } = this.#db;
    const holds: Holds = (of) => condition(of, can.now);
    const rows = read.deleteFrom('run').where('trx', 'in', trxs).where('status', '=', KEY_ONLY).where(holds);
    const keys = read.updateTable('run').where('trx', 'in', trxs).where(holds).set(NO_KEY);
    const pieces = dropOtherPieces(this.#db, trxs.map(answerOwner), 'answer_pieces', trxs);
    return [rows.compile(), keys.compile(), pieces];
  }

  async #write(statements: readonly CompiledQuery[]): Promise<void> {
    await this.#queue.write({ statements, result: () => undefined });
  }
}
