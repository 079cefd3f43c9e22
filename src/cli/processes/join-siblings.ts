import { exposition } from '../../observe/exposition.ts';
import type { MaintainedEngine } from '../../engine/create-engine.ts';
import { newestRuns } from '../../engine/live-run.ts';
import { StepgateError } from '../../error.ts';
import type { App } from '../app.ts';
import type { ParentChannel, Siblings } from './channel.ts';

/** The app as its clients meet it, whichever process they meet: what one of them has changed or done, all know. */
export function joinSiblings(app: App, channel: ParentChannel): App {
  channel.serve({
    refresh: () => app.registry.refresh(),
    flush: () => app.runLogs.flush(),
    metrics: () => app.metrics.pieces(),
    cancel: ({ trx, reason, operator }) => app.engine.cancel(trx, reason, operator),
    live: (most) => app.engine.live(most),
  });
  return withSiblings(app, channel);
}

function withSiblings(app: App, siblings: Siblings): App {
  const { registry, runLogs, metrics } = app;
  return {
    ...app,
    signInTurns: siblings,
    engine: engineOfAll(app.engine, siblings),
    registry: {
      ...registry,
      async refresh() {
        await registry.refresh();
        await siblings.refresh();
      },
      get databaseReachable() {
        return registry.databaseReachable;
      },
    },
    runLogs: {
      write: (log, isInOutbox) => runLogs.write(log, isInOutbox),
      fit: (log) => runLogs.fit(log),
      close: (patienceMs) => runLogs.close(patienceMs),
      async flush() {
        await Promise.all([runLogs.flush(), siblings.flush()]);
      },
    },
    metrics: { ...metrics, exposition: () => exposition(siblings.metrics()) },
  };
}

/** What is under way in any of them is found and stopped. */
function engineOfAll(engine: MaintainedEngine, siblings: Siblings): MaintainedEngine {
  return {
    run: (rule, request, ids) => engine.run(rule, request, ids),
    refuse: (rule, request, ids, error) => engine.refuse(rule, request, ids, error),
    recover: (trx, change, operator) => engine.recover(trx, change, operator),
    preview: (trx, change) => engine.preview(trx, change),
    edit: (row, edit, operator) => engine.edit(row, edit, operator),
    view: (state) => engine.view(state),
    async cancel(trx, reason, operator) {
      try {
        await engine.cancel(trx, reason, operator);
      } catch (error) {
        const isUnknown = error instanceof StepgateError && error.code === '000404';
        if (!isUnknown || !(await siblings.cancel({ trx, reason, operator }))) throw error;
      }
    },
    waits: engine.waits,
    pauses: engine.pauses,
    queues: engine.queues,
    following: engine.following,
    compensate: (trx, reason, operator) => engine.compensate(trx, reason, operator),
    test: (rule, request, ids, mocks) => engine.test(rule, request, ids, mocks),
    get running() {
      return engine.running;
    },
    async live(most) {
      const [own, others] = await Promise.all([engine.live(most), siblings.live(most)]);
      return newestRuns([own, ...others], most);
    },
    drain: (deadlineMs) => engine.drain(deadlineMs),
    startMaintenance: (scope) => engine.startMaintenance(scope),
  };
}
