import { isNested } from '../../json.ts';
import { kindOf } from './numbers.ts';

/** Characters of a value that messages show. */
const SHOWN = 60;

/** A value as messages show it. */
export function excerpt(value: unknown): string {
  if (isNested(value)) return describe(value);
  // Of a long one no more is written than is shown.
  const short = typeof value === 'string' ? value.slice(0, SHOWN) : value;
  const text = typeof short === 'number' ? String(short) : JSON.stringify(short);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** What kind of value it is, in words. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return isNested(value) ? 'an object' : `a ${kindOf(value)}`;
}
