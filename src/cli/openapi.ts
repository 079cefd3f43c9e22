import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { describeEndpoints } from '../gateway/openapi.ts';
import { createRegistry } from '../registry/create-registry.ts';
import { version } from '../version.ts';
import { printJson } from './output.ts';
import { createProcessLog } from './process-log.ts';
import { withStore } from './with-store.ts';

/** `stepgate openapi`: the document of the configured endpoints, as `/openapi.json` has it. */
export function printOpenApi(config: Config): Promise<void> {
  return withStore(config, async (store) => {
    const { log } = createProcessLog('warn', 'stderr');
    const registry = createRegistry({ store, varNames: [], clock: systemClock, log });
    await registry.refresh();
    printJson(await describeEndpoints(await registry.rules(), { prefix: config.prefix, version }));
  });
}
