import { isNested, type Json } from '../../json.ts';
import { elementsOf, largeParts } from '../../large/large-json.ts';
import { compareNumbers, isJsonNumber, isNumber, LongNumber, numberFromJson, sameNumber } from '../../long-number.ts';

/** What messages call a value that is neither null, an array nor an object. */
export function kindOf(value: unknown): string {
  return isNumber(value) ? 'number' : typeof value;
}

/** JavaScript's truth, for all numbers. */
export function isTrue(value: unknown): boolean {
  return Boolean(value instanceof LongNumber ? value.valueOf() : value);
}

/** JavaScript's `Number`, except that digits stay. */
export function toNumber(value: unknown): number | LongNumber {
  if (value instanceof LongNumber) return value;
  const text = typeof value === 'string' ? value.trim().replace(/^\+(?=\d)/, '') : '';
  return isJsonNumber(text) ? numberFromJson(text) : Number(value);
}

/** `a + b`: as numbers, or one text behind the other. */
export function add(a: unknown, b: unknown): unknown {
  if (!hasLong(a, b)) return (a as number) + (b as number);
  const isText = [a, b].some((value) => typeof value === 'string' || isNested(value));
  return isText ? String(a) + String(b) : Number(a) + Number(b);
}

/** Whether one of the two is a number of many digits. */
export function hasLong(a: unknown, b: unknown): boolean {
  return isLong(a) || isLong(b);
}

/** `-value`. */
export function negative(value: unknown): number | LongNumber {
  if (!(value instanceof LongNumber)) return -(value as number);
  const text = value.toString();
  return new LongNumber(text.startsWith('-') ? text.slice(1) : `-${text}`);
}

/** `a === b`. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || (hasLong(a, b) && isNumber(a) && isNumber(b) && sameNumber(a, b));
}

/** `a == b`: what is no number beside a number becomes one. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (!hasLong(a, b)) return a == b;
  return a !== null && b !== null && sameNumber(toNumber(a), toNumber(b));
}

/** Below 0: `a` is less than `b`; NaN: they cannot be compared. */
export function order(a: unknown, b: unknown): number {
  return compareNumbers(toNumber(a), toNumber(b));
}

/** `list.includes(value, from)`. */
export function includes(list: readonly unknown[], value: unknown, from?: number): boolean {
  return looksAtEach(list, value) ? indexOfValue(list, value, from) >= 0 : list.includes(value, from);
}

/** `list.indexOf(value, from)`. */
export function indexOfValue(list: readonly unknown[], value: unknown, from = 0): number {
  if (!looksAtEach(list, value)) return list.indexOf(value, from);
  const start = Math.trunc(from) || 0;
  const least = start < 0 ? list.length + start : start;
  let index = 0;
  for (const item of elementsOf(list as readonly Json[])) {
    if (index >= least && isSame(item, value)) return index;
    index++;
  }
  return -1;
}

/** A large list is gone through once; digits are compared one by one. */
function looksAtEach(list: readonly unknown[], value: unknown): boolean {
  return largeParts(list) !== undefined || (isNumber(value) && (isLong(value) || list.some(isLong)));
}

function isLong(value: unknown): value is LongNumber {
  return value instanceof LongNumber;
}
