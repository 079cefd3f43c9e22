import { beforePair } from './string-literal.ts';
import { Pace, nextTurn } from './turn.ts';

const PIECE = 262_144;

/** A large text as UTF-8, made in slices. */
export async function bytesOf(text: string): Promise<Buffer> {
  const pace = new Pace();
  const pieces: Buffer[] = [];
  for (let from = 0; from < text.length;) {
    const to = from + PIECE < text.length ? beforePair(text, from + PIECE) : text.length;
    pieces.push(Buffer.from(text.slice(from, to)));
    from = to;
    if (pace.isOver) await pace.next();
  }
  await nextTurn();
  return Buffer.concat(pieces);
}
