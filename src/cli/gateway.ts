import { within } from '../within.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { stopListening } from '../server/end-connections.ts';
import { ensureFirstUser } from './first-user.ts';
import type { FirstSignIn } from './first-user.ts';
import { openApp } from './app.ts';
import type { App, TestHooks } from './app.ts';
import { loadFiles } from './load-files.ts';
import type { ProcessLog } from './process-log.ts';
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
  /** Not ready; runs end, or are suspended at the deadline; then everything is written and closed. */
  close(): Promise<void>;
}

export interface StartOptions {
  readonly watch: boolean;
  /** Where the first user's password is kept when it is made up; undefined: nowhere. */
  readonly passwordFile?: string | undefined;
}

/** How often changes of other instances are looked for: they arrive within 2 s. */
const REFRESH_MS = 500;

/** After the deadline: for the suspensions that it causes. With the database away, some runs never end. */
const DRAIN_GRACE_MS = 5_000;

/**
 * Starts a gateway: database, first user, files, everything that runs rules, and the server.
 *
 *   starting ──► ready ──close()──► draining ──► closed
 *
 * @throws CliError when something that the user can mend is in the way; nothing is left open then.
 */
export async function startGateway(
  config: Config,
  processLog: ProcessLog,
  options: StartOptions = { watch: false },
  testHooks: TestHooks = {},
): Promise<Gateway> {
  const app = await openApp(config, processLog, testHooks);
  const reportedMissing = new Set<string>();
  try {
    const signIn = await ensureFirstUser(app.store.users, config.adminPassword, options.passwordFile);
    await app.registry.refresh();
    await loadFiles({ ...app, reportedMissing }, config, 'refuse');
    await app.registry.refresh();
    return await listen(app, signIn, options.watch ? () => watchFiles(app, reportedMissing) : undefined);
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function listen(app: App, signIn: FirstSignIn, watch: (() => () => void) | undefined): Promise<Gateway> {
  const { config, registry, engine } = app;
  /** When running requests must have ended, on the monotonic clock; undefined until the shutdown begins. */
  let deadline: number | undefined;
  const { fastify, url } = await serveApp(app, config, {
    draining: () => deadline !== undefined,
    drainLeftMs: () => (deadline ?? 0) - systemClock.elapsed(),
  });
  engine.startMaintenance();
  const stops = [registry.watch(REFRESH_MS), startPruning(app), ...(watch ? [watch()] : [])];
  return {
    url,
    signIn,
    rules: registry.names().map(({ method, name }) => `${method} ${name}`),
    async close() {
      deadline = systemClock.elapsed() + config.shutdownMs;
      await stopListening(fastify);
      // A run that does not end in spite of the drain is not waited for.
      await within(systemClock, config.shutdownMs + DRAIN_GRACE_MS, engine.drain(config.shutdownMs));
      await fastify.close();
      for (const stop of stops) stop();
      await app.close();
    },
  };
}

/** A broken file is logged, and what it brought before stays. */
function watchFiles(app: App, reportedMissing: Set<string>): () => void {
  const { config, registry, log } = app;
  const folders = [config.rulesDir, config.scriptsDir].filter((folder) => folder !== undefined);
  const onChange = async (): Promise<void> => {
    await loadFiles({ ...app, reportedMissing }, config, 'keep');
    await registry.refresh();
  };
  return watchFolders(folders, { clock: systemClock, log, onChange });
}
