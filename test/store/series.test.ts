import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { BEGIN, HOUR, logAt, writeLogs } from './log-at.ts';
import { onEachDatabase, operator } from './store-under-test.ts';

const MINUTE = 60_000;

onEachDatabase('runs over time', (db) => {
  before(async () => {
    const rule = { method: 'GET', rule: {}, desc: '' };
    const { version } = await db.store.rules.add({ name: 'a', ...rule }, true, operator);
    const { version: other } = await db.store.rules.add({ name: 'b', ...rule }, true, operator);
    const error = (code: string) => ({ code, msg: 'x', component: null, layer: null });
    await writeLogs(db.store.runLogs, [
      logAt(BEGIN, { trx: 'T1', version, resp_time: 10 }),
      logAt(BEGIN + 1, { trx: 'T2', version, resp_time: 30, status: 'failed', error: error('110006') }),
      logAt(BEGIN + 2 * MINUTE, { trx: 'T3', version: other, status: 'failed', error: error('110006') }),
      logAt(BEGIN + 3 * MINUTE, { trx: 'T4', version: other, status: 'failed', error: error('110006') }),
      logAt(BEGIN + 2 * HOUR, { trx: 'T5', version, resp_time: 20 }),
    ]);
  });

  const read = async (stepMs: number, end: number, name?: string) => {
    const filter = { start: BEGIN, end, ...(name !== undefined && { name }) };
    return (await db.store.runLogs.series(filter, stepMs)).points;
  };

  it('come from the logs for short steps, a point for each step', async () => {
    const points = await read(MINUTE, BEGIN + 3 * MINUTE);
    assert.deepEqual(
      points.map(({ at, byStatus, errorRate }) => [(at - BEGIN) / MINUTE, byStatus, errorRate]),
      [
        [0, { success: 1, failed: 1 }, 0.5],
        [1, {}, null],
        [2, { failed: 1 }, 1],
        [3, { failed: 1 }, 1],
      ],
    );
    assert.deepEqual([points[0]?.answer.p50, points[0]?.answer.p99, points[1]?.answer.p95], [10, 30, null]);
  });

  it('come from the counts by hour and day for long ones, which are the same', async () => {
    for (const stepMs of [HOUR, 24 * HOUR]) {
      const points = await read(stepMs, BEGIN + 2 * HOUR);
      const sums = points.map(({ byStatus }) => Object.values(byStatus).reduce((sum, count) => sum + count, 0));
      assert.deepEqual(sums, stepMs === HOUR ? [4, 0, 1] : [5]);
    }
    assert.deepEqual((await read(HOUR, BEGIN, 'b'))[0]?.byStatus, { failed: 2 });
    assert.deepEqual((await read(MINUTE, BEGIN + 2 * MINUTE, 'a'))[2]?.byStatus, {});
  });

  it('have errors, counted by code and rule', async () => {
    const span = { start: BEGIN, end: BEGIN + HOUR };
    const { list, more } = await db.store.runLogs.errors(span, 10);
    const common = { errCode: '110006', method: 'GET' };
    assert.deepEqual(
      [list, more],
      [
        [
          { ...common, name: 'b', count: 2, lastAt: BEGIN + 3 * MINUTE },
          { ...common, name: 'a', count: 1, lastAt: BEGIN + 1 },
        ],
        false,
      ],
    );
    assert.deepEqual((await db.store.runLogs.errors({ ...span, name: 'a' }, 10)).list.length, 1);
    assert.equal((await db.store.runLogs.errors(span, 1)).more, true);
    assert.deepEqual((await db.store.runLogs.errors({ ...span, start: BEGIN + HOUR }, 10)).list, []);
  });
});
