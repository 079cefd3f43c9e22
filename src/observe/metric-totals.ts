import type { Aggregator, MetricPiece } from './exposition.ts';

/** Lines of one piece. */
const LINES = 500;

/** The values of one metric of one process, by what stands before them in their lines. */
interface Values extends Omit<MetricPiece, 'lines'> {
  readonly byLine: Map<string, number>;
}

type MetricsOfProcess = Map<string, Values>;

/**
 * Adds up the metrics of several processes. What a process counted stays when it has ended: Prometheus would take a sum
 * that falls for a restart of everything, and count it all again.
 */
export class MetricTotals {
  readonly #living = new Map<number, MetricsOfProcess>();
  readonly #ended: MetricsOfProcess = new Map();
  readonly #lastNames = new Map<number, string>();

  /** Takes a piece of what the process says of itself; it takes the place of what it said of this metric before. */
  add(process: number, { lines, ...about }: MetricPiece): void {
    const metrics = this.#living.get(process) ?? new Map<string, Values>();
    this.#living.set(process, metrics);
    const known = this.#lastNames.get(process) === about.name ? metrics.get(about.name) : undefined;
    const values = known ?? { ...about, byLine: new Map<string, number>() };
    metrics.set(about.name, values);
    this.#lastNames.set(process, about.name);
    for (const line of lines) {
      const space = line.lastIndexOf(' ');
      if (space > 0) values.byLine.set(line.slice(0, space), Number(line.slice(space + 1)));
    }
  }

  /** The process has ended: what it counted stays, what it measured goes. */
  end(process: number): void {
    for (const [name, { byLine, ...about }] of this.#living.get(process) ?? []) {
      if (about.type === 'gauge') continue;
      const kept = this.#ended.get(name) ?? { ...about, byLine: new Map<string, number>() };
      for (const [line, value] of byLine) kept.byLine.set(line, (kept.byLine.get(line) ?? 0) + value);
      this.#ended.set(name, kept);
    }
    this.#living.delete(process);
    this.#lastNames.delete(process);
  }

  /** The totals, in small pieces. */
  *pieces(): Generator<MetricPiece> {
    const all = [...this.#living.values(), this.#ended];
    const names = new Set(all.flatMap((metrics) => [...metrics.keys()]));
    for (const name of names)
      yield* totalOf(all.map((metrics) => metrics.get(name)).filter((one) => one !== undefined));
  }
}

function* totalOf(all: readonly Values[]): Generator<MetricPiece> {
  const [first] = all;
  if (first === undefined) return;
  const { byLine, ...about } = first;
  let lines: string[] = [];
  for (const [index, values] of all.entries()) {
    const before = all.slice(0, index);
    for (const line of values.byLine.keys()) {
      if (before.some((one) => one.byLine.has(line))) continue;
      const total = combine(
        about.aggregator,
        all.map((one) => one.byLine.get(line)).filter((one) => one !== undefined),
      );
      lines.push(`${line} ${total}`);
      if (lines.length < LINES) continue;
      yield { ...about, lines };
      lines = [];
    }
  }
  if (lines.length > 0 || byLine.size === 0) yield { ...about, lines };
}

function combine(aggregator: Aggregator, values: readonly number[]): number {
  switch (aggregator) {
    case 'sum':
      return sum(values);
    case 'average':
      return sum(values) / values.length;
    case 'max':
      return Math.max(...values);
    case 'min':
    // Of `process_start_time_seconds` only: counted is since the first.
    case 'omit':
      return Math.min(...values);
    case 'first':
      return values.find((value) => !Number.isNaN(value)) ?? Number.NaN;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
