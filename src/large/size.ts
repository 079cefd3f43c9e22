import { LongNumber } from '../long-number.ts';
import { largeParts } from './large-json.ts';

/** Characters of a value, or a text, that is large: so large that it is not read or written in one go. */
export const LARGE_CHARS = 131_072;

/** Whether a text, or one in bytes, is large. */
export function isLargeText(text: string | Uint8Array): boolean {
  return text.length > LARGE_CHARS;
}

/** Whether `value` is large as JSON text, roughly; looks no further than that takes. */
export function isLarge(value: unknown): boolean {
  return charsUpTo(value, LARGE_CHARS) >= LARGE_CHARS;
}

/** Characters of `value` as JSON text, without what escapes add; from `limit` on it may be any number over it. */
export function charsUpTo(value: unknown, limit: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 5;
  if (value instanceof LongNumber) return value.toString().length;
  const large = largeParts(value);
  if (large) return large.chars;
  let chars = 2;
  if (Array.isArray(value)) {
    for (const item of value) {
      chars += 1 + charsUpTo(item, limit - chars);
      if (chars >= limit) return chars;
    }
    return chars;
  }
  // `for in` takes several times as long once it has met an object that V8 keeps as a table.
  for (const key of Object.keys(value)) {
    chars += key.length + 4 + charsUpTo((value as Readonly<Record<string, unknown>>)[key], limit - chars);
    if (chars >= limit) return chars;
  }
  return chars;
}
