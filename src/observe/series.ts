import { Counter, Histogram } from 'prom-client';

/** What prom-client keeps of one series of a histogram; of values over the last bound only sum and count. */
interface HistogramSeries {
  readonly bucketValues: Record<number, number>;
  sum: number;
  count: number;
}

/** Series by up to two labels: `a` and `b` are their values. */
class ByLabels<S> {
  readonly #series = new Map<string, Map<string, S>>();
  readonly #make: (a: string, b: string) => S;

  constructor(make: (a: string, b: string) => S) {
    this.#make = make;
  }

  get(a: string, b: string): S {
    const known = this.#series.get(a)?.get(b);
    if (known !== undefined) return known;
    const made = this.#make(a, b);
    const ofA = this.#series.get(a) ?? new Map<string, S>();
    this.#series.set(a, ofA.set(b, made));
    return made;
  }

  *[Symbol.iterator](): Generator<S> {
    for (const ofA of this.#series.values()) yield* ofA.values();
  }
}

/** The series that was made last. */
function lastOf<S>(hashMap: Readonly<Record<string, S>>): S {
  const made = Object.values(hashMap).at(-1);
  if (made === undefined) throw new Error('prom-client keeps its series elsewhere');
  return made;
}

/** From a call inside the local network to the longest run. */
const BOUNDS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** A series, and how many values are at most each bound and over the one before it; the last are over all. */
interface CountedSeries {
  readonly series: HistogramSeries;
  readonly counts: number[];
}

/**
 * A histogram of durations by rule and, where it has that label, component. prom-client makes a text of the labels and of
 * the bound for each observation, by which it looks them up: that took 3 % of a plain request's processor time. Here a
 * series is looked up by the labels themselves, and prom-client gets the counts when it is asked for them.
 */
export class Durations extends Histogram {
  declare readonly hashMap: Readonly<Record<string, HistogramSeries>>;
  readonly #series = new ByLabels<CountedSeries>((rule, component) => {
    this.zero(component === '' ? { rule } : { rule, component });
    return { series: lastOf(this.hashMap), counts: new Array<number>(BOUNDS_SECONDS.length + 1).fill(0) };
  });

  constructor(options: Omit<ConstructorParameters<typeof Histogram>[0], 'buckets'>) {
    super({ ...options, buckets: BOUNDS_SECONDS });
    // Not by `this`: it is written in parts, which only inherit from it.
    Object.assign(this, { collect: () => this.#handOver() });
  }

  /** Counts one. */
  add(milliseconds: number, rule: string, component = ''): void {
    const seconds = milliseconds / 1000;
    const { series, counts } = this.#series.get(rule, component);
    let at = 0;
    while (seconds > (BOUNDS_SECONDS[at] ?? Infinity)) at++;
    counts[at] = (counts[at] ?? 0) + 1;
    series.sum += seconds;
    series.count++;
  }

  #handOver(): void {
    for (const { series, counts } of this.#series) {
      for (const [at, bound] of BOUNDS_SECONDS.entries()) series.bucketValues[bound] = counts[at] ?? 0;
    }
  }
}

/** A counter by rule and status, whose series are looked up in the same way. */
export class RunCounts extends Counter {
  declare readonly hashMap: Readonly<Record<string, { value: number }>>;
  readonly #series = new ByLabels((rule, status) => {
    this.inc({ rule, status }, 0);
    return lastOf(this.hashMap);
  });

  /** Counts one. */
  add(rule: string, status: string): void {
    this.#series.get(rule, status).value++;
  }
}
