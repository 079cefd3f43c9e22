import { StepgateError } from '../error.ts';
import type { EngineDeps } from './engine-deps.ts';
import { keptAnswer } from './kept-answer.ts';
import { readState } from './kept-state.ts';
import type { KeptRun } from './port.ts';
import { recoverAt } from './recover-at.ts';
import { RunRecord } from './run-record.ts';

const DIED = 'the process that ran it has ended; the run is kept, and goes on when it is recovered';

/**
 * Suspends the runs whose lease has run out: their process has died, or was away for too long. Writes the logs of kept
 * runs that a process has left behind.
 */
export async function reap(deps: EngineDeps): Promise<void> {
  const { repository, onError, runLogs } = deps;
  for (let rows = await repository.reapExpired(); rows.length > 0; rows = await repository.reapExpired()) {
    const all = rows.map((row) =>
      handleCrashed(deps, row).catch((error: unknown) => onError(error, `the handling of the crashed run ${row.trx}`)),
    );
    await Promise.all(all);
  }
  for (const outboxLog of await repository.outboxLogs())
    await runLogs.write('log' in outboxLog ? outboxLog.log : (await readState(outboxLog.state)).log);
}

/**
 * Its log says that it is suspended; where it was being recovered, that recovery has had its turn. Its client got no
 * answer: a repeated request with the `Idempotency-Key` is answered that the request was taken.
 */
async function handleCrashed(deps: EngineDeps, row: KeptRun): Promise<void> {
  const { repository, clock, runLogs, compile, note } = deps;
  const state = await readState(row.state);
  const { rule, log } = state;
  log.cur_step = Math.min(row.curStep, log.step);
  new RunRecord(log, clock).ended('suspended', undefined);
  await runLogs.write(log);
  const due = recoverAt(compile(rule, row.version), row.recoverCount, clock.now());
  const found = { trx: row.trx, logId: row.logId, rule: `${rule.method} ${rule.name}`, version: row.version };
  const then = due === null ? 'waits for an operator' : 'resumes by itself';
  note(
    'warn',
    { ...found, cause: row.cause, layer: row.curStep, owner: row.owner },
    `the process that ran this run has died, or was away for too long; the run is suspended and ${then}`,
  );
  const failure = { error: new StepgateError('000503', DIED), component: null, layer: row.curStep };
  const patch = {
    ...(due !== row.recoverAt && { recoverAt: due }),
    ...(state.pendingAnswer && { answerIfPending: await keptAnswer(deps, row, state, failure, true) }),
  };
  if (Object.keys(patch).length > 0) await repository.checkpoint(row.trx, row.epoch, patch);
}
