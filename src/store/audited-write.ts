import type { QueryResult } from 'kysely';
import type { AuditLine } from '../engine/port.ts';
import type { Audit } from './audit.ts';
import type { Database } from './database.ts';
import { isUnavailable } from './unavailable.ts';
import type { GroupedWrite, WriteQueue } from './write-queue.ts';

/** What writes runs: many at once, or one and its entry of the audit log. */
export interface RunWriters {
  readonly queue: WriteQueue;
  readonly audit: Audit;
}

/**
 * Writes with others, or, where there is a `line` for the audit log, in a transaction of its own: that line is chained to
 * the one before. `isMade` says whether the write has changed anything, which is what the line tells.
 */
export async function writeAudited<T>(
  db: Database,
  { queue, audit }: RunWriters,
  write: GroupedWrite<T>,
  line: AuditLine | undefined,
  isMade: (result: T) => boolean,
): Promise<T> {
  if (line === undefined) return queue.write(write);
  const { statements, result, settled } = write;
  try {
    return await audit.change(line.operator, async ({ trx, record }) => {
      const results: QueryResult<unknown>[] = [];
      for (const statement of statements) results.push(await trx.executeQuery(statement));
      const made = result(results);
      if (isMade(made)) await record(line);
      return made;
    });
  } catch (error) {
    const happened = isUnavailable(error) ? settled?.result(await db.read.executeQuery(settled.query())) : undefined;
    if (happened === undefined) throw error;
    return happened;
  }
}
