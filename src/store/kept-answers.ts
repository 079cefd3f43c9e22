import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Database } from './database.ts';
import { dropOtherPieces, fromStoredText, insertPieces, toStoredText } from './pieces.ts';
import type { Pieced, StoredText } from './pieces.ts';

/*
 * The answer to repeated requests with an `Idempotency-Key`: columns of its run's row. A large one is stored in pieces,
 * which go with the key, at the latest.
 */

/** How long an answer is kept. */
const KEPT_MS = 24 * 3_600_000;

/** Until when an answer that is given now is kept. */
export function answerExpires(now: RawBuilder<number>): RawBuilder<number> {
  return sql<number>`${now} + ${KEPT_MS}`;
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
    key_expires_at: set('key_expires_at', answerExpires(can.now)),
    answer_pieces: set('answer_pieces', pieces?.revision ?? null),
    answer: set('answer', text),
  };
}
