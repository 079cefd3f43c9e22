/** What a row of the list has at least. */
interface LiveRow {
  /** Ordered in time. */
  readonly trx: string;
}

/** The list while "Live" is on: what is shown, and what waits for its turn. */
export interface LiveRows<T extends LiveRow> {
  /** Newest first. */
  readonly shown: readonly T[];
  /** Oldest first: they appear in this order. */
  readonly waiting: readonly T[];
  /** How many came faster than they could be shown, and are left out. */
  readonly skipped: number;
}

/** So many appear in a second, at most. */
export const MOST_A_SECOND = 10;

/** More than these are not kept waiting: what appears would be old. */
const MOST_WAITING = 10 * MOST_A_SECOND;

/** More than these are not kept in the list; the pages have them. */
const MOST_SHOWN = 2000;

/** The list as it stands when "Live" is switched on. */
export function startLive<T extends LiveRow>(shown: readonly T[]): LiveRows<T> {
  return { shown: newestFirst(shown), waiting: [], skipped: 0 };
}

/** What was read from the gateway: rows that are shown are brought up to date, new ones wait. */
export function received<T extends LiveRow>(live: LiveRows<T>, read: readonly T[]): LiveRows<T> {
  const byTrx = new Map(read.map((row) => [row.trx, row]));
  const renew = (row: T): T => byTrx.get(row.trx) ?? row;
  const known = new Set([...live.shown, ...live.waiting].map(({ trx }) => trx));
  // What is older than the list's end belongs to other pages.
  const oldest = live.shown.at(-1)?.trx ?? '';
  const fresh = read.filter(({ trx }) => !known.has(trx) && trx > oldest);
  const waiting = [...live.waiting.map(renew), ...newestFirst(fresh).reverse()];
  const over = Math.max(0, waiting.length - MOST_WAITING);
  return { shown: live.shown.map(renew), waiting: waiting.slice(over), skipped: live.skipped + over };
}

/** One second later: at most ten of those that wait appear. */
export function released<T extends LiveRow>(live: LiveRows<T>): LiveRows<T> {
  if (live.waiting.length === 0) return live;
  const shown = newestFirst([...live.waiting.slice(0, MOST_A_SECOND), ...live.shown]).slice(0, MOST_SHOWN);
  return { ...live, shown, waiting: live.waiting.slice(MOST_A_SECOND) };
}

function newestFirst<T extends LiveRow>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => (a.trx < b.trx ? 1 : a.trx > b.trx ? -1 : 0));
}
