import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { RunLog } from '../engine/run-log.ts';
import type { Json } from '../json.ts';
import type { Match, Registry } from '../registry/registry.ts';
import { openApp } from './app.ts';
import type { App } from './app.ts';
import { loadFiles } from './load-files.ts';
import { createProcessLog } from './process-log.ts';
import { serveApp } from './serve-app.ts';

/** An app for one command: it listens on a port of its own, for this process and what its rules call on `{var.SELF}`. */
export interface PrivateApp {
  readonly app: App;
  readonly url: string;
  /** The log of a run of this process, masked, whether its rule has `record` or not. */
  readonly logOf: (trx: string) => RunLog | undefined;
  /** Resolves when no run is under way: an answer may go out before its run has ended. */
  readonly idle: () => Promise<void>;
}

const PRIVATE = { host: '127.0.0.1', port: 0 };
const POLL_MS = 10;

const NEVER_SHUT_DOWN = { draining: () => false, drainLeftMs: () => 0, endsConnection: () => false };

/** Opens it with the files loaded, works in it, waits until all its runs have ended, and closes it. */
export async function inPrivateApp<T>(config: Config, work: (privateApp: PrivateApp) => Promise<T>): Promise<T> {
  const processLog = createProcessLog('error', 'stderr');
  const logs = new Map<string, RunLog>();
  // A process that has just started is behind, which is no reason to refuse its one run.
  const app = await openApp({ ...config, maxLagMs: Infinity }, processLog, {
    runLogs: (writer, registry) => ({
      async write(log, isInOutbox) {
        logs.set(log.trx, processLog.redactor.json(log as unknown as Json) as unknown as RunLog);
        if (isStored(log, registry)) await writer.write(log, isInOutbox);
      },
      fit: (log) => writer.fit(log),
      flush: () => writer.flush(),
      close: (patienceMs) => writer.close(patienceMs),
    }),
  });
  const idle = async (): Promise<void> => {
    while (app.engine.running > 0) await systemClock.sleep(POLL_MS);
  };
  app.engine.startMaintenance('own');
  try {
    await app.registry.refresh();
    await loadFiles(app, config, 'refuse');
    await app.registry.refresh();
    const recording: App = { ...app, registry: recordingAll(app.registry) };
    const { fastify, url } = await serveApp(recording, PRIVATE, NEVER_SHUT_DOWN);
    try {
      return await work({ app, url, logOf: (trx) => logs.get(trx), idle });
    } finally {
      await idle();
      await fastify.close();
    }
  } finally {
    await app.engine.drain(0);
    await app.close();
  }
}

/** The same rules, all with `record`: the engine then writes down what every one of them does. */
function recordingAll(registry: Registry): Registry {
  return {
    ...registry,
    find(method, path): Match {
      const match = registry.find(method, path);
      return match.kind === 'found' ? { ...match, rule: { ...match.rule, record: true } } : match;
    },
    get databaseReachable() {
      return registry.databaseReachable;
    },
  };
}

/** Whether the database would have this log without `recordingAll`. */
function isStored(log: RunLog, registry: Registry): boolean {
  const rule = registry.rule(log.version);
  return rule === undefined || rule.record || log.status === 'suspended' || log.recoveries.length > 0;
}
