import { Histogram } from 'prom-client';

/** What prom-client keeps of one series; of durations over the last bound only sum and count. */
interface Series {
  readonly bucketValues: Record<number, number>;
  sum: number;
  count: number;
}

/** From a call inside the local network to the longest run. */
const BOUNDS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/**
 * A histogram of durations by rule and, where it has that label, component. prom-client makes a text of the labels for
 * each observation, by which it looks them up: that took 3 % of a plain request's processor time. Here a series is looked
 * up by the labels themselves.
 */
export class Durations extends Histogram {
  declare readonly hashMap: Readonly<Record<string, Series>>;
  readonly #series = new Map<string, Map<string, Series>>();

  constructor(options: Omit<ConstructorParameters<typeof Histogram>[0], 'buckets'>) {
    super({ ...options, buckets: BOUNDS_SECONDS });
  }

  /** Counts one. */
  add(milliseconds: number, rule: string, component?: string): void {
    const seconds = milliseconds / 1000;
    const series = this.#seriesOf(rule, component);
    const bound = BOUNDS_SECONDS.find((one) => seconds <= one);
    if (bound !== undefined) series.bucketValues[bound] = (series.bucketValues[bound] ?? 0) + 1;
    series.sum += seconds;
    series.count++;
  }

  #seriesOf(rule: string, component: string | undefined): Series {
    const known = this.#series.get(rule)?.get(component ?? '');
    if (known !== undefined) return known;
    this.zero(component === undefined ? { rule } : { rule, component });
    const made = Object.values(this.hashMap).at(-1);
    if (made === undefined) throw new Error('prom-client keeps its series elsewhere');
    const ofRule = this.#series.get(rule) ?? new Map<string, Series>();
    this.#series.set(rule, ofRule.set(component ?? '', made));
    return made;
  }
}
