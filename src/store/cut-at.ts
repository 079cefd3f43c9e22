/** A stretch of time, both ends inclusive; a missing end is open. Milliseconds. */
export interface Stretch {
  readonly start?: number;
  readonly end?: number;
}

/** A stretch as whole units, which are counted already, and what is left at its ends, whose rows must be looked at. */
export interface Cut {
  /** Units since the epoch, inclusive; undefined: the stretch holds no whole one. */
  readonly whole: { readonly first: number; readonly last: number } | undefined;
  /** The older one first. */
  readonly edges: readonly Stretch[];
}

/** Cuts a stretch at multiples of a unit: hours, days. */
export function cutAt(unitMs: number, { start, end }: Stretch): Cut {
  const first = start === undefined ? Number.MIN_SAFE_INTEGER : Math.ceil(start / unitMs);
  const last = end === undefined ? Number.MAX_SAFE_INTEGER : Math.floor((end + 1) / unitMs) - 1;
  if (first > last) return { whole: undefined, edges: [stretch(start, end)] };
  const edges: Stretch[] = [];
  if (start !== undefined && first * unitMs > start) edges.push({ start, end: first * unitMs - 1 });
  if (end !== undefined && (last + 1) * unitMs <= end) edges.push({ start: (last + 1) * unitMs, end });
  return { whole: { first, last }, edges };
}

function stretch(start: number | undefined, end: number | undefined): Stretch {
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}
