import type { Transaction } from 'kysely';
import { isEnded } from '../engine/run-status.ts';
import type { RunStatus } from '../engine/run-status.ts';
import { unpackText } from './pack.ts';
import type { LogDocument } from './run-log-write.ts';
import { joinedLog } from './run-log-row.ts';
import type { StoredLog } from './run-log-row.ts';
import type { Tables } from './schema.ts';
import { parseJsonText } from '../json-text.ts';

/** Of a log that is stored, what says whether it is the later one. */
interface LogAge {
  readonly status: RunStatus;
  readonly end_datetime: string | null;
  readonly recoveries: readonly unknown[];
}

/**
 * Without the logs that are not their run's last and older than what is stored, which is claimed: a log is written after
 * its run was suspended, and by then another process may have recovered it and written its own.
 */
export async function withoutOutdated(
  trx: Transaction<Tables>,
  documents: readonly LogDocument[],
): Promise<LogDocument[]> {
  const open = documents.filter(({ log }) => !log.isLast).map(({ row }) => row.trx);
  if (open.length === 0) return [...documents];
  const stored = new Map<string, LogAge>();
  const found = trx.selectFrom('run_log_document as of').innerJoin('run_log', 'run_log.trx', 'of.trx');
  // One that is only claimed has no head.
  for (const row of await found
    .select(['of.trx', 'head', 'document', 'packed'])
    .where('of.trx', 'in', open)
    .execute()) {
    const document = row.packed ? await unpackText([row.packed]) : row.document;
    stored.set(row.trx, parseJsonText(joinedLog(row.head, document)) as unknown as LogAge);
  }
  return documents.filter(({ log }) => !isOutdated(log, stored.get(log.trx)));
}

/** Recoveries are counted in the order in which they were made; the clocks of two processes may differ a little. */
function isOutdated(log: StoredLog, stored: LogAge | undefined): boolean {
  if (log.isLast || !stored) return false;
  const ahead = stored.recoveries.length - log.recoveries;
  return isEnded(stored.status) || ahead > 0 || (ahead === 0 && (stored.end_datetime ?? '') > log.endDatetime);
}
