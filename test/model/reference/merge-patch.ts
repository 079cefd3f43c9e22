import { isObject } from '../../../src/json.ts';
import type { Json, JsonObject } from '../../../src/json.ts';

/** RFC 7396, section 2, word by word. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result = new Map(Object.entries(isObject(target) ? (target as JsonObject) : {}));
  for (const [name, value] of Object.entries(patch as JsonObject)) {
    if (value === null) result.delete(name);
    else result.set(name, mergePatch(result.get(name) ?? null, value));
  }
  return Object.fromEntries(result);
}
