import { randomUUID } from 'node:crypto';
import type { Json } from '../json.ts';
import { largeParts, stringifyAround } from './large-json.ts';
import type { LargeParts } from './large-json.ts';
import { isLargeText } from './size.ts';
import { literalPieces } from './string-literal.ts';
import { Pace, nextTurn } from './turn.ts';

/** Stands where the text of a large value belongs; nobody outside can know it. */
const PLACEHOLDER = randomUUID();

/** Those that `stringify` has come upon; a list for all of its calls, as nearly none of them finds any. */
let noted: LargeParts[] = [];

function noteLarge(large: LargeParts): string {
  noted.push(large);
  return PLACEHOLDER;
}

/** `JSON.stringify`, for values that may hold large ones: their text is put together of what they are kept as. */
export function stringify(value: unknown): string {
  let text: string;
  try {
    text = stringifyAround(value, noteLarge);
  } catch (error) {
    // What was found before it threw belongs to no other value.
    noted = [];
    throw error;
  }
  if (noted.length === 0) return text;
  const found = noted;
  noted = [];
  const pieces: string[] = [];
  for (const [at, between] of text.split(`"${PLACEHOLDER}"`).entries()) {
    pieces.push(between);
    const large = found[at];
    if (large)
      for (const piece of piecesOf(large)) pieces.push(typeof piece === 'string' ? piece : stringify(piece.value));
  }
  return pieces.join('');
}

/** A value as a part of a text: a string as it is, null as nothing, all else as JSON. */
export function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : stringify(value);
}

/** `stringify` in slices, which it takes where strings are large. */
export async function stringifyLarge(value: unknown): Promise<string> {
  const texts: string[] = [];
  for await (const text of textsOf(value)) texts.push(text);
  await nextTurn();
  return texts.join('');
}

/** Bytes of `value` as JSON, counted in slices. */
export async function jsonBytesLarge(value: unknown): Promise<number> {
  const pace = new Pace();
  let bytes = 0;
  for await (const text of textsOf(value)) {
    bytes += Buffer.byteLength(text);
    if (pace.isOver) await pace.next();
  }
  return bytes;
}

/** The texts that make up the JSON of `value`, those of large strings made in slices. */
async function* textsOf(value: unknown): AsyncGenerator<string> {
  const found: (LargeParts | string)[] = [];
  const note = (one: LargeParts | string): string => {
    found.push(one);
    return PLACEHOLDER;
  };
  const isLong = (one: unknown): one is string => typeof one === 'string' && isLargeText(one);
  const text = stringifyAround(value, note, (_key, one) => (isLong(one) ? note(one) : one));
  for (const [at, between] of text.split(`"${PLACEHOLDER}"`).entries()) {
    yield between;
    const one = found[at];
    if (typeof one === 'string') yield* literalPieces(one);
    else if (one) {
      for (const piece of piecesOf(one)) {
        if (typeof piece === 'string') yield piece;
        else yield* textsOf(piece.value);
      }
    }
  }
}

/** What the JSON text of a large array or object consists of: text, and values whose text it is. */
function* piecesOf({ kind, parts }: LargeParts): Generator<string | { readonly value: unknown }> {
  yield kind === 'array' ? '[' : '{';
  for (const [at, part] of parts.entries()) {
    if (at > 0) yield ',';
    if ('text' in part) {
      yield part.text;
      continue;
    }
    if (part.key !== undefined) yield `${JSON.stringify(part.key)}:`;
    const large = largeParts(part.value);
    if (large) yield* piecesOf(large);
    else yield { value: part.value };
  }
  yield kind === 'array' ? ']' : '}';
}
