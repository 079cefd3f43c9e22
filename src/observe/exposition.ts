import { setImmediate as turn } from 'node:timers/promises';
import type { Registry } from 'prom-client';

/**
 * All metrics as Prometheus reads them, one in each turn of the event loop: with hundreds of rules to write them all
 * takes tens of milliseconds, in which the gateway would answer nobody.
 */
export async function exposition(registry: Registry): Promise<string> {
  const texts: string[] = [];
  for (const { name } of registry.getMetricsAsArray()) {
    texts.push(await registry.getSingleMetricAsString(name));
    await turn();
  }
  return `${texts.join('\n\n')}\n`;
}
