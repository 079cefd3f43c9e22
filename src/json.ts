import { LongNumber } from './long-number.ts';

/** A JSON value. */
export type Json = null | boolean | number | LongNumber | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = Readonly<Record<string, Json>>;

/** Whether `value` is a plain JSON object: not null, not an array, not a number of many digits. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LongNumber);
}

/** `Array.isArray`, which does not know of lists that are only read. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether `value` has members or elements. */
export function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof LongNumber);
}

/** A deep copy of a JSON value. @param ofNumber what becomes of a number of many digits. */
export function copyJson(value: unknown, ofNumber: (number: LongNumber) => unknown = (number) => number): unknown {
  if (value instanceof LongNumber) return ofNumber(value);
  if (Array.isArray(value)) return value.map((item) => copyJson(item, ofNumber));
  if (!isObject(value)) return value;
  // fromEntries makes an own `__proto__` of a key of that name.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyJson(item, ofNumber)]));
}
