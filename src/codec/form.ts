import { isObject, type Json } from '../json.ts';
import { CodecError } from './codec-error.ts';
import { stringify } from '../large/stringify.ts';

/** Values by name. */
export type Fields = Map<string, string | string[]>;

/** Parses `application/x-www-form-urlencoded` text: all values are text, a repeated name becomes an array. */
export function parseForm(text: string): Record<string, Json> {
  const fields: Fields = new Map();
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

/**
 * Writes a query string or form body: arrays as repeated names, objects (and arrays within arrays) as JSON; null and
 * undefined are left out.
 */
export function encodeQuery(fields: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      const text = fieldText(item);
      if (text !== undefined) query.append(name, text);
    }
  }
  return query.toString();
}

/** A form body: of an object; a string is taken as encoded already. @throws CodecError for anything else. */
export function encodeForm(value: Json): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (isObject(value)) return encodeQuery(value);
  throw new CodecError('is neither an object nor encoded text, so it cannot be a form');
}

function fieldText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value;
  return stringify(value);
}
