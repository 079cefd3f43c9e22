import type { Answer, Mocks } from './engine.ts';
import { mockOf } from './mock.ts';
import type { Executors, RunStatus } from './port.ts';
import type { RunLog } from './run-log.ts';
import type { RunStart } from './run-start.ts';
import { Runner } from './runner.ts';
import type { RunDeps } from './run-deps.ts';
import { untouchedWaits } from './untouched-waits.ts';

/** Runs with mocks; writes nothing anywhere. */
export async function runTest(
  deps: RunDeps,
  executors: Executors,
  start: RunStart,
  mocks: Mocks,
): Promise<{ readonly status: RunStatus; readonly answer: Answer; readonly log: RunLog }> {
  let { log } = start.state;
  const mocked: RunDeps = {
    ...deps,
    executors,
    mock: mockOf(mocks),
    waits: untouchedWaits,
    runLogs: {
      fit: (written) => Promise.resolve(written),
      write: (written) => Promise.resolve(void (log = written)),
    },
    ended: () => undefined,
    componentEnded: () => undefined,
  };
  const started = new Runner(mocked, start).begin();
  const [answer, status] = await Promise.all([started.answer, started.done]);
  return { status, answer, log };
}
