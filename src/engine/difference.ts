import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';

/** Of two objects, the members that differ, as they were and as they are; lists count as one value. */
export function difference(before: JsonObject, after: JsonObject): { before: JsonObject; after: JsonObject } {
  const was: Record<string, Json> = {};
  const is: Record<string, Json> = {};
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const name of names) {
    const [old, now] = [memberOf(before, name), memberOf(after, name)];
    if (isDeepStrictEqual(old, now)) continue;
    if (isObject(old) && isObject(now)) {
      const inner = difference(old, now);
      define(was, name, inner.before);
      define(is, name, inner.after);
      continue;
    }
    if (old !== undefined) define(was, name, old);
    if (now !== undefined) define(is, name, now);
  }
  return { before: was, after: is };
}

/** Of two objects, the members that are not the very same value: the others do not differ, however large they are. */
export function changedMembers(before: JsonObject, after: JsonObject): { before: JsonObject; after: JsonObject } {
  const changed = (object: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(object).filter(([name]) => memberOf(before, name) !== memberOf(after, name)));
  return { before: changed(before), after: changed(after) };
}

function memberOf(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** An assignment to `__proto__` would make no member. */
function define(object: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
