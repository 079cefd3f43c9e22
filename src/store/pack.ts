import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { piecesOfText } from '../large/string-literal.ts';

/*
 * Large texts, compressed in the thread pool, so that the event loop does not wait for it. A server takes and gives
 * packets of 1 MiB at least (`max_allowed_packet`): a compressed text is cut into pieces of half of that.
 */

/** Characters up to which a text stands in its row as it is: at most 384 KiB of a statement, however it is escaped. */
export const INLINE_CHARACTERS = 2 ** 16;

const PIECE_BYTES = 2 ** 19;
const UNPACKED_BYTES = 2 ** 18;
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** Whether a text is kept compressed, apart from its row. */
export function standsApart(text: string): boolean {
  return text.length > INLINE_CHARACTERS;
}

/** The text, compressed, in pieces of at most 512 KiB; half a surrogate pair becomes U+FFFD. */
export async function packText(text: string): Promise<Buffer[]> {
  const gzip = createGzip({ level: 1, chunkSize: PIECE_BYTES });
  const pieces: Buffer[] = [];
  await pipeline(Readable.from(slicesOf(text)), gzip, async (packed: AsyncIterable<Buffer>) => {
    for await (const piece of packed) pieces.push(piece);
  });
  return pieces;
}

/** What `packText` was given. @throws an Error of zlib when a piece is missing or was changed. */
export async function unpackText(pieces: readonly Uint8Array[]): Promise<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  await pipeline(
    Readable.from(pieces),
    createGunzip({ chunkSize: UNPACKED_BYTES }),
    async (plain: AsyncIterable<Buffer>) => {
      for await (const part of plain) text += decoder.decode(part, { stream: true });
    },
  );
  return text + decoder.decode();
}

/** Whether bytes are a packed text and no text: JSON begins otherwise. */
export function isPacked(bytes: Uint8Array): boolean {
  return bytes[0] === GZIP_MAGIC[0] && bytes[1] === GZIP_MAGIC[1];
}

function* slicesOf(text: string): Generator<Buffer> {
  for (const piece of piecesOfText(text)) yield Buffer.from(piece);
}
