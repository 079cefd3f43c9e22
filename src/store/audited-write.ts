import type { QueryResult } from 'kysely';
import type { AuditLine } from '../engine/port.ts';
import type { Audit } from './audit.ts';
import type { Database, OneRow } from './database.ts';
import type { Pieced } from './pieces.ts';
import { isOfChange } from './run-change.ts';
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

/** Writes the change of a run's row, with what is written beside it. True when it has changed the row. */
export function writeRow(
  db: Database,
  writers: RunWriters,
  statement: OneRow,
  { before, after }: Pick<Pieced<unknown>, 'before' | 'after'>,
  audit: AuditLine | undefined,
): Promise<boolean> {
  const { trx, changeId } = statement;
  const mine = () => isOfChange(db.read, trx, changeId).compile();
  const write: GroupedWrite<boolean> = {
    isLarge: before.length > 0,
    // What comes before it has to: it may not be put together with others that are earlier in their group.
    statements: [...before, before.length > 0 ? { ...statement, form: undefined } : statement, ...after],
    result: (results) => results[before.length]?.numAffectedRows === 1n,
    settled: { query: mine, result: ({ rows }) => (rows.length > 0 ? true : undefined) },
  };
  return writeAudited(db, writers, write, audit, (isWritten) => isWritten);
}
