import { Pace, nextTurn } from './turn.ts';

const PIECE = 32_768;

/** `JSON.stringify` of a large string, in slices. */
export async function stringLiteral(text: string): Promise<string> {
  const pieces: string[] = [];
  const pace = new Pace();
  for (const piece of literalPieces(text)) {
    pieces.push(piece);
    if (pace.isOver) await pace.next();
  }
  await nextTurn();
  return pieces.join('');
}

/** The same, in pieces that make it up. */
export function* literalPieces(text: string): Generator<string, void, undefined> {
  yield '"';
  for (const piece of piecesOfText(text)) yield JSON.stringify(piece).slice(1, -1);
  yield '"';
}

/** A text in pieces, none of which ends within a surrogate pair. */
export function* piecesOfText(text: string): Generator<string, void, undefined> {
  for (let from = 0; from < text.length;) {
    const to = from + PIECE < text.length ? beforePair(text, from + PIECE) : text.length;
    yield text.slice(from, to);
    from = to;
  }
}

/** `end`, or the begin of the surrogate pair that it would cut. */
export function beforePair(text: string, end: number): number {
  const before = text.charCodeAt(end - 1);
  return before >= 0xd800 && before < 0xdc00 ? end - 1 : end;
}
