import { sql } from 'kysely';
import type { CompiledQuery } from 'kysely';
import type { CallerWake, ChildRuns } from '../engine/child-runs.ts';
import { endStatuses, leasedStatuses, openStatuses } from '../engine/run-status.ts';
import type { RunStatus } from '../engine/run-status.ts';
import type { Database } from './database.ts';
import { answerOwner } from './kept-answers.ts';
import { fromStoredText } from './pieces.ts';
import type { Pieced } from './pieces.ts';
import { KEY_ONLY } from './schema.ts';
import { sha256 } from './sha256.ts';

/** The kept runs that others have called. */
export function createChildRuns(db: Database): ChildRuns {
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
  };
}

/**
 * Makes a caller due that is suspended, or rests without having had a row, because of a run that has ended by now. That
 * run's own write, which makes its caller due, may be under way: its row is locked first, in the order of that write.
 */
export function lookStatements({ read, can }: Database, caller: string): Pick<Pieced<unknown>, 'before' | 'after'> {
  const own = (statuses: readonly RunStatus[]) => {
    const found = read.selectFrom('run').where('parent_trx', '=', caller).where('status', 'in', statuses);
    // MySQL reads a table that it changes only where it has been read before.
    return read.selectFrom(found.select('trx').distinct().as('own')).select('own.trx');
  };
  const due = read.updateTable('run').where('trx', '=', caller).set({ recover_at: can.now });
  const suspended = due.where('status', '=', 'suspended').where('cause', '=', 'child');
  const resting = due.where('status', '=', 'waiting').where((of) => of.exists(own(['suspended', ...endStatuses])));
  const locked = read.updateTable('run').where('parent_trx', '=', caller).set({ parent_trx: caller });
  return {
    before: [locked.compile()],
    after: [suspended.where('err_msg', 'in', own(['success'])).compile(), resting.compile()],
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
