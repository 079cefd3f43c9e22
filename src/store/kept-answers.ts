import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Database } from './database.ts';
import { dropOtherPieces, fromStoredText, insertPieces, toStoredText } from './pieces.ts';
import type { Pieced, StoredText } from './pieces.ts';

/*
 * The answer of a run, for who asks for it, and for repeated requests with its `Idempotency-Key`: columns of the run's row.
 * A large one is stored in pieces, which go with the row.
 */

/** How long a key is kept after its answer. */
const KEPT_MS = 24 * 3_600_000;

/** Until when the key of an answer that is given now is kept. */
export function keyExpires(now: RawBuilder<number>): RawBuilder<number> {
  return sql<number>`${now} + ${sql.lit(KEPT_MS)}`;
}

/** Whose pieces those of a run's answer are. */
export function answerOwner(trx: string): string {
  return `answer:${trx}`;
}

/** The answer that stands with a run; undefined: none. */
export async function readAnswer({ read }: Database, trx: string): Promise<string | undefined> {
  const found = read.selectFrom('run').select(['answer', 'answer_pieces']).where('trx', '=', trx);
  const { answer = null, answer_pieces: revision = null } = (await found.executeTakeFirst()) ?? {};
  return answer === null ? undefined : fromStoredText(read, answerOwner(trx), answer, revision);
}

/** How an answer is written with a change of its row; `first`: one that is there already stays. */
export async function keepAnswer(
  db: Database,
  trx: string,
  answer: string,
  only?: 'first',
): Promise<Pieced<ReturnType<typeof toColumns>>> {
  const stored = await toStoredText(answer);
  const columns = toColumns(db, stored, only);
  if (!stored.pieces) return { columns, before: [], after: [] };
  const owner = answerOwner(trx);
  const after = [dropOtherPieces(db, [owner], 'answer_pieces', [trx])];
  return { columns, before: insertPieces(db, owner, stored.pieces), after };
}

/** MySQL sets one after the other: `answer`, which each of them looks at, is the last. */
function toColumns({ can }: Database, { text, pieces }: StoredText, only: 'first' | undefined) {
  const set = <T>(column: string, value: T | RawBuilder<T>) =>
    only === undefined ? value : sql<T>`case when answer is null then ${value} else ${sql.ref(column)} end`;
  return {
    key_expires_at: expiry(can.now, only),
    answer_pieces: set('answer_pieces', pieces?.revision ?? null),
    answer: set('answer', text),
  };
}

/** Those of updates; made once, so that their text is put together once. */
const expiries = new WeakMap<RawBuilder<number>, Record<'first' | 'any', RawBuilder<number | null>>>();

/** Where the run has a key. */
function expiry(now: RawBuilder<number>, only: 'first' | undefined): RawBuilder<number | null> {
  const known = expiries.get(now);
  if (known) return known[only ?? 'any'];
  const made = (where: RawBuilder<unknown>) =>
    sql<number | null>`case when ${where} then ${keyExpires(now)} else key_expires_at end`;
  const own = { any: made(sql`key_hash is not null`), first: made(sql`key_hash is not null and answer is null`) };
  expiries.set(now, own);
  return own[only ?? 'any'];
}
