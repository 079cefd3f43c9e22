import { sql } from 'kysely';
import type { CompiledQuery } from 'kysely';
import type { CallerWake, ChildRuns } from '../engine/child-runs.ts';
import { endStatuses, leasedStatuses, openStatuses } from '../engine/run-status.ts';
import type { RunStatus } from '../engine/run-status.ts';
import type { Database } from './database.ts';
import { answerOwner } from './kept-answers.ts';
import { fromStoredText } from './pieces.ts';
import { KEY_ONLY } from './schema.ts';
import { sha256 } from './sha256.ts';
import type { WriteQueue } from './write-queue.ts';

/** The kept runs that others have called. */
export function createChildRuns(db: Database, queue: WriteQueue): ChildRuns {
  const { read } = db;
  const ofParent = (trx: string) => read.selectFrom('run').where('parent_trx', '=', trx);
  return {
    async of({ trx, key }) {
      const found = ofParent(trx).where('parent_key', '=', sha256(key)).where('status', '<>', KEY_ONLY);
      const row = found.select(['trx', 'status', 'err_code as errCode']).$narrowType<{ status: RunStatus }>();
      return row.orderBy('id', 'desc').limit(1).executeTakeFirst();
    },
    async open(trx) {
      const rows = await ofParent(trx).where('status', 'in', openStatuses).select('trx').execute();
      return rows.map((row) => row.trx);
    },
    async answer(trx) {
      const row = await read
        .selectFrom('run')
        .where('trx', '=', trx)
        .select(['answer', 'answer_pieces'])
        .executeTakeFirst();
      const text = row?.answer ?? undefined;
      return text === undefined ? undefined : fromStoredText(read, answerOwner(trx), text, row?.answer_pieces ?? null);
    },
    async succeeded(caller) {
      const row = await read
        .selectFrom('run as caller')
        .innerJoin('run as child', 'child.trx', 'caller.err_msg')
        .where('caller.trx', '=', caller)
        .where('caller.status', '=', 'suspended')
        .where('caller.cause', '=', 'child')
        .where('child.status', '=', 'success')
        .select('child.trx')
        .executeTakeFirst();
      return row !== undefined;
    },
    async settled(caller) {
      const found = ofParent(caller).where('status', 'in', ['suspended', ...endStatuses]);
      return (await found.select('trx').limit(1).executeTakeFirst())?.trx;
    },
    async wake(caller, child) {
      const statements = wakeStatements(db, child, { caller, hasRested: true, hasSucceeded: true });
      await queue.write({ statements, result: () => undefined });
    },
  };
}

/** Makes a run due that rests, or is suspended, because of `child`; one under way is due as soon as it rests. */
export function wakeStatements(db: Database, child: string, wake: CallerWake): readonly CompiledQuery[] {
  const { caller, hasRested, hasSucceeded } = wake;
  const { read, can } = db;
  const ofCaller = read.updateTable('run').where('trx', '=', caller);
  const resting = ofCaller
    .where('status', 'in', ['waiting', ...leasedStatuses])
    .set({ called: 1, recover_at: sql`case when status = 'waiting' then ${can.now} else recover_at end` });
  const suspended = ofCaller
    .where('status', '=', 'suspended')
    .where('cause', '=', 'child')
    .where('err_msg', '=', child)
    .set({ recover_at: can.now });
  return [...(hasRested ? [resting.compile()] : []), ...(hasSucceeded ? [suspended.compile()] : [])];
}
