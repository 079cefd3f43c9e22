/** The two sides of an entry as texts to compare; nothing is an empty text. */
export function changeTexts({ before, after }: { readonly before: unknown; readonly after: unknown }) {
  return { before: asText(before), after: asText(after) };
}

/** Whether an entry holds anything to look at. */
export function hasChange({ before, after }: { readonly before: unknown; readonly after: unknown }): boolean {
  return (before ?? after ?? null) !== null;
}

/** Keys in one order, so that only real differences are seen. */
function asText(value: unknown): string {
  return value === null || value === undefined ? '' : JSON.stringify(sorted(value), null, 2);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
