/** What a text in the search field may be. */
export type SearchTarget =
  | { readonly kind: 'trx'; readonly trx: string }
  | { readonly kind: 'log-id'; readonly logId: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'none' };

/** Characters of a part of a name; the API takes no more. */
export const MOST_SEARCHED = 200;

/** Reads a text as a trx (`TRX` and 32 hex digits), a log id (32 hex digits), or a part of a name. */
export function searchTarget(text: string): SearchTarget {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'none' };
  if (/^TRX[0-9A-F]{32}$/i.test(trimmed)) return { kind: 'trx', trx: trimmed.toUpperCase() };
  if (/^[0-9A-F]{32}$/i.test(trimmed)) return { kind: 'log-id', logId: trimmed.toLowerCase() };
  // A path that was copied begins with a slash, which names have not.
  const name = trimmed.replace(/^\/+(?=.)/, '');
  return Array.from(name).length > MOST_SEARCHED ? { kind: 'too-long' } : { kind: 'name', name };
}

/** What is shown of a run that was found. */
interface FoundRun {
  readonly trx: string;
  readonly method: string;
  readonly path: string;
}

/** Runs of one log id, each once: first the one that a client began, then those that it called. A trx begins with its time. */
export function inOrder(...lists: readonly (readonly FoundRun[])[]): FoundRun[] {
  const byTrx = new Map(lists.flat().map((run) => [run.trx, run]));
  return [...byTrx.values()].toSorted((a, b) => (a.trx < b.trx ? -1 : 1));
}
