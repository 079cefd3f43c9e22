import type { FastifyInstance } from 'fastify';
import { repeat } from '../repeat.ts';
import { within } from '../within.ts';
import { systemClock } from '../clock.ts';
import type { WorkerScope } from '../engine/queue-port.ts';
import type { Config } from '../config.ts';
import { prepareSchemaCheck } from '../rule/schema-check.ts';
import { connectionsEnd, connectionsOf, stopListening } from '../server/end-connections.ts';
import { ensureFirstUser } from './first-user.ts';
import type { FirstSignIn } from './first-user.ts';
import { openApp } from './app.ts';
import type { App, TestHooks } from './app.ts';
import { loadFiles } from './load-files.ts';
import { loadSchedules } from './load-schedules.ts';
import type { ProcessLog } from './process-log.ts';
import type { ParentChannel } from './processes/channel.ts';
import { serveApp } from './serve-app.ts';
import { startPruning } from './prune.ts';
import { watchFolders } from './watch-files.ts';

/** A gateway that listens. */
export interface Gateway {
  /** Its own base URL: `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly signIn: FirstSignIn;
  /** `METHOD name` of all active rules. */
  readonly rules: readonly string[];
  /**
   * Not ready; runs end, or are suspended at the deadline; then everything is written and closed.
   * @param othersServe other processes serve on the same port: its connections may end on their own first.
   */
  close(othersServe?: boolean): Promise<void>;
}

export interface StartOptions {
  readonly watch: boolean;
  /** Where the first user's password is kept when it is made up; undefined: nowhere. */
  readonly passwordFile?: string | undefined;
  /** Missing: this process is the whole gateway. */
  readonly oneOfSeveral?: OneOfSeveral;
  /** Which queues it works on: all, where it is missing; null: none. */
  readonly worker?: WorkerScope | null;
}

/** One of several processes on one port. */
export interface OneOfSeveral {
  /** It brings what the others need too: first user, files. */
  readonly isFirst: boolean;
  readonly channel: ParentChannel;
  /** The app that does for the others what they ask for, and asks them. */
  readonly join: (app: App) => App;
}

/** How often changes of other instances are looked for: they arrive within 2 s. */
export const REFRESH_MS = 500;

/** After the deadline: for the suspensions that it causes. With the database away, some runs never end. */
export const DRAIN_GRACE_MS = 5_000;

const REPORT_MS = 1000;

/** How long connections may take to end with the next answer on them. */
const LEAVE_MS = 2_000;

/**
 * Starts a gateway: database, first user, files, everything that runs rules, and the server.
 *
 *   starting ──► ready ──close()──► draining ──► closed
 *                  └─────► leaving ────┘
 *
 * @throws CliError when something that the user can mend is in the way; nothing is left open then.
 */
export async function startGateway(
  config: Config,
  processLog: ProcessLog,
  options: StartOptions = { watch: false },
  testHooks: TestHooks = {},
): Promise<Gateway> {
  const opened = await openApp(config, processLog, testHooks);
  const { oneOfSeveral } = options;
  const app = oneOfSeveral?.join(opened) ?? opened;
  const reportedMissing = new Set<string>();
  try {
    const { isFirst = true } = oneOfSeveral ?? {};
    const signIn = isFirst ? await prepare(opened, options, reportedMissing) : ({ kind: 'existing' } as const);
    // From then on it is told of changes; those before are loaded.
    oneOfSeveral?.channel.send({ kind: 'prepared' });
    await opened.registry.refresh();
    return await listen(app, signIn, options, () => watchFiles(app, reportedMissing, isFirst));
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** The first user, and the files. */
async function prepare(app: App, { passwordFile }: StartOptions, reportedMissing: Set<string>): Promise<FirstSignIn> {
  const { config, store, registry } = app;
  const signIn = await ensureFirstUser(store.users, config.adminPassword, passwordFile);
  await registry.refresh();
  await loadFiles({ ...app, reportedMissing }, config, 'refuse');
  await registry.refresh();
  await loadSchedules(app, config.schedulesDir, 'refuse');
  return signIn;
}

async function listen(
  app: App,
  signIn: FirstSignIn,
  { watch, oneOfSeveral, worker = {} }: StartOptions,
  watchFolders: () => () => void,
): Promise<Gateway> {
  const { config, registry, engine, scheduler } = app;
  let state: 'ready' | 'leaving' | 'draining' = 'ready';
  /** When running requests must have ended, on the monotonic clock. */
  let deadline = 0;
  prepareSchemaCheck();
  const { fastify, url } = await serveApp(app, config, {
    draining: () => state === 'draining',
    endsConnection: () => state === 'leaving' || oneOfSeveral?.channel.takeSurplus() === true,
    drainLeftMs: () => deadline - systemClock.elapsed(),
  });
  const stops: (() => unknown)[] = [registry.watch(REFRESH_MS)];
  const keepHouse = (): void => {
    if (state !== 'ready') return;
    engine.startMaintenance('all');
    stops.push(startPruning(app), ...(watch ? [watchFolders()] : []));
  };
  engine.startMaintenance('own');
  if (worker !== null) {
    engine.queues.work(worker);
    scheduler.start();
  }
  if (oneOfSeveral) {
    oneOfSeveral.channel.onKeepHouse(keepHouse);
    stops.push(reportConnections(fastify, oneOfSeveral.channel));
  } else keepHouse();
  return {
    url,
    signIn,
    rules: registry.names().map(({ method, name }) => `${method} ${name}`),
    async close(othersServe = false) {
      deadline = systemClock.elapsed() + config.shutdownMs;
      state = othersServe ? 'leaving' : 'draining';
      await stopListening(fastify);
      if (othersServe) await connectionsEnd(fastify, systemClock, Math.min(LEAVE_MS, config.shutdownMs));
      state = 'draining';
      await scheduler.stop();
      // A run that does not end in spite of the drain is not waited for.
      await within(
        systemClock,
        config.shutdownMs + DRAIN_GRACE_MS,
        engine.drain(Math.max(0, deadline - systemClock.elapsed())),
      );
      await fastify.close();
      for (const stop of stops) stop();
      await app.close();
    },
  };
}

/** Tells the parent how many connections there are, so that all processes have about as many. */
function reportConnections(fastify: FastifyInstance, channel: ParentChannel): () => Promise<void> {
  const report = async (): Promise<void> => {
    channel.send({ kind: 'connections', count: await connectionsOf(fastify) });
  };
  const reporting = repeat(systemClock, REPORT_MS, report, () => undefined);
  reporting.start();
  return () => reporting.stop();
}

/**
 * A broken file is logged, and what it brought before stays.
 * @param isLoaded false: who watched them before has ended, and files may have changed since.
 */
function watchFiles(app: App, reportedMissing: Set<string>, isLoaded: boolean): () => void {
  const { config, registry, log } = app;
  const folders = [config.rulesDir, config.scriptsDir, config.schedulesDir].filter((folder) => folder !== undefined);
  const onChange = async (): Promise<void> => {
    await loadFiles({ ...app, reportedMissing }, config, 'keep');
    await registry.refresh();
    await loadSchedules(app, config.schedulesDir, 'keep');
  };
  return watchFolders(folders, { clock: systemClock, log, onChange, isChanged: !isLoaded });
}
