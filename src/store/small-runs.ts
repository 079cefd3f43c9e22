import { sql } from 'kysely';
import type { KeptRun } from '../engine/port.ts';
import type { RunLog } from '../engine/run-log.ts';
import { isEnded } from '../engine/run-status.ts';
import { nextTurn } from '../large/turn.ts';
import { parseJsonText } from '../json-text.ts';
import type { Database } from './database.ts';
import { joinedLog } from './run-log-row.ts';
import { HEAD, fromRow } from './run-row.ts';
import type { RunRow } from './run-row.ts';
import type { RunStates } from './run-state.ts';
import { KEY_ONLY } from './schema.ts';

/** What is larger takes too long, for what a list shows of it. */
const MOST_BYTES = 2 ** 16;

/** What lists count the progress of runs by. */
export interface SmallRuns {
  /** By trx; those with a large state are missing. */
  readonly runs: ReadonlyMap<string, KeptRun>;
  /** The same of logs. */
  readonly logs: ReadonlyMap<string, RunLog>;
}

/** Of these runs those whose state, and those whose log is small. */
export async function readSmall(db: Database, states: RunStates, trxs: readonly string[]): Promise<SmallRuns> {
  const runs = new Map<string, KeptRun>();
  const logs = new Map<string, RunLog>();
  // MySQL takes no empty list.
  if (trxs.length === 0) return { runs, logs };
  const small = db.read.selectFrom('run').select([...HEAD, 'state', 'owed_log']);
  const rows = await small
    .where('trx', 'in', trxs)
    .where('status', '<>', KEY_ONLY)
    .where('state_pieces', 'is', null)
    .where(sql<number>`length(state)`, '<', MOST_BYTES)
    .$narrowType<Pick<RunRow, 'status'>>()
    .execute();
  for (const row of rows) runs.set(row.trx, fromRow(row, await states.decrypt(row)));
  const ended = rows.filter(({ status }) => isEnded(status)).map(({ trx }) => trx);
  if (ended.length === 0) return { runs, logs };
  const found = db.read.selectFrom('run_log_document as of').innerJoin('run_log', 'run_log.trx', 'of.trx');
  const documents = await found
    .select(['of.trx', 'head', 'document'])
    .where('of.trx', 'in', ended)
    .where('packed', 'is', null)
    .where(sql<number>`length(document)`, '<', MOST_BYTES)
    .execute();
  for (const { trx, head, document } of documents) {
    await nextTurn();
    logs.set(trx, parseJsonText(joinedLog(head, document)) as unknown as RunLog);
  }
  return { runs, logs };
}
