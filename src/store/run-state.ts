import type { CompiledQuery } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { RunLog } from '../engine/run-log.ts';
import { parseAnyJson } from '../large/parse-large.ts';
import { stringify } from '../large/stringify.ts';
import { nextTurn } from '../large/turn.ts';
import type { Database } from './database.ts';
import type { Keyring } from './keyring.ts';
import { isPacked, packText, unpackText, standsApart } from './pack.ts';
import { dropOtherPieces, insertPieces, newPieces, readPieces } from './pieces.ts';
import type { Pieced, Pieces } from './pieces.ts';
import type { RunRow } from './run-row.ts';
import { encrypt, decrypt } from './encryption.ts';

/** Large states that are in memory together. */
const LARGE_AT_ONCE = 4;

const EMPTY = Buffer.alloc(0);

/** Runs whose states are known to have pieces; those of others go when the run is pruned. */
const REMEMBERED = 10_000;

type StoredState = Pieced<{ readonly state: Uint8Array; readonly state_pieces: string | null }>;

/** States and logs of kept runs as they are stored: encrypted, with their run as associated data. */
export interface RunStates {
  /** The empty state stays empty: a run that has ended has none. */
  encrypt(trx: string, state: string): StoredState | Promise<StoredState>;
  /** Of a row as it was read; @throws an Error when it was changed or belongs to another run. */
  decrypt(row: RunRow): Promise<string>;
  encryptLog(trx: string, log: RunLog): Promise<Uint8Array>;
  decryptLog(trx: string, log: Uint8Array): Promise<RunLog>;
}

/** Whose pieces those of a run's state are. */
export function ownerOf(trx: string): string {
  return `run:${trx}`;
}

/** States under the keyring's key for runs. Large ones are compressed, and encrypted in pieces, with turns between. */
export function createRunStates(db: Database, keyring: Keyring): RunStates {
  const key = () => keyring.dataKey('run');
  const known = new LRUCache<string, true>({ max: REMEMBERED });
  const othersOf = (trx: string): CompiledQuery => dropOtherPieces(db, [ownerOf(trx)], 'state_pieces', [trx]);
  const decrypted = (trx: string, associatedData: string, encrypted: Uint8Array): Buffer => {
    const plain = decrypt(key(), associatedData, encrypted);
    if (!plain) throw new Error(`the kept state of run ${trx} does not open: its row was changed outside Stepgate`);
    return plain;
  };
  const encryptPieces = async (trx: string, state: string): Promise<StoredState> => {
    known.set(trx, true);
    const pieces = newPieces(await packText(state));
    const contents: Uint8Array[] = [];
    for (const content of pieces.contents) {
      await nextTurn();
      contents.push(encrypt(key(), associatedDataOf(trx, pieces, contents.length), content));
    }
    return {
      columns: { state: EMPTY, state_pieces: pieces.revision },
      before: insertPieces(db, ownerOf(trx), { ...pieces, contents }),
      after: [othersOf(trx)],
    };
  };
  return {
    encrypt(trx, state) {
      if (standsApart(state)) return encryptPieces(trx, state);
      const encrypted = state === '' ? EMPTY : encrypt(key(), `run:${trx}`, state);
      const after = known.has(trx) ? [othersOf(trx)] : [];
      return { columns: { state: encrypted, state_pieces: null }, before: [], after };
    },
    async decrypt({ trx, state, state_pieces: revision }) {
      if (revision === null) return state.length === 0 ? '' : decrypted(trx, `run:${trx}`, state).toString();
      known.set(trx, true);
      const pieces = { revision, contents: await readPieces(db.read, ownerOf(trx), revision) };
      if (pieces.contents.length === 0) throw new PiecesMissing(trx);
      const contents: Uint8Array[] = [];
      for (const content of pieces.contents) {
        await nextTurn();
        contents.push(decrypted(trx, associatedDataOf(trx, pieces, contents.length), content));
      }
      return unpackText(contents);
    },
    async encryptLog(trx, log) {
      const text = stringify(log);
      const plain = standsApart(text) ? Buffer.concat(await packText(text)) : Buffer.from(text);
      return encrypt(key(), `run:${trx}:log`, plain);
    },
    async decryptLog(trx, log) {
      const plain = decrypted(trx, `run:${trx}:log`, log);
      const text = isPacked(plain) ? await unpackText([plain]) : plain.toString();
      return (await parseAnyJson(text)) as unknown as RunLog;
    },
  };
}

/** The state was replaced after its row was read: read the row again. */
export class PiecesMissing extends Error {
  override readonly name = 'PiecesMissing';

  constructor(trx: string) {
    super(`the pieces of the kept state of run ${trx} are not there: they were deleted outside Stepgate`);
  }
}

/** A piece is decrypted in its place only, and only beside all others. */
function associatedDataOf(trx: string, { revision, contents }: Pieces, place: number): string {
  return `run:${trx}:${revision}:${place + 1}/${contents.length}`;
}

/** Rows of which only a few have large states. */
export function fewLarge<T extends Pick<RunRow, 'state_pieces'>>(rows: readonly T[]): T[] {
  let large = 0;
  return rows.filter(({ state_pieces }) => state_pieces === null || ++large <= LARGE_AT_ONCE);
}
