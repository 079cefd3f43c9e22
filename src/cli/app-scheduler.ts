import type { Logger } from 'pino';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Engine } from '../engine/engine.ts';
import { newTrx } from '../engine/ids.ts';
import { createStartRuns } from '../gateway/start-run.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Registry } from '../registry/registry.ts';
import { createScheduler } from '../schedule/scheduler.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { Store } from '../store/store.ts';

export interface SchedulerParts {
  readonly config: Pick<Config, 'prefix'>;
  readonly engine: Pick<Engine, 'queues'>;
  readonly registry: Pick<Registry, 'find'>;
  readonly store: Pick<Store, 'runs' | 'schedules'>;
  readonly metrics: Pick<Metrics, 'scheduleStarted'>;
  readonly log: Pick<Logger, 'error'>;
}

/** The scheduler of an app: it begins queued runs of saved rules. */
export function createAppScheduler({ config, engine, registry, store, metrics, log }: SchedulerParts): Scheduler {
  const runs = createStartRuns({ engine, registry, prefix: config.prefix, runs: store.runs });
  return createScheduler({
    store: store.schedules,
    startRun: ({ method, name, ...start }) => runs.ofName(method, name, start),
    clock: systemClock,
    draw: { newTrx, random: Math.random },
    counted: (schedule, outcome, count) => metrics.scheduleStarted(schedule, outcome, count),
    onError: (error, what) => log.error({ err: error }, `${what} failed`),
  });
}
