import { sql } from 'kysely';
import type { RawBuilder, SelectQueryBuilder } from 'kysely';
import type { OutboxLog } from '../engine/port.ts';
import type { RunRow } from './run-row.ts';
import { fewLarge } from './run-state.ts';
import type { RunStates } from './run-state.ts';
import type { Tables } from './schema.ts';

const READ_AT_ONCE = 100;
/** A process that lives writes its run logs sooner. */
const DELAY_MS = 1000;

/** Run logs that are still to be written among the others, for longer than that takes. `all`: the kept runs. */
export async function readOutbox(
  all: SelectQueryBuilder<Tables, 'run', RunRow>,
  now: RawBuilder<number>,
  states: RunStates,
): Promise<readonly OutboxLog[]> {
  const outbox = all.where('owed_at', '<', sql<number>`${now} - ${DELAY_MS}`).orderBy('owed_at');
  const rows = fewLarge(await outbox.limit(READ_AT_ONCE).execute());
  const logs = await Promise.all(
    rows.map(async (row): Promise<OutboxLog | undefined> => {
      if (row.owed_log) return { log: await states.decryptLog(row.trx, row.owed_log) };
      const state = await states.decrypt(row);
      return state === '' ? undefined : { state };
    }),
  );
  return logs.filter((one) => one !== undefined);
}
