import { isNested } from '../json.ts';
import { largeParts } from './large-json.ts';

/** Whether a JSON value is nested deeper than `limit`. Looks no further, so that no depth can exhaust the stack. */
export function deeperThan(value: unknown, limit: number): boolean {
  if (!isNested(value)) return false;
  // Known, but for what was overwritten by a later member of the same name: none of it is deeper.
  const large = largeParts(value);
  if (large && large.depth <= limit) return false;
  if (limit === 0) return true;
  if (Array.isArray(value)) return value.some((item) => deeperThan(item, limit - 1));
  for (const key in value) if (deeperThan((value as Record<string, unknown>)[key], limit - 1)) return true;
  return false;
}
