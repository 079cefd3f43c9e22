import { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import { stringify } from '../large/stringify.ts';

const LIMIT_BYTES = 16 * 1024 * 1024;

/** Bytes held by each run's map, so that a store costs its own value and not the whole map. */
const held = new WeakMap<object, number>();

/**
 * Puts `value` into `map`, all of whose values together stay within 16 MiB of JSON.
 * @param what `ctx.data` or `ctx.step`.
 * @throws StepgateError 110005.
 */
export function keepWithin<T>(
  what: string,
  map: Map<string, T>,
  key: string,
  value: T,
  jsonOf: (value: T) => Json,
): null {
  const sizeOf = (one: T): number => Buffer.byteLength(stringify(jsonOf(one)));
  const before = held.get(map) ?? [...map.values()].reduce((sum, one) => sum + sizeOf(one), 0);
  const old = map.get(key);
  const after = before - (old === undefined ? 0 : sizeOf(old)) + sizeOf(value);
  if (after > LIMIT_BYTES) {
    throw new StepgateError(
      '110005',
      `${what} of this run would hold ${after} bytes, at most ${LIMIT_BYTES} are kept; store less`,
    );
  }
  held.set(map, after);
  map.set(key, value);
  return null;
}
