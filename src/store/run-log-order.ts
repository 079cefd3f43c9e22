import type { Transaction } from 'kysely';
import type { RunLog } from '../engine/run-log.ts';
import { isEnded } from '../engine/run-status.ts';
import { unpackText } from './pack.ts';
import type { LogDocument } from './run-log-write.ts';
import type { Tables } from './schema.ts';
import { parseJsonText } from '../json-text.ts';

/** Whether the log is the run's last one. */
export function isLast({ status }: RunLog): boolean {
  return isEnded(status);
}

/**
 * Without the logs that are not their run's last and older than what is stored, which is claimed: a log is written after
 * its run was suspended, and by then another process may have recovered it and written its own.
 */
export async function withoutOutdated(
  trx: Transaction<Tables>,
  documents: readonly LogDocument[],
): Promise<LogDocument[]> {
  const open = documents.filter(({ log }) => !isLast(log)).map(({ row }) => row.trx);
  if (open.length === 0) return [...documents];
  const stored = new Map<string, RunLog>();
  for (const row of await trx.selectFrom('run_log_document').selectAll().where('trx', 'in', open).execute()) {
    const text = row.packed ? await unpackText([row.packed]) : row.document;
    // Nothing: it is only claimed.
    if (text !== '') stored.set(row.trx, parseJsonText(text) as unknown as RunLog);
  }
  return documents.filter(({ log }) => !isOutdated(log, stored.get(log.trx)));
}

/** Recoveries are counted in the order in which they were made; the clocks of two processes may differ a little. */
function isOutdated(log: RunLog, stored: RunLog | undefined): boolean {
  if (!stored) return false;
  const ahead = stored.recoveries.length - log.recoveries.length;
  return isLast(stored) || ahead > 0 || (ahead === 0 && (stored.end_datetime ?? '') > (log.end_datetime ?? ''));
}
