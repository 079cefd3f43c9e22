import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { showBanner } from '../banner.ts';
import { firstSignal } from '../first-signal.ts';
import { createProcessLog } from '../process-log.ts';
import { Supervisor } from './supervisor.ts';

/** Runs `config.processes` processes that serve together; resolves when all have been shut down by a signal. */
export async function runParent(config: Config): Promise<void> {
  const { log } = createProcessLog(config.logLevel, 'stdout');
  const signalled = firstSignal(log);
  const supervisor = new Supervisor(config, log);
  const facts = await supervisor.start();
  showBanner(log, facts);
  log.info({ signal: await signalled }, 'shutting down; a second signal leaves at once');
  await end(supervisor, log);
}

async function end(supervisor: Supervisor, log: Logger): Promise<void> {
  if (await supervisor.close()) log.info('shut down');
  else process.exitCode = 1;
}
