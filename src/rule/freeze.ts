import { isNested } from '../json.ts';

/** Freezes a JSON value in depth. */
export function deepFreeze<T>(value: T): T {
  if (isNested(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
