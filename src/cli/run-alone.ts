import type { Config } from '../config.ts';
import { letYoungGenerationGrow } from '../v8-flags.ts';
import { version } from '../version.ts';
import type { TestHooks } from './app.ts';
import { showBanner } from './banner.ts';
import { closeInTime } from './close-in-time.ts';
import { firstSignal } from './first-signal.ts';
import { startGateway } from './gateway.ts';
import type { StartOptions } from './gateway.ts';
import { createProcessLog } from './process-log.ts';

/** Runs the gateway in this process; resolves when it has been shut down by a signal. */
export async function runAlone(
  config: Config,
  options: Pick<StartOptions, 'watch' | 'worker'>,
  testHooks?: TestHooks,
): Promise<void> {
  const processLog = createProcessLog(config.logLevel, 'stdout');
  const { log } = processLog;
  const signalled = firstSignal(log);
  const passwordFile = process.stdout.isTTY ? undefined : config.adminPasswordFile;
  const gateway = await startGateway(config, processLog, { ...options, passwordFile }, testHooks);
  letYoungGenerationGrow();
  showBanner(log, { ...gateway, version, prefix: config.prefix, rulesDir: config.rulesDir });
  log.info({ signal: await signalled }, 'shutting down; a second signal leaves at once');
  await closeInTime(gateway, config.shutdownMs, log);
  log.info('shut down');
}
