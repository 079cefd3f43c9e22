import type { EngineDeps } from './engine-deps.ts';
import type { RunLogSink } from './port.ts';

/** What has become of a run does not depend on its log. */
export function logErrors({ runLogs, onError }: EngineDeps): RunLogSink {
  return {
    fit: (log) => runLogs.fit(log),
    async write(log, isInOutbox) {
      try {
        await runLogs.write(log, isInOutbox);
      } catch (error) {
        onError(error, `the log of run ${log.trx}`);
      }
    },
  };
}
