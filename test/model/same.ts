/** Whether two values are the same as JSON: prototypes, undefined members and the order of keys do not count. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b)) return false;
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  }
  const [left, right] = [a, b].map((one) => Object.entries(one).filter(([, value]) => value !== undefined));
  const others = b as Readonly<Record<string, unknown>>;
  return (
    left?.length === right?.length &&
    (left ?? []).every(([key, value]) => Object.hasOwn(b, key) && same(value, others[key]))
  );
}
