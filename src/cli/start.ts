import type { Config } from '../config.ts';
import { version } from '../version.ts';
import { banner } from './banner.ts';
import { startGateway } from './gateway.ts';
import type { HouseSeams } from './house.ts';
import { createProcessLog } from './process-log.ts';

/** Longer than any orderly shutdown takes. */
const GRACE_MS = 10_000;

const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const;

type Signal = keyof typeof SIGNAL_NUMBERS;

/** `stepgate start`: resolves when the gateway has been shut down by a signal. */
export async function start(config: Config, options: { readonly watch: boolean }, seams?: HouseSeams): Promise<void> {
  const processLog = createProcessLog(config.logLevel, 'stdout');
  const { log } = processLog;
  const signalled = firstSignal();
  const gateway = await startGateway(config, processLog, options, seams);
  const { url, signIn, rules } = gateway;
  const hasSample = rules.includes('POST api/v1/register');
  process.stdout.write(banner({ version, url, prefix: config.prefix, signIn, hasSample }));
  log.info({ signal: await signalled }, 'shutting down; a second signal leaves at once');
  const tooLong = setTimeout(() => {
    log.error('the shutdown takes too long; leaving');
    process.exit(1);
  }, config.shutdownMs + GRACE_MS);
  await gateway.close();
  clearTimeout(tooLong);
  log.info('shut down');
}

/** The first SIGTERM or SIGINT. Each later one ends the process at once. */
function firstSignal(): Promise<Signal> {
  const first = Promise.withResolvers<Signal>();
  let seen = false;
  const onSignal = (signal: Signal): void => {
    if (seen) process.exit(128 + SIGNAL_NUMBERS[signal]);
    seen = true;
    first.resolve(signal);
  };
  process.on('SIGTERM', () => onSignal('SIGTERM'));
  process.on('SIGINT', () => onSignal('SIGINT'));
  return first.promise;
}
