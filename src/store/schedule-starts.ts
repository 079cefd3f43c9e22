import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import { endStatuses } from '../engine/run-status.ts';
import { MOST_STARTS, STARTING_MS, planStarts } from '../schedule/plan-starts.ts';
import type { Draw, StartPlan } from '../schedule/plan-starts.ts';
import type { Start, StartState } from '../schedule/schedule.ts';
import type { SeenTo, StartStore, StartToBegin } from '../schedule/start-store.ts';
import { cut } from './cut.ts';
import type { Database } from './database.ts';
import { statusesOf, toSchedule, toStart } from './schedule-rows.ts';
import type { ScheduleRef } from './schedules.ts';
import type { Tables } from './schema.ts';
import type { WriteQueue } from './write-queue.ts';

const CLOCK_ID = 1;
const AT_ONCE = 100;
const ERROR_CHARACTERS = 1000;

/** Runs whose status is one of these are over, or have to be seen to by somebody: the next one may begin. */
const OVER: ReadonlySet<string> = new Set([...endStatuses, 'suspended']);

/** Due moments are seen to under a lock on the row of their schedule: of any number of processes one decides. */
export function createStartStore(db: Database, queue: WriteQueue): StartStore {
  const { read, can } = db;
  return {
    async hasWork() {
      const starting = read.selectFrom('schedule_start').select('id').where('state', '=', 'starting').limit(1);
      const used = read.selectFrom('schedule').select('id').where('enabled', '=', 1).limit(1);
      const found = read.selectNoFrom((of) => [of.exists(starting).as('starting'), of.exists(used).as('used')]);
      const { starting: isStarting, used: isUsed } = await found.executeTakeFirstOrThrow();
      return Boolean(isStarting) || Boolean(isUsed);
    },
    async due() {
      const { now } = await read.selectNoFrom(can.now.as('now')).executeTakeFirstOrThrow();
      const clock = await read.selectFrom('schedule_clock').select('seen_at').executeTakeFirst();
      return { ids: await dueIds(read, now), seenAt: clock?.seen_at ?? null, now };
    },
    async noteSeen(now) {
      const row = read.insertInto('schedule_clock').values({ id: CLOCK_ID, seen_at: now });
      const first = row.modifyEnd(can.onConflict(['id'], { keep: true })).compile();
      const later = read.updateTable('schedule_clock').set({ seen_at: now }).where('seen_at', '<', now).compile();
      await queue.write({ statements: [first, later], result: () => undefined });
    },
    seeTo: (id, seenAt, draw) => queue.transaction((trx) => seeTo(db, trx, id, seenAt, draw)),
    takeOver: () => takeOver(db, queue),
    hasRun: async (trx) => (await statusesOf(read, [trx])).size > 0,
    noteBegun: (id) => {
      const begun = read.updateTable('schedule_start').set({ state: 'begun' }).where('id', '=', id);
      return queue.write({ statements: [begun.where('state', '=', 'starting').compile()], result: isMade });
    },
    noteRefused: (start, error) => queue.transaction((trx) => noteRefused(trx, start, error)),
    addStart: (ref, runTrx) => queue.transaction((trx) => addStart(db, trx, ref, runTrx)),
  };
}

async function seeTo(
  { can }: Database,
  trx: Transaction<Tables>,
  id: number,
  seenAt: number | null,
  draw: Draw,
): Promise<SeenTo> {
  const locked = trx.selectFrom('schedule').selectAll().select(can.now.as('now')).where('id', '=', id);
  const row = await locked.modifyEnd(can.lockRows).executeTakeFirst();
  if (!row) return { name: '', begin: [], skipped: 0, missed: 0 };
  const schedule = toSchedule(row);
  const starts = trx.selectFrom('schedule_start').selectAll().where('schedule_id', '=', id);
  const open = await starts.where('ended', '=', 0).orderBy('at').execute();
  const due = open.filter(({ state }) => state === 'due').map(toStart);
  const begun = open.filter(({ state }) => state !== 'due').map(toStart);
  const underWay = await stillUnderWay(trx, begun);
  const plan = planStarts({ schedule, now: row.now, seenAt, due, underWay }, draw);
  await write(trx, id, schedule.runs, plan);
  return seenTo(schedule, due, plan, await addedIds(trx, id, plan));
}

async function takeOver({ read, can }: Database, queue: WriteQueue): Promise<StartToBegin[]> {
  const { now } = await read.selectNoFrom(can.now.as('now')).executeTakeFirstOrThrow();
  const found = read.selectFrom('schedule_start').selectAll().where('state', '=', 'starting');
  const rows = await found.where('begin_at', '<=', now).orderBy('id').limit(AT_ONCE).execute();
  const taken: StartToBegin[] = [];
  for (const row of rows) {
    const mine = read
      .updateTable('schedule_start')
      .set({ begin_at: now + STARTING_MS })
      .where('id', '=', row.id);
    const statement = mine.where('begin_at', '=', row.begin_at).where('state', '=', 'starting').compile();
    const isMine = await queue.write({ statements: [statement], result: isMade });
    const schedule = await read.selectFrom('schedule').selectAll().where('id', '=', row.schedule_id).executeTakeFirst();
    if (isMine && schedule) taken.push({ schedule: toSchedule(schedule), start: toStart(row) });
  }
  return taken;
}

async function noteRefused(
  trx: Transaction<Tables>,
  { schedule, start: { id, isCounted } }: StartToBegin,
  error: string,
): Promise<boolean> {
  const set = { state: 'refused', ended: 1, error: cut(error, ERROR_CHARACTERS) } as const;
  const refused = trx.updateTable('schedule_start').set(set).where('id', '=', id).where('state', '=', 'starting');
  const isNoted = (await refused.executeTakeFirst()).numUpdatedRows === 1n;
  if (isNoted && isCounted) await countRuns(trx, schedule.id, -1);
  return isNoted;
}

async function addStart(
  { can }: Database,
  trx: Transaction<Tables>,
  ref: ScheduleRef,
  runTrx: string,
): Promise<StartToBegin | undefined> {
  const locked = trx
    .selectFrom('schedule')
    .selectAll()
    .select(can.now.as('now'))
    .where((eb) => eb.and(ref));
  const row = await locked.modifyEnd(can.lockRows).executeTakeFirst();
  if (!row) return undefined;
  const at = await freeMoment(trx, row.id, row.now);
  const start = { schedule_id: row.id, at, trx: runTrx, state: 'starting', begin_at: row.now + STARTING_MS } as const;
  const insert = trx.insertInto('schedule_start').values({ ...start, counted: 0, ended: 0, error: null });
  const { insertId } = await insert.executeTakeFirstOrThrow();
  await dropOld(trx, row.id);
  return { schedule: toSchedule(row), start: { id: Number(insertId), at, trx: runTrx, isCounted: false } };
}

function isMade(results: readonly { readonly numAffectedRows?: bigint }[]): boolean {
  return results[0]?.numAffectedRows === 1n;
}

/** Schedules with a moment that is due, or one that was put off until now. */
async function dueIds(read: Kysely<Tables>, now: number): Promise<number[]> {
  const schedules = read.selectFrom('schedule').select('id').where('enabled', '=', 1).where('due_at', '<=', now);
  const left = schedules.where(sql<boolean>`(most_runs is null or runs < most_runs)`);
  const due = await left.orderBy('due_at').limit(AT_ONCE).execute();
  const found = read.selectFrom('schedule_start').select('schedule_id as id').distinct().where('state', '=', 'due');
  const putOff = await found.where('begin_at', '<=', now).limit(AT_ONCE).execute();
  return [...new Set([...due, ...putOff].map(({ id }) => id))];
}

/** Of starts that have begun: how many of their runs are not over. The others are noted to be. */
async function stillUnderWay(trx: Transaction<Tables>, starts: readonly Start[]): Promise<number> {
  const begun = starts.filter(({ state }) => state === 'begun');
  const statuses = await statusesOf(
    trx,
    begun.map((one) => one.trx),
  );
  const over = begun.filter((one) => OVER.has(statuses.get(one.trx) ?? 'success')).map(({ id }) => id);
  if (over.length > 0) await trx.updateTable('schedule_start').set({ ended: 1 }).where('id', 'in', over).execute();
  return starts.length - over.length;
}

async function write(trx: Transaction<Tables>, id: number, runs: number, plan: StartPlan): Promise<void> {
  if (plan.add.length > 0) {
    const rows = plan.add.map(({ at, trx: run, state, beginAt }) => ({
      ...{ schedule_id: id, at, trx: run, state, begin_at: beginAt, counted: 1 as const, ended: endedColumn(state) },
      error: null,
    }));
    await trx.insertInto('schedule_start').values(rows).execute();
  }
  for (const { id: start, state, beginAt } of plan.change) {
    const set = { state, begin_at: beginAt, ended: endedColumn(state) };
    await trx.updateTable('schedule_start').set(set).where('id', '=', start).execute();
  }
  const set = { due_at: plan.dueAt, runs: runs + plan.begun };
  await trx.updateTable('schedule').set(set).where('id', '=', id).execute();
  if (plan.add.length > 0) await dropOld(trx, id);
}

function endedColumn(state: StartState): 0 | 1 {
  return state === 'skipped' || state === 'missed' || state === 'refused' ? 1 : 0;
}

/** Keeps the last ones, and those that are not over. */
async function dropOld(trx: Transaction<Tables>, id: number): Promise<void> {
  const all = trx.selectFrom('schedule_start').select('at').where('schedule_id', '=', id).orderBy('at', 'desc');
  const last = await all
    .offset(MOST_STARTS - 1)
    .limit(1)
    .executeTakeFirst();
  if (!last) return;
  const old = trx.deleteFrom('schedule_start').where('schedule_id', '=', id).where('at', '<', last.at);
  await old.where('ended', '=', 1).execute();
}

async function addedIds(
  trx: Transaction<Tables>,
  id: number,
  { add }: StartPlan,
): Promise<ReadonlyMap<number, number>> {
  const begun = add.filter(({ state }) => state === 'starting').map(({ at }) => at);
  if (begun.length === 0) return new Map();
  const found = trx.selectFrom('schedule_start').select(['id', 'at']).where('schedule_id', '=', id);
  return new Map((await found.where('at', 'in', begun).execute()).map((row) => [row.at, row.id]));
}

function seenTo(
  schedule: StartToBegin['schedule'],
  due: readonly Start[],
  plan: StartPlan,
  ids: ReadonlyMap<number, number>,
): SeenTo {
  const all = [...plan.change, ...plan.add];
  const begun = [
    ...plan.change.filter(({ state }) => state === 'starting').flatMap((one) => due.filter(({ id }) => id === one.id)),
    ...plan.add
      .filter(({ state }) => state === 'starting')
      .map(({ at, trx }) => ({ id: ids.get(at) ?? 0, at, trx, isCounted: true })),
  ];
  return {
    name: schedule.document.name,
    begin: begun.map((start) => ({ schedule, start })),
    skipped: all.filter(({ state }) => state === 'skipped').length,
    missed: all.filter(({ state }) => state === 'missed').length,
  };
}

/** A run that is asked for gets a moment of its own, as all starts of a schedule have. */
async function freeMoment(trx: Transaction<Tables>, id: number, now: number): Promise<number> {
  const later = trx.selectFrom('schedule_start').select('at').where('schedule_id', '=', id).where('at', '>=', now);
  const taken = new Set((await later.execute()).map(({ at }) => at));
  let at = now;
  while (taken.has(at)) at += 1;
  return at;
}

async function countRuns(trx: Transaction<Tables>, id: number, by: number): Promise<void> {
  await trx
    .updateTable('schedule')
    .set((eb) => ({ runs: eb('runs', '+', by) }))
    .where('id', '=', id)
    .execute();
}
