import { sql } from 'kysely';
import type { QueueLook } from '../engine/queue-port.ts';
import type { Database } from './database.ts';

type Found = Readonly<Record<keyof QueueLook, 0 | 1>>;

/** One statement, as it is asked twice a second by every process, whether there is anything in queues or not. */
export async function lookAtQueues({ read, can }: Database, worker: string): Promise<QueueLook> {
  const places = (condition: ReturnType<typeof sql>) => sql`exists (select 1 from queue_entry where ${condition})`;
  // One whose row is gone was too slow to answer.
  const asked = sql`not exists (select 1 from worker where id = ${worker} and asked_at is null)`;
  const query = sql<Found>`select
    ${places(sql`state = 'ready'`)} as ${sql.ref('isReady')},
    ${places(sql`state = 'delayed' and due_at <= ${can.now}`)} as ${sql.ref('isDue')},
    ${places(sql`state = 'held'`)} as ${sql.ref('isHeld')},
    ${places(sql`expires_at <= ${can.now}`)} as ${sql.ref('isExpired')},
    ${asked} as ${sql.ref('isAsked')}`;
  const found = (await query.execute(read)).rows[0];
  return {
    isReady: found?.isReady === 1,
    isDue: found?.isDue === 1,
    isHeld: found?.isHeld === 1,
    isExpired: found?.isExpired === 1,
    isAsked: found?.isAsked === 1,
  };
}
