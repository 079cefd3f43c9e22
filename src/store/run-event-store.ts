import { sql } from 'kysely';
import type { CompiledQuery, Selectable } from 'kysely';
import type { EventGroup, EventRepository, FollowedHead, StoredEvents } from '../engine/event-port.ts';
import type { EventPlace, FollowedEvent } from '../engine/followed-event.ts';
import type { RunProgress } from '../engine/followed-event.ts';
import type { RunStatus } from '../engine/run-status.ts';
import type { Database } from './database.ts';
import type { RunEventTable } from './run-event-table.ts';
import { KEY_ONLY } from './schema.ts';
import type { WriteQueue } from './write-queue.ts';

/** Runs that one statement reads the events of. */
const RUNS_AT_ONCE = 100;

/** The events of followed runs, a row for as many as come at once. */
export function createRunEventStore(db: Database, queue: WriteQueue): EventRepository {
  const { read, can } = db;
  const all = () => read.selectFrom('run_event').selectAll();
  const write = (statements: readonly CompiledQuery[]): Promise<undefined> =>
    queue.write({ statements, result: () => undefined });
  return {
    async ask(trxs) {
      await write(trxs.map((trx) => askFor(db, trx)));
    },
    async asked(ms) {
      const since = sql<number>`${can.now} - ${sql.lit(ms)}`;
      const rows = await read.selectFrom('run_follow').select('trx').where('asked_at', '>=', since).execute();
      return rows.map(({ trx }) => trx);
    },
    async isAsked(trx) {
      return (
        (await read.selectFrom('run_follow').select('trx').where('trx', '=', trx).executeTakeFirst()) !== undefined
      );
    },
    async write(groups) {
      const trxs = new Set(groups.map(({ trx }) => trx));
      await write([...[...trxs].map((trx) => askFor(db, trx)), ...groups.map((group) => insertGroup(db, group))]);
    },
    async newer(runs) {
      const found: StoredEvents[] = [];
      for (let at = 0; at < runs.length; at += RUNS_AT_ONCE) {
        const some = runs.slice(at, at + RUNS_AT_ONCE);
        const rows = all().where((eb) =>
          eb.or(some.map(({ trx, id }) => eb.and([eb('trx', '=', trx), eb('id', '>', id)]))),
        );
        found.push(...(await rows.orderBy('id').execute()).map(fromRow));
      }
      return found;
    },
    async after(trx, { epoch, seq }: EventPlace) {
      const behind = all()
        .where('trx', '=', trx)
        .where((eb) => eb.or([eb('epoch', '>', epoch), eb.and([eb('epoch', '=', epoch), eb('last_seq', '>', seq)])]));
      return (await behind.orderBy('id').execute()).map(fromRow);
    },
    async last(trx) {
      const row = await all().where('trx', '=', trx).orderBy('id', 'desc').limit(1).executeTakeFirst();
      return row && fromRow(row);
    },
    async heads(trxs) {
      if (trxs.length === 0) return [];
      const rows = read.selectFrom('run').select(['trx', 'status', 'epoch']).where('trx', 'in', trxs);
      const found = await rows.where('status', '<>', KEY_ONLY).execute();
      return found.map(({ status, ...row }): FollowedHead => ({ ...row, status: status as RunStatus }));
    },
  };
}

/** Forgets what is stored of the events of these runs. */
export function dropEvents({ read }: Database, trxs: readonly string[]): CompiledQuery[] {
  return [
    read.deleteFrom('run_event').where('trx', 'in', trxs).compile(),
    read.deleteFrom('run_follow').where('trx', 'in', trxs).compile(),
  ];
}

function askFor({ read, can }: Database, trx: string): CompiledQuery {
  const row = read.insertInto('run_follow').values({ trx, asked_at: can.now });
  return row.modifyEnd(can.onConflict(['trx'], { set: ['asked_at'] })).compile();
}

function insertGroup({ read }: Database, { trx, epoch, seq, events, progress }: EventGroup): CompiledQuery {
  const place = { epoch, first_seq: seq, last_seq: seq + events.length - 1 };
  const texts = { events: JSON.stringify(events), progress: JSON.stringify(progress) };
  return read
    .insertInto('run_event')
    .values({ trx, ...place, ...texts })
    .compile();
}

function fromRow({ id, trx, epoch, first_seq: seq, events, progress }: Selectable<RunEventTable>): StoredEvents {
  return {
    ...{ id, trx, epoch, seq },
    events: JSON.parse(events) as FollowedEvent[],
    progress: JSON.parse(progress) as RunProgress,
  };
}
