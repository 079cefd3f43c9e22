import { randomUUID } from 'node:crypto';
import { isNested, type Json } from '../json.ts';
import { largeParts, stringifyAround } from './large-json.ts';
import type { LargeParts } from './large-json.ts';
import { charsUpTo, isLarge, isLargeText } from './size.ts';
import { literalPieces } from './string-literal.ts';
import { Pace, nextTurn } from './turn.ts';

/** Characters of the members of an array or object that are written in one go. */
const GROUP_CHARS = 32_768;

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

/** `stringify` in slices. */
export async function stringifyLarge(value: unknown): Promise<string> {
  const pace = new Pace();
  const texts: string[] = [];
  for (const text of textsOf(value)) {
    texts.push(text);
    if (pace.isOver) await pace.next();
  }
  await nextTurn();
  return texts.join('');
}

/** Bytes of `value` as JSON, counted in slices. */
export async function jsonBytesLarge(value: unknown): Promise<number> {
  const pace = new Pace();
  let bytes = 0;
  for (const text of textsOf(value)) {
    bytes += Buffer.byteLength(text);
    if (pace.isOver) await pace.next();
  }
  return bytes;
}

/** The texts that make up the JSON of `value`, none of them long to make. */
function* textsOf(value: unknown): Generator<string> {
  const large = largeParts(value);
  if (large) {
    for (const piece of piecesOf(large)) {
      if (typeof piece === 'string') yield piece;
      else yield* textsOf(piece.value);
    }
  } else if (typeof value === 'string' && isLargeText(value)) yield* literalPieces(value);
  else if (isWritten(value) && isLarge(value)) yield* textsOfMembers(value);
  else yield stringify(value);
}

/** Whether its members are what is written of it. */
function isWritten(value: unknown): value is object {
  return isNested(value) && typeof (value as { toJSON?: unknown }).toJSON !== 'function';
}

/** Those of an array or object that is not kept as text: small members together, larger ones by themselves. */
function* textsOfMembers(value: object): Generator<string> {
  const isList = Array.isArray(value);
  let separator = '';
  let group: (readonly [key: string, member: unknown])[] = [];
  let chars = 0;
  const textOfGroup = (): string => {
    const text = stringify(isList ? group.map(([, member]) => member) : Object.fromEntries(group)).slice(1, -1);
    [group, chars] = [[], 0];
    // undefined is no member of an object.
    if (text === '') return '';
    const separated = separator + text;
    separator = ',';
    return separated;
  };
  yield isList ? '[' : '{';
  for (const [key, member] of isList ? elements(value) : Object.entries(value)) {
    const size = charsUpTo(member, GROUP_CHARS);
    if (size >= GROUP_CHARS) {
      yield textOfGroup();
      yield isList ? separator : `${separator}${JSON.stringify(key)}:`;
      separator = ',';
      yield* textsOf(member);
      continue;
    }
    group.push([key, member]);
    chars += key.length + size;
    if (chars > GROUP_CHARS) yield textOfGroup();
  }
  yield textOfGroup();
  yield isList ? ']' : '}';
}

function* elements(list: readonly unknown[]): Generator<readonly [key: string, element: unknown]> {
  for (const element of list) yield ['', element];
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
