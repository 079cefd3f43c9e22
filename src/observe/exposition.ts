import { setImmediate as turn } from 'node:timers/promises';
import { Registry } from 'prom-client';
import type { Metric } from 'prom-client';

/** Series of one metric that are written in one turn. */
const SERIES = 40;
const HEAD_LINES = 2;

/** How the values of several processes become one; of `omit` prom-client makes none. */
export type Aggregator = 'sum' | 'first' | 'min' | 'max' | 'average' | 'omit';

/** A few series of a metric. */
export interface MetricPiece {
  readonly name: string;
  readonly type: string;
  readonly aggregator: Aggregator;
  /** Its lines before the first value: what it is. */
  readonly head: readonly string[];
  /** A value each. */
  readonly lines: readonly string[];
}

/**
 * All metrics, a few series in each turn of the event loop: with hundreds of rules to write them all takes tens of
 * milliseconds, in which the gateway would answer no request. The pieces of a metric follow each other.
 */
export async function* metricPieces(registry: Registry): AsyncGenerator<MetricPiece> {
  for (const metric of registry.getMetricsAsArray() as unknown as WithSeries[]) {
    for (const part of partsOf(metric)) {
      const alone = new Registry();
      alone.registerMetric(part);
      const text = (await alone.metrics()).trimEnd().split('\n');
      const { name, aggregator } = metric;
      const type = text[1]?.split(' ').at(-1) ?? '';
      yield { name, type, aggregator, head: text.slice(0, HEAD_LINES), lines: text.slice(HEAD_LINES) };
      await turn();
    }
  }
}

/** The pieces as Prometheus reads them. */
export async function exposition(pieces: AsyncIterable<MetricPiece>): Promise<string> {
  const texts: string[] = [];
  let last = '';
  for await (const { name, head, lines } of pieces) {
    if (name === last) texts.push(...lines);
    else texts.push(...(texts.length === 0 ? [] : ['']), ...head, ...lines);
    last = name;
  }
  return `${texts.join('\n')}\n`;
}

/** prom-client keeps a metric's series in one object, by their labels. */
type WithSeries = Metric & {
  readonly name: string;
  readonly aggregator: Aggregator;
  readonly hashMap?: Readonly<Record<string, unknown>>;
};

/** The metric as several, which have a few of its series each. */
function partsOf(metric: WithSeries): Metric[] {
  const series = Object.entries(metric.hashMap ?? {});
  if (series.length <= SERIES) return [metric];
  return Array.from({ length: Math.ceil(series.length / SERIES) }, (_, index) => {
    const some = Object.fromEntries(series.slice(index * SERIES, (index + 1) * SERIES));
    return Object.create(metric, { hashMap: { value: some } }) as Metric;
  });
}
