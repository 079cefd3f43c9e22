import { isNested, type Json } from '../../json.ts';
import { decimalOf, LongNumber, simplest } from '../../long-number.ts';

/** A text that is the same for equal JSON values, whatever the order of their members. */
export function canonical(value: Json): string {
  if (value instanceof LongNumber) return canonicalNumber(value);
  if (!isNested(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.entries<Json>(value as Readonly<Record<string, Json>>).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
}

function canonicalNumber(value: LongNumber): string {
  const number = simplest(value);
  if (typeof number === 'number') return JSON.stringify(number);
  const { sign, digits, exponent } = decimalOf(number);
  return `${sign < 0 ? '-' : ''}${digits}e${exponent}`;
}
