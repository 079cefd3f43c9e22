import type { EngineDeps } from './engine-deps.ts';
import { readState } from './kept-state.ts';
import type { KeptRun } from './port.ts';
import { recoverAt } from './recover-at.ts';
import { RunRecord } from './run-record.ts';

/**
 * Suspends the runs whose lease has run out: their process has died, or was away for too long. Writes the logs of kept
 * runs that a process has left behind.
 */
export async function reap(deps: EngineDeps): Promise<void> {
  const { keeper, onError, runLogs } = deps;
  for (let rows = await keeper.reapExpired(); rows.length > 0; rows = await keeper.reapExpired()) {
    const all = rows.map((row) =>
      lookAfter(deps, row).catch((error: unknown) => onError(error, `the care of the crashed run ${row.trx}`)),
    );
    await Promise.all(all);
  }
  for (const log of await keeper.owedLogs()) await runLogs.write(log);
}

/** Its log says that it is suspended; where it was being recovered, that recovery has had its turn. */
async function lookAfter({ keeper, clock, runLogs, compile }: EngineDeps, row: KeptRun): Promise<void> {
  const { rule, log } = readState(row.state);
  new RunRecord(log, clock).ended('suspended', undefined);
  await runLogs.write(log);
  const due = recoverAt(compile(rule, row.version), row.recoverCount, clock.now());
  if (due !== row.recoverAt) await keeper.checkpoint(row.trx, row.epoch, { recoverAt: due });
}
