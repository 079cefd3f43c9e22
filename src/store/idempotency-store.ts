import { sql } from 'kysely';
import type { CompiledQuery, RawBuilder } from 'kysely';
import type { Database } from './database.ts';
import { answerExpires, answerOf, answerOfKey } from './kept-answers.ts';
import { dropPieces } from './pieces.ts';
import type { IdempotencyTable } from './schema.ts';
import { sha256 } from './sha256.ts';
import type { IdempotencyStore } from './store.ts';
import type { WriteQueue } from './write-queue.ts';

/** The idempotency store of one process. */
export interface LeasedIdempotencyStore extends IdempotencyStore {
  /** Extends the leases of the keys whose requests run here, and writes the answers that could not be written. */
  renew(): Promise<void>;
}

/** Answers by idempotency key; a key that is never finished is held for `leaseMs` after its last renewal. */
export function createIdempotencyStore(db: Database, queue: WriteQueue, leaseMs: number): LeasedIdempotencyStore {
  return new DatabaseIdempotencyStore(db, queue, leaseMs);
}

/**
 *   free ──begin()──► held, under a lease ──finish()──► answered ──24 h──► free
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
  readonly #end: RawBuilder<number>;
  /** Hashes of keys whose requests run in this process. */
  readonly #held = new Set<string>();
  /** Answers that the database, being away, did not take: the request must not run again for that. */
  readonly #late = new Map<string, string>();

  constructor(db: Database, queue: WriteQueue, leaseMs: number) {
    this.#db = db;
    this.#queue = queue;
    this.#lease = sql<number>`${db.can.now} + ${leaseMs}`;
    this.#end = answerExpires(db.can.now);
  }

  async begin(key: string, payloadHash: string, trx: string): ReturnType<IdempotencyStore['begin']> {
    const keyHash = sha256(key);
    const found = this.#db.read.selectFrom('idempotency').selectAll().where('key_hash', '=', keyHash);
    const row = await this.#queue.write({
      statements: [this.#deleteOutdated(keyHash), this.#insert(keyHash, payloadHash, trx), found.compile()],
      result: ([, , result]) => result?.rows[0] as IdempotencyTable,
    });
    if (row.trx === trx) {
      this.#held.add(keyHash);
      return { kind: 'new' };
    }
    if (row.payload_hash !== payloadHash) return { kind: 'mismatch' };
    const { answer } = row;
    return answer === null
      ? { kind: 'running' }
      : { kind: 'done', trx: row.trx, answer: await answerOf(this.#db, { ...row, answer }) };
  }

  async finish(key: string, answer: string): Promise<void> {
    const keyHash = sha256(key);
    this.#late.set(keyHash, answer);
    await this.#finish(keyHash, answer);
  }

  async release(key: string): Promise<void> {
    const keyHash = sha256(key);
    this.#held.delete(keyHash);
    const unanswered = this.#db.read.deleteFrom('idempotency').where('answer', 'is', null);
    await this.#write([unanswered.where('key_hash', '=', keyHash).compile()]);
  }

  async renew(): Promise<void> {
    for (const [keyHash, answer] of this.#late) await this.#finish(keyHash, answer);
    if (this.#held.size === 0) return;
    const held = this.#db.read.updateTable('idempotency').where('key_hash', 'in', [...this.#held]);
    await this.#write([held.where('answer', 'is', null).set({ lease_until: this.#lease }).compile()]);
  }

  async prune(limit: number): Promise<number> {
    const { read, can } = this.#db;
    const old = read.selectFrom('idempotency').select('key_hash').where('expires_at', '<=', can.now).limit(limit);
    const keys = (await old.execute()).map((row) => row.key_hash);
    const outdated = read.deleteFrom('idempotency').where('expires_at', '<=', can.now);
    if (keys.length > 0)
      await this.#write([outdated.where('key_hash', 'in', keys).compile(), dropPieces(this.#db, keys)]);
    return keys.length;
  }

  /** The first answer only: a recovery may have brought a later one by now. */
  async #finish(keyHash: string, answer: string): Promise<void> {
    await this.#write(await answerOfKey(this.#db, keyHash, answer));
    this.#late.delete(keyHash);
    this.#held.delete(keyHash);
  }

  #deleteOutdated(keyHash: string): CompiledQuery {
    const { read, can } = this.#db;
    return read
      .deleteFrom('idempotency')
      .where('key_hash', '=', keyHash)
      .where((eb) => {
        const itsRun = eb.selectFrom('run').select('run.id').whereRef('run.trx', '=', 'idempotency.trx');
        // A kept run does not fail: such a row is what a run left that could not begin.
        const kept = eb.exists(itsRun.where('run.status', '<>', 'failed'));
        const given = eb.and([eb('answer', 'is', null), eb('lease_until', '<=', can.now), eb.not(kept)]);
        return eb.or([eb('expires_at', '<=', can.now), given]);
      })
      .compile();
  }

  #insert(keyHash: string, payloadHash: string, trx: string): CompiledQuery {
    const { read, can } = this.#db;
    const lease = { lease_until: this.#lease, expires_at: this.#end };
    const row = { key_hash: keyHash, payload_hash: payloadHash, trx, answer: null, ...lease };
    const keep = can.onConflict(['key_hash'], { keep: true });
    return read.insertInto('idempotency').values(row).modifyEnd(keep).compile();
  }

  async #write(statements: readonly CompiledQuery[]): Promise<void> {
    await this.#queue.write({ statements, result: () => undefined });
  }
}
