/** The values of a page's filters, by their names in the URL's query. */
export type QueryValues = Readonly<Record<string, string | number | boolean>>;

/** Values of the same kinds as `defaults`. */
export type Widened<T extends QueryValues> = {
  readonly [K in keyof T]: T[K] extends string ? string : T[K] extends number ? number : boolean;
};

/** Reads values from a query; what is missing or no such value is the default. */
export function readQuery<T extends QueryValues>(query: URLSearchParams, defaults: T): Widened<T> {
  const entries = Object.entries(defaults).map(([name, standard]) => [name, readValue(query.get(name), standard)]);
  return Object.fromEntries(entries) as Widened<T>;
}

/**
 * The query with changed values; defaults are left out, and what is not in `defaults` stays. A filter that changes begins
 * at the first page.
 */
export function writeQuery<T extends QueryValues>(
  query: URLSearchParams,
  defaults: T,
  change: Partial<Widened<T>>,
): URLSearchParams {
  const next = new URLSearchParams(query);
  const turnsPage = 'page' in change || 'after' in change;
  if (!turnsPage) for (const name of ['page', 'after']) next.delete(name);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === defaults[name]) next.delete(name);
    else next.set(name, String(value));
  }
  return next;
}

function readValue(text: string | null, standard: string | number | boolean): string | number | boolean {
  if (text === null) return standard;
  if (typeof standard === 'boolean') return text === 'true' ? true : text === 'false' ? false : standard;
  if (typeof standard === 'number') return text !== '' && Number.isFinite(Number(text)) ? Number(text) : standard;
  return text;
}
