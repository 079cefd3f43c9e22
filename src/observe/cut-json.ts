import type { Json } from '../json.ts';
import { isNested, isObject } from '../json.ts';
import { LongNumber } from '../long-number.ts';

/** Bytes of `value` as JSON text; Infinity where that text is longer than any string may be. */
export function jsonBytes(value: Json): number {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch (error) {
    if (error instanceof RangeError) return Infinity;
    throw error;
  }
}

/**
 * The largest `share` so that values of these sizes, each cut to `share`, fit in `budget` together: small ones stay
 * whole, the largest give way.
 */
export function fairShare(sizes: readonly number[], budget: number): number {
  let left = budget;
  for (const [index, size] of sizes.toSorted((a, b) => a - b).entries()) {
    const share = left / (sizes.length - index);
    if (size > share) return Math.max(0, Math.floor(share));
    left -= size;
  }
  return Infinity;
}

/** Levels below which a value is cut as text. */
const DEEPEST = 8;
/** What a cut value needs at least: its note. */
export const SMALLEST = 48;
/** Items of a list up to this size stay whole where there is room: rather few of them than a part of each. */
const WHOLE_ITEM = 1024;

/** `value` in about `budget` bytes of JSON at most: long strings are cut, long lists lose their end, and say so. */
export function cutJson(value: Json, budget: number, depth = 0): Json {
  if (jsonBytes(value) <= budget) return value;
  if (typeof value === 'string' || value instanceof LongNumber) return cutText(value.toString(), budget);
  if (!isNested(value)) return value;
  if (depth === DEEPEST) return cutText(JSON.stringify(value), budget);
  const least = isObject(value) ? SMALLEST : Math.max(SMALLEST, Math.min(WHOLE_ITEM, budget / 8));
  const entries = cutEntries(Object.entries(value), budget, least, depth);
  return isObject(value) ? Object.fromEntries(entries) : entries.map(([, item]) => item);
}

type Entry = readonly [key: string, value: Json];

/** @param least what each entry that is kept gets of the budget, if it is as large. */
function cutEntries(entries: readonly Entry[], budget: number, least: number, depth: number): Entry[] {
  const room = budget - SMALLEST;
  const kept: Entry[] = [];
  const sizes: number[] = [];
  let needed = 0;
  for (const [key, value] of entries) {
    const size = jsonBytes(value);
    needed += Buffer.byteLength(key) + 4 + Math.min(size, least);
    if (needed > room) break;
    kept.push([key, value]);
    sizes.push(size);
  }
  const keys = kept.reduce((sum, [key]) => sum + Buffer.byteLength(key) + 4, 0);
  const share = fairShare(sizes, room - keys);
  const cut = kept.map(([key, value], index): Entry =>
    (sizes[index] ?? 0) <= share ? [key, value] : [key, cutJson(value, share, depth + 1)],
  );
  const lost = entries.length - kept.length;
  return lost === 0 ? cut : [...cut, ['…', leftOut(lost)]];
}

/** Says how much of a list or object is not there. */
export function leftOut(count: number): string {
  return `(${count} more left out)`;
}

/** Ends a text that was cut. */
export function cutNote(text: string): string {
  return `… (${text.length} characters in all)`;
}

function cutText(text: string, budget: number): string {
  const note = cutNote(text);
  // Escapes may make it longer as JSON: one more cut by what it is too long.
  const head = (bytes: number): string =>
    Buffer.from(text).subarray(0, Math.max(0, bytes)).toString().replace(/�+$/, '') + note;
  const once = head(budget - note.length - 4);
  const over = jsonBytes(once) - budget;
  return over <= 0 ? once : head((budget - note.length - 4) / 6);
}
