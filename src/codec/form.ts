import { isObject, type Json } from '../json.ts';
import { CodecError } from './codec-error.ts';
import { eachMember } from '../large/large-json.ts';
import { piecesOfText } from '../large/string-literal.ts';
import { stringify } from '../large/stringify.ts';
import { Pace } from '../large/turn.ts';
import type { WideMap } from '../large/wide-map.ts';

/** Characters that are encoded in one go. */
const LARGE_TEXT = 65_536;

/** Values by name. */
export type Fields = Pick<WideMap<string | string[]>, 'get' | 'set'>;

/** Parses `application/x-www-form-urlencoded` text: all values are text, a repeated name becomes an array. */
export function parseForm(text: string): Record<string, Json> {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(text)) addField(fields, name, value);
  return Object.fromEntries(fields);
}

/** Adds one of the values of a name. */
export function addField(fields: Fields, name: string, value: string): void {
  const before = fields.get(name);
  if (before === undefined) fields.set(name, value);
  else if (typeof before === 'string') fields.set(name, [before, value]);
  else before.push(value);
}

/** Writes a query string as a form is written, but for a blank, which is `%20` as everywhere in a URL. */
export function encodeQuery(fields: Readonly<Record<string, unknown>>): string {
  // A plus sign itself is written %2B.
  return encodeFields(fields).replaceAll('+', '%20');
}

/** Arrays are repeated names, objects (and arrays within arrays) JSON; null and undefined are left out. */
function encodeFields(fields: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, text] of textsOf(fields)) query.append(name, text);
  return query.toString();
}

function* textsOf(fields: Readonly<Record<string, unknown>>): Generator<readonly [name: string, text: string]> {
  for (const [name, value] of eachMember(fields)) {
    if (!Array.isArray(value)) yield* textOf(name, value);
    else for (const [, item] of eachMember(value)) yield* textOf(name, item);
  }
}

function textOf(name: string, value: unknown): (readonly [name: string, text: string])[] {
  const text = fieldText(value);
  return text === undefined ? [] : [[name, text]];
}

/** A form body: of an object; a string is taken as encoded already. @throws CodecError for anything else. */
export function encodeForm(value: Json): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (isObject(value)) return encodeFields(value);
  throw new CodecError('is neither an object nor encoded text, so it cannot be a form');
}

/** The same of a large value, in slices. */
export async function encodeLargeForm(value: Json): Promise<string> {
  if (!isObject(value)) return encodeForm(value);
  const pace = new Pace();
  const texts: string[] = [];
  let query = new URLSearchParams();
  let chars = 0;
  for (const [name, text] of textsOf(value)) {
    if (text.length > LARGE_TEXT) {
      texts.push(query.toString(), await encodeLargeField(name, text, pace));
      [query, chars] = [new URLSearchParams(), 0];
      continue;
    }
    query.append(name, text);
    chars += name.length + text.length;
    if (chars < LARGE_TEXT) continue;
    texts.push(query.toString());
    [query, chars] = [new URLSearchParams(), 0];
    if (pace.isOver) await pace.next();
  }
  texts.push(query.toString());
  await pace.next();
  return texts.filter((text) => text !== '').join('&');
}

async function encodeLargeField(name: string, text: string, pace: Pace): Promise<string> {
  const values: string[] = [];
  for (const piece of piecesOfText(text)) {
    values.push(new URLSearchParams([['', piece]]).toString().slice(1));
    if (pace.isOver) await pace.next();
  }
  return new URLSearchParams([[name, '']]).toString() + values.join('');
}

function fieldText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value;
  return stringify(value);
}
