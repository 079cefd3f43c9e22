import type { RawBuilder } from 'kysely';
import type { KeptRun } from '../engine/port.ts';
import type { Database } from './database.ts';

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
