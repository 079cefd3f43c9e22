import { randomUUID } from 'node:crypto';
import type { CompiledQuery, Kysely } from 'kysely';
import type { Database } from './database.ts';
import { packText, unpackText, standsApart } from './pack.ts';
import type { Tables } from './schema.ts';

/*
 * A large value is stored apart from its row, in pieces under its owner's name and a revision. The row has the revision:
 * what decides the row's change decides which pieces count, and the others go in the same transaction.
 */

/** A value in pieces. */
export interface Pieces {
  readonly revision: string;
  readonly contents: readonly Uint8Array[];
}

/** A value as columns of its row, and as statements for its pieces. */
export interface Pieced<Columns> {
  readonly columns: Columns;
  /** Writes them, before the row is changed. */
  readonly before: readonly CompiledQuery[];
  /** Takes away those that do not count once the row is changed, or is not. */
  readonly after: readonly CompiledQuery[];
}

/** Pieces under a new revision. */
export function newPieces(contents: readonly Uint8Array[]): Pieces {
  return { revision: randomUUID(), contents };
}

/** A text as two columns of its row: itself, or nothing and the revision of its pieces. */
export interface StoredText {
  readonly text: string;
  readonly pieces: Pieces | undefined;
}

/** How a text of any length is stored. */
export async function toStoredText(text: string): Promise<StoredText> {
  return standsApart(text) ? { text: '', pieces: newPieces(await packText(text)) } : { text, pieces: undefined };
}

/** Statements that write the pieces; again, they change nothing. */
export function insertPieces(db: Database, owner: string, { revision, contents }: Pieces): CompiledQuery[] {
  const keep = db.can.onConflict(['owner', 'revision', 'place'], { keep: true });
  return contents.map((content, place) =>
    db.read.insertInto('piece').values({ owner, revision, place, content }).modifyEnd(keep).compile(),
  );
}

/** A statement that takes away all pieces of these owners but those that the `column` of these runs names now. */
export function dropOtherPieces(
  { read }: Database,
  owners: readonly string[],
  column: 'state_pieces' | 'answer_pieces',
  trxs: readonly string[],
): CompiledQuery {
  const current = read.selectFrom('run').select(column).where('trx', 'in', trxs).where(column, 'is not', null);
  return read.deleteFrom('piece').where('owner', 'in', owners).where('revision', 'not in', current).compile();
}

/** A statement that takes away all pieces of these owners. */
export function dropPieces({ read }: Database, owners: readonly string[]): CompiledQuery {
  return read.deleteFrom('piece').where('owner', 'in', owners).compile();
}

/** The pieces in order; none: they were taken away, since the row has changed. */
export async function readPieces(on: Kysely<Tables>, owner: string, revision: string): Promise<Uint8Array[]> {
  const found = on.selectFrom('piece').select('content').where('owner', '=', owner).where('revision', '=', revision);
  return (await found.orderBy('place').execute()).map(({ content }) => content);
}

/** The text whose columns these are. @throws an Error when its pieces are not there. */
export async function fromStoredText(
  on: Kysely<Tables>,
  owner: string,
  text: string,
  revision: string | null,
): Promise<string> {
  if (revision === null) return text;
  const contents = await readPieces(on, owner, revision);
  if (contents.length === 0)
    throw new Error(`the pieces of ${owner} are not there: they were deleted outside Stepgate`);
  return unpackText(contents);
}
