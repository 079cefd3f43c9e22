import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { systemClock } from '../clock.ts';
import { createScriptTest } from '../component/script-test.ts';
import type { Config } from '../config.ts';
import { createServer } from '../server/server.ts';
import type { ServerDeps } from '../server/server-deps.ts';
import { ruleSchema } from '../rule/rule-schema.ts';
import type { RuleStore, RunLogStore, Store } from '../store/store.ts';
import { version } from '../version.ts';
import { baseUrl } from './base-url.ts';
import { CliError } from './cli-error.ts';
import { consoleFolder } from './console-folder.ts';
import type { App } from './app.ts';

type ListenAddress = Pick<Config, 'host' | 'port'>;

type Shutdown = Pick<ServerDeps, 'draining' | 'drainLeftMs' | 'endsConnection'>;

/**
 * Puts an app on the network; from then on `{var.SELF}` is known.
 * @throws CliError when the address cannot be had.
 */
export async function serveApp(
  app: App,
  address: ListenAddress,
  shutdown: Shutdown,
): Promise<{ readonly fastify: FastifyInstance; readonly url: string }> {
  const fastify = await createAppServer(app, shutdown);
  const url = await bind(fastify, address);
  app.setSelf(url);
  return { fastify, url };
}

function createAppServer(app: App, shutdown: Shutdown): Promise<FastifyInstance> {
  const { config, engine, startRuns, registry, sandbox, log, metrics, scripts, scheduler, signInTurns } = app;
  return createServer({
    options: {
      prefix: config.prefix,
      bodyLimitBytes: config.bodyLimitBytes,
      maxRuns: config.maxRuns,
      maxLagMs: config.maxLagMs,
      compress: config.compress,
      corsOrigins: config.corsOrigins,
      trustProxy: config.trustProxy,
      metricsOpen: config.metricsOpen,
      version,
    },
    store: withFreshRunLogs(app),
    engine,
    startRuns,
    registry,
    sandbox,
    clock: systemClock,
    log,
    metrics,
    signInTurns,
    runSchedule: (ref) => scheduler.runNow(ref),
    ...shutdown,
    migrated: () => true,
    testScript: createScriptTest(scripts, systemClock),
    ruleSchema,
    consoleFolder,
  });
}

/** Run logs are written in groups: a read here flushes those that wait. */
function withFreshRunLogs({ store, runLogs }: App): Store {
  const fresh = async <T>(read: () => Promise<T>): Promise<T> => {
    await runLogs.flush();
    return read();
  };
  const reading: RunLogStore = {
    ...store.runLogs,
    get: (trx) => fresh(() => store.runLogs.get(trx)),
    page: (filter, place) => fresh(() => store.runLogs.page(filter, place)),
    series: (filter, stepMs) => fresh(() => store.runLogs.series(filter, stepMs)),
    errors: (filter, most) => fresh(() => store.runLogs.errors(filter, most)),
  };
  const rules: RuleStore = {
    ...store.rules,
    endpoints: (filter, place, since) => fresh(() => store.rules.endpoints(filter, place, since)),
  };
  return { ...store, rules, runLogs: reading };
}

export async function bind(fastify: FastifyInstance, { host, port }: ListenAddress): Promise<string> {
  try {
    await fastify.listen({ host, port });
  } catch (error) {
    await fastify.close();
    throw listenError(error as NodeJS.ErrnoException, host, port);
  }
  return baseUrl(host, (fastify.server.address() as AddressInfo).port);
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const { code = '' } = error;
  if (code === 'EADDRINUSE') {
    const other = port < 65_535 ? port + 1 : 3000;
    return new CliError(
      `port ${port} on ${host} is taken; end the program that has it, or choose another one: PORT=${other}`,
    );
  }
  if (code === 'EACCES') return new CliError(`port ${port} is not for this user; choose one above 1023 with PORT`);
  if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)) {
    return new CliError(`${host} is no address of this machine; set HOST to one, or to 0.0.0.0 for all`);
  }
  return error;
}
