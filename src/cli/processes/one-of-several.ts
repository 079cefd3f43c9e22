import cluster from 'node:cluster';
import { systemClock } from '../../clock.ts';
import { letYoungGenerationGrow } from '../../v8-flags.ts';
import { version } from '../../version.ts';
import { within } from '../../within.ts';
import type { App, TestHooks } from '../app.ts';
import { CliError } from '../cli-error.ts';
import { closeInTime } from '../close-in-time.ts';
import { firstSignal } from '../first-signal.ts';
import { startGateway } from '../gateway.ts';
import type { Gateway, StartOptions } from '../gateway.ts';
import { createProcessLog } from '../process-log.ts';
import type { ProcessLog } from '../process-log.ts';
import { ParentChannel } from './channel.ts';
import type { Begin } from './message.ts';
import { joinSiblings } from './join-siblings.ts';

type Serving = Pick<StartOptions, 'watch' | 'worker'>;

/**
 * How long a process that got a signal serves on and waits for the parent's word, which on a busy machine may take seconds:
 * without it nobody else is known to serve, and what comes is refused.
 */
const WORD_MS = 5000;

/** Runs one of several processes of a gateway; resolves when it has been shut down. */
export async function runOneOfSeveral(options: Serving, testHooks?: TestHooks): Promise<void> {
  const channel = new ParentChannel();
  // Ctrl-C reaches this process too: the parent says what is to be done.
  process.on('SIGINT', () => undefined);
  const begin = await channel.begin;
  const { config } = begin;
  const processLog = createProcessLog(config.logLevel, 'stdout', begin.process);
  const { log } = processLog;
  cluster.worker?.once('disconnect', () => log.error('the parent process has gone; leaving'));
  const signalled = firstSignal(log, ['SIGTERM']);
  const gateway = await tryToStart(begin, processLog, channel, options, testHooks);
  if (gateway === undefined) return;
  letYoungGenerationGrow();
  const { url, signIn, rules } = gateway;
  const { prefix, rulesDir } = config;
  channel.send({ kind: 'listens', facts: { version, url, prefix, signIn, rules, rulesDir } });
  const leaving = signalled.then(async (signal) => {
    log.info({ signal }, 'shutting down; a second signal leaves at once');
    channel.send({ kind: 'leaving' });
    await within(systemClock, WORD_MS, channel.shutDown);
    return { othersServe: false };
  });
  const { othersServe } = await Promise.race([channel.shutDown, leaving]);
  await closeInTime(gateway, config.shutdownMs, log, othersServe);
  await channel.close();
  log.info('shut down');
}

/** Undefined: it could not be, and the parent says why. */
async function tryToStart(
  { config, isFirst }: Begin,
  processLog: ProcessLog,
  channel: ParentChannel,
  serving: Serving,
  testHooks: TestHooks | undefined,
): Promise<Gateway | undefined> {
  const passwordFile = process.stdout.isTTY ? undefined : config.adminPasswordFile;
  const join = (app: App): App => joinSiblings(app, channel);
  try {
    const options = { ...serving, passwordFile, oneOfSeveral: { isFirst, channel, join } };
    return await startGateway(config, processLog, options, testHooks);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const { message, exitCode } = error;
    channel.send({ kind: 'failed', message, exitCode });
    process.exitCode = exitCode;
    process.channel?.unref();
    return undefined;
  }
}
