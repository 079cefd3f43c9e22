import { isLargeText } from './size.ts';
import { piecesOfText } from './string-literal.ts';
import { Pace, nextTurn } from './turn.ts';

/** A large text as UTF-8, made in slices; undefined: it is not large. */
export function bytesIfLarge(text: string): Promise<Buffer> | undefined {
  return isLargeText(text) ? bytesOf(text) : undefined;
}

async function bytesOf(text: string): Promise<Buffer> {
  const pace = new Pace();
  const pieces: Buffer[] = [];
  for (const piece of piecesOfText(text)) {
    pieces.push(Buffer.from(piece));
    if (pace.isOver) await pace.next();
  }
  await nextTurn();
  return Buffer.concat(pieces);
}
