import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { letYoungGenerationGrow } from '../v8-flags.ts';
import { version } from '../version.ts';
import { banner, logBanner } from './banner.ts';
import { startGateway } from './gateway.ts';
import type { TestHooks } from './app.ts';
import { createProcessLog } from './process-log.ts';

/** Longer than any orderly shutdown takes. */
const GRACE_MS = 10_000;

/** The terminal sends SIGINT to the whole group, and npm once more some milliseconds later. */
const SAME_MS = 1000;

const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const;

type Signal = keyof typeof SIGNAL_NUMBERS;

/** `stepgate start`: resolves when the gateway has been shut down by a signal. */
export async function start(
  config: Config,
  options: { readonly watch: boolean },
  testHooks?: TestHooks,
): Promise<void> {
  letYoungGenerationGrow();
  const processLog = createProcessLog(config.logLevel, 'stdout');
  const { log } = processLog;
  const signalled = firstSignal(log);
  const isTerminal = process.stdout.isTTY;
  const passwordFile = isTerminal ? undefined : config.adminPasswordFile;
  const gateway = await startGateway(config, processLog, { ...options, passwordFile }, testHooks);
  const facts = { ...gateway, version, prefix: config.prefix, rulesDir: config.rulesDir };
  if (isTerminal) process.stdout.write(banner(facts));
  else logBanner(log, facts);
  log.info({ signal: await signalled }, 'shutting down; a second signal leaves at once');
  const tooLong = setTimeout(() => {
    log.error('the shutdown takes too long; leaving');
    process.exit(1);
  }, config.shutdownMs + GRACE_MS);
  await gateway.close();
  clearTimeout(tooLong);
  log.info('shut down');
}

/** The first SIGTERM or SIGINT. A later one ends the process at once, but not the second SIGINT of one Ctrl-C. */
function firstSignal(log: Logger): Promise<Signal> {
  const first = Promise.withResolvers<Signal>();
  let state: 'running' | 'again' | 'ending' = 'running';
  const onSignal = (signal: Signal): void => {
    if (state === 'running') {
      state = 'again';
      first.resolve(signal);
      // A signal that came in time and waits for the event loop is read in the poll phase between the two.
      setTimeout(() => setImmediate(() => (state = 'ending')), SAME_MS).unref();
    } else if (signal === 'SIGINT' && state === 'again') {
      log.debug('a second SIGINT within 1 s counts as the first: npm passes Ctrl-C on');
    } else process.exit(128 + SIGNAL_NUMBERS[signal]);
  };
  process.on('SIGTERM', () => onSignal('SIGTERM'));
  process.on('SIGINT', () => onSignal('SIGINT'));
  return first.promise;
}
