import { isNested } from '../../json.ts';
import { kindOf } from './numbers.ts';

/** A value as messages show it. */
export function excerpt(value: unknown): string {
  if (isNested(value)) return describe(value);
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** What kind of value it is, in words. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return isNested(value) ? 'an object' : `a ${kindOf(value)}`;
}
