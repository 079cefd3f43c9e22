import type { Json, JsonObject } from '../../../src/json.ts';

/** A context with an output put in: dots nest; what is in the way and no object is replaced. */
export function put(context: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [first = '', ...rest] = path;
  if (rest.length === 0) return { ...context, [first]: value };
  const inner = context[first];
  const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
  return { ...context, [first]: put(isObject ? (inner as JsonObject) : {}, rest, value) };
}
