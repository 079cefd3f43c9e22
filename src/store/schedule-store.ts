import { isDeepStrictEqual } from 'node:util';
import type { Kysely, Selectable } from 'kysely';
import { parseJsonText } from '../json-text.ts';
import { stringify } from '../large/stringify.ts';
import { firstDue } from '../schedule/moments.ts';
import { MOST_STARTS } from '../schedule/plan-starts.ts';
import type { ScheduleDocument } from '../schedule/schedule.ts';
import type { Audit, Change } from './audit.ts';
import type { Database } from './database.ts';
import { readPage } from './page.ts';
import { documentColumns, operatorColumns, shownStarts, toSchedule } from './schedule-rows.ts';
import { createStartStore } from './schedule-starts.ts';
import type { ScheduleTable } from './schedule-tables.ts';
import type { ListedSchedule, ScheduleRef, ScheduleStore } from './schedules.ts';
import type { Tables } from './schema.ts';
import { startsWith } from './starts-with.ts';
import type { Operator } from './store.ts';
import type { WriteQueue } from './write-queue.ts';

type Row = Selectable<ScheduleTable>;

/** Schedules and what has become of their due moments. */
export function createScheduleStore(db: Database, queue: WriteQueue, audit: Audit): ScheduleStore {
  const { read } = db;
  return {
    ...createStartStore(db, queue),
    async page(filter, place) {
      let found = read.selectFrom('schedule');
      if (filter.name !== undefined) found = found.where(startsWith('name', filter.name));
      if (filter.enabled !== undefined) found = found.where('enabled', '=', filter.enabled ? 1 : 0);
      const rowsOf = (ids: readonly number[]) =>
        read.selectFrom('schedule').selectAll().where('id', 'in', ids).execute();
      const page = await readPage(db, [found], { id: 'id' }, place, { rowsOf, id: ({ id }) => id });
      return { ...page, list: await Promise.all(page.list.map((row) => listed(read, row))) };
    },
    async get(ref) {
      const row = await find(read, ref);
      return row && listed(read, row);
    },
    async starts(id) {
      const found = read.selectFrom('schedule_start').selectAll().where('schedule_id', '=', id);
      return shownStarts(read, await found.orderBy('at', 'desc').limit(MOST_STARTS).execute());
    },
    add: (document, operator) => audit.change(operator, (change) => add(change, document, operator, null)),
    change: (ref, next, operator) =>
      audit.change(operator, async (change) => {
        const row = await find(change.trx, ref);
        if (!row) return undefined;
        const document = next(toSchedule(row).document);
        if (document.name !== row.name && (await find(change.trx, { name: document.name }))) return 'taken';
        return changeRow(change, row, document, operator, row.file);
      }),
    remove: (ref, operator) =>
      audit.change(operator, async ({ trx, record }) => {
        const row = await find(trx, ref);
        if (!row) return false;
        await trx.deleteFrom('schedule_start').where('schedule_id', '=', row.id).execute();
        await trx.deleteFrom('schedule').where('id', '=', row.id).execute();
        await record({ action: 'schedule.remove', target: row.name, before: parseJsonText(row.document), after: null });
        return true;
      }),
    async fromFiles() {
      const rows = await read.selectFrom('schedule_file').selectAll().execute();
      return new Map(rows.map(({ name, document }) => [name, document]));
    },
    takeFiles: (files, operator) =>
      audit.change(operator, async (change) => {
        for (const { file, document } of files) {
          const row = await find(change.trx, { name: document.name });
          if (row) await changeRow(change, row, document, operator, file);
          else await add(change, document, operator, file);
          const columns = { name: document.name, document: stringify(document) };
          await change.trx
            .insertInto('schedule_file')
            .values(columns)
            .modifyEnd(db.can.onConflict(['name'], { set: ['document'] }))
            .execute();
        }
      }),
  };
}

function find(on: Kysely<Tables>, ref: ScheduleRef): Promise<Row | undefined> {
  return on
    .selectFrom('schedule')
    .selectAll()
    .where((eb) => eb.and(ref))
    .executeTakeFirst();
}

async function listed(on: Kysely<Tables>, row: Row): Promise<ListedSchedule> {
  const begun = on
    .selectFrom('schedule_start')
    .selectAll()
    .where('schedule_id', '=', row.id)
    .where('state', '=', 'begun');
  const last = await begun.orderBy('at', 'desc').limit(1).execute();
  const [shown] = await shownStarts(on, last);
  return { schedule: toSchedule(row), last: shown ?? null };
}

async function add({ trx, at, record }: Change, document: ScheduleDocument, operator: Operator, file: string | null) {
  if (await find(trx, { name: document.name })) return undefined;
  const row = {
    ...documentColumns(document),
    ...operatorColumns(operator),
    ...{ due_at: firstOf(document, at, at), runs: 0, file, created_at: at, updated_at: at },
  };
  const { insertId } = await trx.insertInto('schedule').values(row).executeTakeFirstOrThrow();
  await record({ action: 'schedule.add', target: document.name, before: null, after: parseJsonText(row.document) });
  return toSchedule({ ...row, id: Number(insertId) });
}

async function changeRow(
  { trx, at, record }: Change,
  row: Row,
  document: ScheduleDocument,
  operator: Operator,
  file: string | null,
) {
  const before = toSchedule(row);
  const isTimed = isDeepStrictEqual(timingOf(before.document), timingOf(document));
  // Enabled again: what passed meanwhile has not been missed.
  const isEnabled = document.enabled && !before.document.enabled;
  const next = isEnabled ? firstDue(document, row.created_at, at) : row.due_at;
  const columns = documentColumns(document);
  const set = {
    ...columns,
    ...operatorColumns(operator),
    ...{ due_at: isTimed ? next : firstOf(document, row.created_at, at), file, updated_at: at },
  };
  await trx.updateTable('schedule').set(set).where('id', '=', row.id).execute();
  const after = parseJsonText(columns.document);
  await record({ action: 'schedule.change', target: row.name, before: parseJsonText(row.document), after });
  return toSchedule({ ...row, ...set });
}

function timingOf({ cron, every, at, timezone, until }: ScheduleDocument) {
  return { cron, every, at, timezone, until };
}

/** A time that is past already is missed, and so is due. */
function firstOf(document: ScheduleDocument, createdAt: number, now: number): number | null {
  const after = document.at === undefined ? now : Math.min(now, Date.parse(document.at) - 1);
  return firstDue(document, createdAt, after);
}
