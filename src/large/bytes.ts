import { isLargeText } from './size.ts';
import { piecesOfText } from './string-literal.ts';
import { Pace, nextTurn } from './turn.ts';

/** A large text as UTF-8, made in slices; undefined: it is not large, or bytes already. */
export function bytesIfLarge(text: string | Buffer): Promise<Buffer> | undefined {
  return typeof text === 'string' && isLargeText(text) ? bytesOf(text) : undefined;
}

async function bytesOf(text: string): Promise<Buffer> {
  const pace = new Pace();
  // Its pages come when they are written to, some in each slice: all at once they take longer than a slice.
  const bytes = Buffer.allocUnsafe(Buffer.byteLength(text));
  let length = 0;
  for (const piece of piecesOfText(text)) {
    length += bytes.write(piece, length);
    if (pace.isOver) await pace.next();
  }
  await nextTurn();
  return bytes;
}
