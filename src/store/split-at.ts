/** An interval of time, both ends inclusive; a missing end is open. Milliseconds. */
export interface Interval {
  readonly start?: number;
  readonly end?: number;
}

/** An interval as aligned units, which are counted already, and partial ones at its ends, whose rows must be read. */
export interface Split {
  /** Units since the epoch, inclusive; undefined: the interval holds no aligned one. */
  readonly aligned: { readonly first: number; readonly last: number } | undefined;
  /** The older one first. */
  readonly partial: readonly Interval[];
}

/** Splits an interval at multiples of a unit: hours, days. */
export function splitAt(unitMs: number, { start, end }: Interval): Split {
  const first = start === undefined ? Number.MIN_SAFE_INTEGER : Math.ceil(start / unitMs);
  const last = end === undefined ? Number.MAX_SAFE_INTEGER : Math.floor((end + 1) / unitMs) - 1;
  if (first > last) return { aligned: undefined, partial: [interval(start, end)] };
  const partial: Interval[] = [];
  if (start !== undefined && first * unitMs > start) partial.push({ start, end: first * unitMs - 1 });
  if (end !== undefined && (last + 1) * unitMs <= end) partial.push({ start: (last + 1) * unitMs, end });
  return { aligned: { first, last }, partial };
}

function interval(start: number | undefined, end: number | undefined): Interval {
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}
