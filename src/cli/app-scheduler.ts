import type { Logger } from 'pino';
import { systemClock } from '../clock.ts';
import { newTrx } from '../engine/ids.ts';
import type { StartRuns } from '../engine/start-runs.ts';
import type { Metrics } from '../observe/metrics.ts';
import { createScheduler } from '../schedule/scheduler.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { Store } from '../store/store.ts';

export interface SchedulerParts {
  readonly startRuns: Pick<StartRuns, 'ofName'>;
  readonly store: Pick<Store, 'schedules'>;
  readonly metrics: Pick<Metrics, 'scheduleStarted'>;
  readonly log: Pick<Logger, 'error'>;
}

/** The scheduler of an app: it begins queued runs of saved rules. */
export function createAppScheduler({ startRuns, store, metrics, log }: SchedulerParts): Scheduler {
  return createScheduler({
    store: store.schedules,
    startRun: ({ method, name, ...start }) => startRuns.ofName(method, name, start),
    clock: systemClock,
    draw: { newTrx, random: Math.random },
    counted: (schedule, outcome, count) => metrics.scheduleStarted(schedule, outcome, count),
    onError: (error, what) => log.error({ err: error }, `${what} failed`),
  });
}
