import { sql } from 'kysely';
import type { CompiledQuery, RawBuilder } from 'kysely';
import type { KeptRun } from '../engine/port.ts';
import { crashingStatuses } from '../engine/run-status.ts';
import type { Database } from './database.ts';

const REAPED_AT_ONCE = 100;

type DueRun = Pick<KeptRun, 'trx' | 'status'>;

/** Compensating runs that no process has. */
export function abandonedRuns(db: Database, now: RawBuilder<number>) {
  const undone = db.read.selectFrom('run').select(['trx', 'epoch']).where('status', '=', 'compensating');
  return undone.where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', now)]));
}

/** Suspended and waiting runs whose time has come, those that wait longest first. `trx`: only that one. */
export function dueRuns(
  db: Database,
  now: RawBuilder<number>,
  limit: number,
  trx: string | undefined,
): Promise<readonly DueRun[]> {
  let rests = db.read.selectFrom('run').where('status', 'in', ['suspended', 'waiting']);
  if (trx !== undefined) rests = rests.where('trx', '=', trx);
  const due = rests.where('recover_at', '<=', now).select(['trx', 'status']).$narrowType<DueRun>();
  return due.orderBy('recover_at').limit(limit).execute();
}

/** The running runs of a process that are to be paused. */
export async function runsToPause({ read }: Database, owner: string): Promise<readonly string[]> {
  const found = read
    .selectFrom('run')
    .where('status', '=', 'running')
    .where('owner', '=', owner)
    .where('pausing', '=', 1);
  return (await found.select('trx').execute()).map(({ trx }) => trx);
}

/** Runs whose lease has run out, some at a time. */
export function expiredRuns({ read, can }: Database): Promise<{ trx: string; state_pieces: string | null }[]> {
  const leased = read.selectFrom('run').select(['trx', 'state_pieces']).where('status', 'in', crashingStatuses);
  return leased.where('lease_until', '<', can.now).limit(REAPED_AT_ONCE).execute();
}

/** Suspends those of these runs whose lease has run out. @param lease when one that begins now ends. */
export function suspendCrashed(
  { read, can }: Database,
  trxs: readonly string[],
  change: { readonly change_id: string; readonly updated_at: RawBuilder<number> },
  lease: RawBuilder<number>,
): CompiledQuery {
  const crashed = { status: 'suspended', cause: 'crash', owner: null, lease_until: null } as const;
  // The process that reaps them sets within a lease when their automatic recovery is due: not before that.
  const recoverAt = sql<number | null>`case when recover_at is null then null else ${lease} end`;
  return read
    .updateTable('run')
    .set({ ...change, ...crashed, recover_at: recoverAt, pausing: null })
    .set((eb) => ({ epoch: eb('epoch', '+', 1) }))
    .where('trx', 'in', trxs)
    .where('status', 'in', crashingStatuses)
    .where('lease_until', '<', can.now)
    .compile();
}
