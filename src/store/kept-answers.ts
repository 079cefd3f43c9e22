import { sql } from 'kysely';
import type { CompiledQuery, RawBuilder, SelectQueryBuilder } from 'kysely';
import type { Database } from './database.ts';
import { fromStoredText, toStoredText } from './pieces.ts';
import type { StoredText } from './pieces.ts';
import type { IdempotencyTable, Tables } from './schema.ts';

/*
 * Answers that are kept under idempotency keys. A large one is stored in pieces, which are owned by the hash of its key:
 * they go with the entry, at the latest.
 */

/** How long an answer is kept. */
const KEPT_MS = 24 * 3_600_000;

/** Until when an answer that is given now is kept. */
export function answerExpires(now: RawBuilder<number>): RawBuilder<number> {
  return sql<number>`${now} + ${KEPT_MS}`;
}

/** Statements that keep the answer of a run under its key, if it has one, where the change `mine` of it was made. */
export async function answerOfRun(
  db: Database,
  trx: string,
  answer: string,
  mine: SelectQueryBuilder<Tables, 'run', unknown>,
  only?: 'first',
): Promise<CompiledQuery[]> {
  const entry = db.read.updateTable('idempotency').where('trx', '=', trx);
  const made = entry.where((eb) => eb.exists(mine));
  const open = only === undefined ? made : made.where('answer', 'is', null);
  const ofKey = sql`select key_hash from idempotency where trx = ${trx}`;
  return statements(db, await toStoredText(answer), ofKey, (set) => open.set(set).compile());
}

/** Statements that keep an answer under a key that has none. */
export async function answerOfKey(db: Database, keyHash: string, answer: string): Promise<CompiledQuery[]> {
  const entry = db.read.updateTable('idempotency').where('key_hash', '=', keyHash).where('answer', 'is', null);
  const ofKey = sql`select key_hash from idempotency where key_hash = ${keyHash}`;
  return statements(db, await toStoredText(answer), ofKey, (set) => entry.set(set).compile());
}

/** An entry's answer. */
export function answerOf(db: Database, row: IdempotencyTable & { answer: string }): Promise<string> {
  return fromStoredText(db.read, row.key_hash, row.answer, row.answer_pieces);
}

type AnswerColumns = { answer: string; answer_pieces: string | null; expires_at: RawBuilder<number> };

function statements(
  { read, can }: Database,
  { text, pieces }: StoredText,
  ofKey: RawBuilder<unknown>,
  update: (columns: AnswerColumns) => CompiledQuery,
): CompiledQuery[] {
  const expires_at = answerExpires(can.now);
  if (!pieces) return [update({ answer: text, answer_pieces: null, expires_at })];
  const { revision, contents } = pieces;
  const keep = can.onConflict(['owner', 'revision', 'place'], { keep: true });
  const inserted = contents.map((content, place) =>
    sql`insert into piece (owner, revision, place, content)
      select key_hash, ${revision}, ${place}, ${content} from idempotency
      where key_hash = (${ofKey}) ${keep}`.compile(read),
  );
  const current = sql`select answer_pieces from idempotency where key_hash = (${ofKey})`;
  const dropped = sql`delete from piece where owner = (${ofKey}) and revision <> coalesce((${current}), '')`;
  return [...inserted, update({ answer: text, answer_pieces: revision, expires_at }), dropped.compile(read)];
}
