import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import { newTrx } from '../../src/engine/ids.ts';
import { StepgateError } from '../../src/error.ts';
import { readSchedule } from '../../src/schedule/read-schedule.ts';
import type { RunToStart, StartRun } from '../../src/schedule/port.ts';
import { createScheduler } from '../../src/schedule/scheduler.ts';
import type { ScheduleDocument } from '../../src/schedule/schedule.ts';
import type { Store } from '../../src/store/store.ts';
import { until } from '../fixture/until.ts';
import { direct } from '../store/direct.ts';
import { onEachDatabase, operator } from '../store/store-under-test.ts';

function document(given: Record<string, unknown>): ScheduleDocument {
  const read = readSchedule({ rule: 'POST reports/nightly', ...given });
  assert.ok(read.document, JSON.stringify(read.errors));
  return read.document;
}

onEachDatabase('the scheduler', (db) => {
  const draw = { newTrx, random: () => 0.5 };

  /** A process of its own: its runs are only noted, and never known to the database. */
  function scheduler(store: Store, startRun: StartRun) {
    const counts: Record<string, number> = {};
    const made = createScheduler({
      ...{ store: store.schedules, startRun, clock: systemClock, draw },
      counted: (name, outcome, count) => (counts[`${name} ${outcome}`] = (counts[`${name} ${outcome}`] ?? 0) + count),
      onError: (error) => assert.fail(error as Error),
    });
    return { ...made, counts };
  }

  async function added(given: Record<string, unknown>): Promise<number> {
    const made = await db.store.schedules.add(document(given), operator);
    assert.ok(made);
    return made.id;
  }

  /** As if so many seconds had passed for this schedule, and for who looks. */
  async function passed(name: string, seconds: number, seenToo = true): Promise<void> {
    const ms = seconds * 1000;
    const set = `due_at = due_at - ${ms}, created_at = created_at - ${ms}, updated_at = updated_at - ${ms}`;
    await direct(db.url, `update schedule set ${set} where name = '${name}'`);
    if (seenToo) await direct(db.url, `update schedule_clock set seen_at = seen_at - ${ms}`);
  }

  async function outcomes(id: number): Promise<Record<string, number>> {
    const starts = await db.store.schedules.starts(id);
    const counts: Record<string, number> = {};
    for (const { state } of starts) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  }

  it('begins each due moment once, of several processes', async () => {
    const id = await added({ name: 'each', every: 1, overlap: 'allow', count: 3 });
    const started: RunToStart[] = [];
    const note: StartRun = (run) => Promise.resolve(void started.push(run));
    const all = [scheduler(db.store, note), scheduler(await db.another(), note), scheduler(await db.another(), note)];
    for (const one of all) one.start();
    await until(async () => (await outcomes(id)).begun === 3);
    await Promise.all(all.map((one) => one.stop()));
    assert.equal(new Set(started.map(({ trx }) => trx)).size, 3);
    assert.equal(started.length, 3);
    const ats = started.map(({ schedule }) => Date.parse(schedule?.at ?? '')).sort();
    assert.deepEqual([(ats[1] ?? 0) - (ats[0] ?? 0), (ats[2] ?? 0) - (ats[1] ?? 0)], [1000, 1000]);
    assert.deepEqual(
      [started[0]?.method, started[0]?.name, started[0]?.queue],
      ['POST', 'reports/nightly', 'scheduled'],
    );
    const found = await db.store.schedules.get({ id });
    assert.equal(found?.schedule.runs, 3);
    assert.equal(
      all.reduce((sum, { counts }) => sum + (counts['each begun'] ?? 0), 0),
      3,
    );
    await db.store.schedules.remove({ id }, operator);
  });

  it('begins a run with the trx that was drawn, when who drew it has died', async () => {
    const id = await added({ name: 'dies', at: new Date(Date.now() - 1000).toISOString() });
    const tried: string[] = [];
    const dying = scheduler(db.store, ({ trx }) => {
      tried.push(trx);
      return Promise.reject(new StepgateError('000503', 'the process is gone'));
    });
    dying.start();
    await until(() => Promise.resolve(tried.length > 0));
    await dying.stop();
    await direct(db.url, `update schedule_start set begin_at = begin_at - 10000 where schedule_id = ${id}`);
    const begun: string[] = [];
    const other = scheduler(await db.another(), ({ trx }) => Promise.resolve(void begun.push(trx)));
    other.start();
    await until(async () => (await outcomes(id)).begun === 1);
    await other.stop();
    assert.deepEqual(new Set([...tried, ...begun]), new Set([tried[0]]));
    assert.equal(begun.length, 1);
    await db.store.schedules.remove({ id }, operator);
  });

  for (const [missed, expected] of [
    ['skip', { missed: 100 }],
    ['once', { missed: 99, begun: 1 }],
    ['all', { begun: 100 }],
  ] as const) {
    it(`missed: ${missed}`, async () => {
      const name = `missed-${missed}`;
      const id = await added({ name, every: 60, missed, overlap: 'allow' });
      await db.store.schedules.noteSeen(Date.now());
      await passed(name, 86_370);
      const one = scheduler(db.store, () => Promise.resolve());
      one.start();
      await until(
        async () =>
          (await db.store.schedules.get({ id }))?.schedule.dueAt !== null && Object.keys(await outcomes(id)).length > 0,
      );
      await until(async () => (await outcomes(id)).starting === undefined);
      await one.stop();
      assert.deepEqual(await outcomes(id), expected);
      const due = (await db.store.schedules.get({ id }))?.schedule.dueAt ?? 0;
      assert.ok(due > Date.now() - 1000);
      await db.store.schedules.remove({ id }, operator);
    });
  }

  for (const [overlap, expected] of [
    ['skip', { begun: 1, skipped: 3 }],
    ['queue', { begun: 1, due: 3 }],
    ['allow', { begun: 4 }],
  ] as const) {
    it(`overlap: ${overlap}, while a run is under way`, async () => {
      const name = `overlap-${overlap}`;
      const id = await added({ name, every: 10, missed: 'all', overlap });
      await db.store.schedules.noteSeen(Date.now());
      await passed(name, 45);
      const one = scheduler(db.store, () => Promise.resolve());
      one.start();
      await until(async () => Object.keys(await outcomes(id)).length > 0);
      await until(async () => (await outcomes(id)).starting === undefined);
      await one.stop();
      const found = await outcomes(id);
      // A run that the database does not know is over: what waits for it goes on.
      if (overlap === 'queue') assert.equal((found.begun ?? 0) + (found.due ?? 0), 4);
      else assert.deepEqual(found, expected);
      await db.store.schedules.remove({ id }, operator);
    });
  }

  it('notes why a run was refused, which is none that counts', async () => {
    const id = await added({ name: 'refused', at: new Date(Date.now() - 1000).toISOString(), count: 1 });
    const one = scheduler(db.store, () => Promise.reject(new StepgateError('000404', 'no such rule')));
    one.start();
    await until(async () => (await outcomes(id)).refused === 1);
    await one.stop();
    const [start] = await db.store.schedules.starts(id);
    assert.equal(start?.error, '000404 no such rule');
    assert.equal((await db.store.schedules.get({ id }))?.schedule.runs, 0);
    await db.store.schedules.remove({ id }, operator);
  });

  it('begins nothing of one that is off, nor what passed meanwhile', async () => {
    const id = await added({ name: 'off', every: 1, enabled: false });
    await passed('off', 100, false);
    const one = scheduler(db.store, () => Promise.resolve());
    one.start();
    assert.equal(typeof (await one.runNow({ name: 'off' })), 'string');
    const changed = await db.store.schedules.change(
      { id },
      (given) => ({ ...given, enabled: true, every: 3600 }),
      operator,
    );
    assert.ok(typeof changed === 'object' && (changed.dueAt ?? 0) > Date.now());
    await one.stop();
    assert.deepEqual(await outcomes(id), { begun: 1 });
    await db.store.schedules.remove({ id }, operator);
  });

  it('keeps the last 100 starts', async () => {
    const id = await added({ name: 'kept', every: 3600 });
    const one = scheduler(db.store, () => Promise.reject(new StepgateError('000404', 'no such rule')));
    for (let n = 0; n < 103; n++) await one.runNow({ id }).catch(() => undefined);
    const [row] = await direct(db.url, `select count(*) as n from schedule_start where schedule_id = ${id}`);
    assert.equal(row?.n, 100);
    assert.equal((await db.store.schedules.starts(id)).length, 100);
    await db.store.schedules.remove({ id }, operator);
  });

  it('draws the jitter once for each moment', async () => {
    const id = await added({ name: 'jitter', at: new Date(Date.now() + 200).toISOString(), jitter: 3600 });
    const one = scheduler(db.store, () => Promise.resolve());
    one.start();
    await until(async () => (await outcomes(id)).due === 1);
    await direct(db.url, `update schedule_start set begin_at = begin_at - 1800000 where schedule_id = ${id}`);
    await until(async () => (await outcomes(id)).begun === 1);
    await one.stop();
    await db.store.schedules.remove({ id }, operator);
  });
});
