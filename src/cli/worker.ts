import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { WorkerScope } from '../engine/queue-port.ts';
import { createWorkerServer } from '../server/worker-server.ts';
import { letYoungGenerationGrow } from '../v8-flags.ts';
import { version } from '../version.ts';
import { within } from '../within.ts';
import { openApp } from './app.ts';
import { CliError, EXIT } from './cli-error.ts';
import { closeInTime } from './close-in-time.ts';
import { firstSignal } from './first-signal.ts';
import { DRAIN_GRACE_MS, REFRESH_MS } from './gateway.ts';
import { createProcessLog } from './process-log.ts';
import { startPruning } from './prune.ts';
import { bind } from './serve-app.ts';

/**
 * `stepgate worker`: takes runs from queues until a signal comes, then ends those that are under way.
 * @throws CliError when something that the user can mend is in the way.
 */
export async function runWorker(config: Config, scope: WorkerScope): Promise<void> {
  const { publicUrl, metricsOpen, host, workerPort, shutdownMs } = config;
  if (publicUrl === undefined)
    throw new CliError('a worker needs STEPGATE_PUBLIC_URL: where others reach the gateways, {var.SELF}', EXIT.usage);
  const processLog = createProcessLog(config.logLevel, 'stdout');
  const { log } = processLog;
  const signalled = firstSignal(log);
  const app = await openApp(config, processLog);
  app.setSelf(publicUrl);
  let isDraining = false;
  try {
    await app.registry.refresh();
    const { store, sandbox, metrics, engine, registry, scheduler } = app;
    const server = await createWorkerServer({
      ...{ store, sandbox, metrics, clock: systemClock, options: { metricsOpen } },
      ...{ migrated: () => true, draining: () => isDraining },
    });
    const url = await bind(server, { host, port: workerPort });
    const stops = [registry.watch(REFRESH_MS), startPruning(app)];
    engine.startMaintenance('all');
    engine.queues.work(scope);
    scheduler.start();
    letYoungGenerationGrow();
    const queues = scope.queues?.join(', ') ?? 'all queues';
    log.info({ version, url, queues }, `Stepgate ${version} works on ${queues}; health and metrics at ${url}`);
    log.info({ signal: await signalled }, 'shutting down; a second signal leaves at once');
    isDraining = true;
    const close = async (): Promise<void> => {
      await scheduler.stop();
      await within(systemClock, shutdownMs + DRAIN_GRACE_MS, engine.drain(shutdownMs));
      await server.close();
      await Promise.all(stops.map((stop) => stop()));
      await app.close();
    };
    await closeInTime({ close }, shutdownMs, log);
    log.info('shut down');
  } catch (error) {
    await app.close();
    throw error;
  }
}
