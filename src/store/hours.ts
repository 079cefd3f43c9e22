import { HOUR_MS } from './run-log-row.ts';

/** A stretch of time, both ends inclusive; a missing end is open. Milliseconds. */
export interface Stretch {
  readonly start?: number;
  readonly end?: number;
}

/** A stretch as whole hours, which are counted already, and what is left at its ends, whose rows must be looked at. */
export interface Hours {
  /** Epoch hours, inclusive; undefined: the stretch holds no whole hour. */
  readonly whole: { readonly first: number; readonly last: number } | undefined;
  readonly edges: readonly Stretch[];
}

/** Cuts a stretch at the hours. */
export function cutAtHours({ start, end }: Stretch): Hours {
  const first = start === undefined ? Number.MIN_SAFE_INTEGER : Math.ceil(start / HOUR_MS);
  const last = end === undefined ? Number.MAX_SAFE_INTEGER : Math.floor((end + 1) / HOUR_MS) - 1;
  if (first > last) return { whole: undefined, edges: [stretch(start, end)] };
  const edges: Stretch[] = [];
  if (start !== undefined && first * HOUR_MS > start) edges.push({ start, end: first * HOUR_MS - 1 });
  if (end !== undefined && (last + 1) * HOUR_MS <= end) edges.push({ start: (last + 1) * HOUR_MS, end });
  return { whole: { first, last }, edges };
}

function stretch(start: number | undefined, end: number | undefined): Stretch {
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}
