import { setImmediate as turn } from 'node:timers/promises';
import { Registry } from 'prom-client';
import type { Metric } from 'prom-client';

/** Series of one metric that are written in one turn. */
const SERIES = 40;
const HEAD_LINES = 2;

/**
 * All metrics as Prometheus reads them, a few series in each turn of the event loop: with hundreds of rules to write
 * them all takes tens of milliseconds, in which the gateway would answer no request.
 */
export async function exposition(registry: Registry): Promise<string> {
  const texts: string[] = [];
  for (const metric of registry.getMetricsAsArray() as unknown as Metric[]) {
    const lines: string[] = [];
    for (const part of partsOf(metric)) {
      const alone = new Registry();
      alone.registerMetric(part);
      const text = (await alone.metrics()).trimEnd().split('\n');
      lines.push(...(lines.length === 0 ? text : text.slice(HEAD_LINES)));
      await turn();
    }
    texts.push(lines.join('\n'));
  }
  return `${texts.join('\n\n')}\n`;
}

/** prom-client keeps a metric's series in one object, by their labels. */
type WithSeries = Metric & { readonly hashMap?: Readonly<Record<string, unknown>> };

/** The metric as several, which have a few of its series each. */
function partsOf(metric: WithSeries): Metric[] {
  const series = Object.entries(metric.hashMap ?? {});
  if (series.length <= SERIES) return [metric];
  return Array.from({ length: Math.ceil(series.length / SERIES) }, (_, index) => {
    const some = Object.fromEntries(series.slice(index * SERIES, (index + 1) * SERIES));
    return Object.create(metric, { hashMap: { value: some } }) as Metric;
  });
}
