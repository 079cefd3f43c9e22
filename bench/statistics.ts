/** What several rounds gave. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** What a cost is at a size. */
export type Point = readonly [x: number, y: number];

/** The middle one, or the mean of the two middle ones; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = Number.NaN, high = Number.NaN] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

export function spreadOf(values: readonly number[]): Spread {
  return {
    median: significant(median(values)),
    least: significant(Math.min(...values)),
    most: significant(Math.max(...values)),
  };
}

/** Each of `values` to the one of `peers` of the same round. */
export function ratios(values: readonly number[], peers: readonly number[]): number[] {
  return values.map((value, round) => value / (peers[round] ?? Number.NaN));
}

/** Four digits that count: more would be noise in what is kept. */
export function significant(value: number): number {
  return Number(value.toPrecision(4));
}

/**
 * The exponent with which a cost grows: the slope of a line through the logarithms of the larger half of the points (three
 * at least), by least squares. 1: in proportion. A cost of a fixed part and one in proportion stays below 1.
 */
export function exponentOf(points: readonly Point[]): number {
  const larger = points
    .toSorted(([a], [b]) => a - b)
    .slice(-Math.max(3, Math.ceil(points.length / 2)))
    .map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (of: (point: Point) => number): number => larger.reduce((sum, one) => sum + of(one), 0) / larger.length;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  const covariance = mean(([x, y]) => (x - meanX) * (y - meanY));
  return covariance / mean(([x]) => (x - meanX) ** 2);
}

/** What one more costs: between the smallest and the largest size. */
export function costOfOneMore(points: readonly Point[]): number {
  const [[x0, y0] = [0, 0], [x1, y1] = [0, 0]] = [points[0], points.at(-1)];
  return (y1 - y0) / (x1 - x0);
}
