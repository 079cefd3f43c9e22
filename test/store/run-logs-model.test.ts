import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { RunStatus } from '../../src/engine/port.ts';
import type { RunLog } from '../../src/engine/run-log.ts';
import type { RunLogFilter, Store } from '../../src/store/store.ts';
import { BEGIN, HOUR, logAt, writeLogs } from './log-at.ts';
import { onEachDatabase, operator } from './store-under-test.ts';

onEachDatabase('run logs beside a model', (db) => {
  it('counts and finds by every filter as a look at each log would, whatever was replaced and deleted', async () => {
    const model = await createModel(db.store);
    const write = fc.array(logOf(model.versions), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { minLength: 1, maxLength: 3 }),
        filterOf(model.versions),
        async (writes, filter) => {
          for (const logs of writes) await model.write(logs);
          await model.check(filter);
          await model.check({});
          await model.checkStats(filter);
        },
      ),
      { numRuns: 25 },
    );
    await model.prune();
    await model.check({});
    await model.checkStats({});
  });
});

const STATUSES: readonly RunStatus[] = ['success', 'failed', 'broken', 'suspended', 'cancelled'];
const CODES = ['110006', '110007'];
const PREFIX = '/ps/model';

/** Times at and around the hours and the days, where counts begin and end; 14, 38 and 62 are midnights. */
const time = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 13, 14, 15, 38, 62), fc.constantFrom(-1, 0, 1, HOUR / 2))
  .map(([h, ms]) => BEGIN + h * HOUR + ms);

/** Run times at and around those that are counted together. */
const runTime = fc.oneof(
  fc.integer({ min: 0, max: 50 }),
  fc.constantFrom(99, 100, 101, 109, 110, 999, 1000, 1001, 1099, 1100, 9999, 10_000, 99_999, 100_000, 100_001),
);

function logOf(versions: readonly { version: string; path: string }[]): fc.Arbitrary<RunLog> {
  return fc
    .record({
      trx: fc.integer({ min: 0, max: 30 }).map((n) => `MODEL${n}`),
      at: time,
      rule: fc.constantFrom(...versions),
      id: fc.integer({ min: 1, max: 3 }),
      method: fc.constantFrom('GET', 'POST'),
      status: fc.constantFrom(...STATUSES),
      code: fc.option(fc.constantFrom(...CODES)),
      run_time: runTime,
      durations: fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 3 }),
    })
    .map(({ trx, at, rule, id, method, status, code, run_time, durations }) =>
      logAt(
        at,
        {
          ...{ trx, method, status, version: rule.version, path: rule.path.replace(':id', String(id)) },
          ...{ run_time, resp_time: run_time, error: code === null ? null : { code, msg: '' } },
        },
        durations,
      ),
    );
}

function filterOf(versions: readonly { version: string; path: string }[]): fc.Arbitrary<RunLogFilter> {
  const paths = versions.map(({ path }) => path.replace(':id', '2'));
  return fc.record(
    {
      method: fc.constantFrom('GET', 'POST'),
      path: fc.constantFrom(...paths),
      version: fc.constantFrom(...versions.map(({ version }) => version)),
      errCode: fc.constantFrom(...CODES),
      status: fc.constantFrom(...STATUSES),
      start: time,
      end: time,
      minRunTime: runTime,
    },
    { requiredKeys: [] },
  );
}

/** The logs as a map, beside the store. */
async function createModel(store: Store) {
  const rules: { name: string; version: string; path: string }[] = [];
  for (const name of ['model/a', 'model/b', 'model/u/:id', 'model/a']) {
    const { version } = await store.rules.add({ name, method: 'ANY', rule: {}, desc: '' }, false, operator);
    rules.push({ name, version, path: `/ps/${name}` });
  }
  // A version that the database does not have: its path stands for the rule.
  rules.push({ name: `${PREFIX}/lost`, version: `V${'0'.repeat(32)}`, path: `${PREFIX}/lost` });
  const logs = new Map<string, RunLog>();
  const matching = (filter: RunLogFilter) => [...logs.values()].filter((log) => matches(log, filter));
  return {
    versions: rules,
    async write(some: readonly RunLog[]): Promise<void> {
      await writeLogs(store.runLogs, some);
      for (const [trx, log] of new Map(some.map((log) => [log.trx, log])))
        if (!isOutdated(log, logs.get(trx))) logs.set(trx, log);
    },
    async check(filter: RunLogFilter): Promise<void> {
      const versions = new Set(rules.map(({ version }) => version));
      const totals = await Promise.all(
        [...versions].map(async (version) => {
          if (filter.version !== undefined && filter.version !== version) return 0;
          const { list, total } = await store.runLogs.page({ ...filter, version }, { page: 1, count: 100 });
          assert.equal(list.length, total);
          const expected = matching({ ...filter, version });
          assert.deepEqual(
            list.map((head) => (head as unknown as RunLog).trx).sort(),
            expected.map(({ trx }) => trx).sort(),
          );
          const starts = list.map((head) => (head as unknown as RunLog).start_datetime);
          assert.deepEqual(starts, starts.toSorted().reverse());
          return total;
        }),
      );
      const expected = matching(filter).length;
      assert.equal(
        totals.reduce((sum, total) => sum + total, 0),
        expected,
      );
      if (Object.keys(filter).length === 0) return;
      const { list } = await store.runLogs.page(filter, { page: 1, count: 100 });
      assert.equal(list.length, expected);
      assert.deepEqual(await inPagesOf(7, (page, count) => store.runLogs.page(filter, { page, count }), 100), list);
    },
    async checkStats({ start, end }: RunLogFilter): Promise<void> {
      const stretch = { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
      for (const name of new Set(rules.map((rule) => rule.name))) {
        const versions = rules.filter((rule) => rule.name === name).map(({ version }) => version);
        const expected = matching(stretch).filter(({ version }) => versions.includes(version));
        const [stats] = await store.runLogs.stats({ ...stretch, name });
        assert.equal(stats?.runs ?? 0, expected.length, `runs of ${name}`);
        if (!stats) continue;
        const errors = expected.filter(({ status }) => status !== 'success').length;
        assert.equal(stats.errorRate, errors / expected.length);
        for (const status of STATUSES)
          assert.equal(stats.byStatus[status] ?? 0, expected.filter((log) => log.status === status).length);
        checkPercentiles(
          stats.answer,
          expected.map(({ resp_time }) => resp_time ?? 0),
        );
        for (const component of stats.components) {
          const calls = expected.flatMap(({ step_logs }) => step_logs[0]?.component_logs ?? []);
          checkPercentiles(
            component,
            calls.filter((call) => call.name === component.name).map((call) => call.run_time),
          );
        }
      }
    },
    async prune(): Promise<void> {
      const before = BEGIN + 2 * HOUR;
      await store.runLogs.prune(before, 1000);
      for (const [trx, log] of logs)
        if (Date.parse(log.end_datetime ?? '') < before && log.status !== 'suspended') logs.delete(trx);
    },
  };
}

/** All that the pages hold, at most `most`; none may hold more than was asked for. */
async function inPagesOf<T>(
  count: number,
  read: (page: number, count: number) => Promise<{ readonly list: readonly T[]; readonly total: number }>,
  most = Infinity,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; ; page++) {
    const { list, total } = await read(page, count);
    assert.equal(list.length, Math.max(0, Math.min(count, total - (page - 1) * count)));
    all.push(...list);
    if (page * count >= total || all.length >= most) return all.slice(0, most);
  }
}

function isOutdated(log: RunLog, stored: RunLog | undefined): boolean {
  if (log.status !== 'suspended' || !stored) return false;
  return stored.status !== 'suspended' || Date.parse(stored.end_datetime ?? '') > Date.parse(log.end_datetime ?? '');
}

function matches(log: RunLog, filter: RunLogFilter): boolean {
  const at = Date.parse(log.start_datetime);
  return (
    (filter.method === undefined || filter.method === log.method) &&
    (filter.path === undefined || filter.path === log.path) &&
    (filter.version === undefined || filter.version === log.version) &&
    (filter.errCode === undefined || filter.errCode === log.error?.code) &&
    (filter.status === undefined || filter.status === log.status) &&
    (filter.start === undefined || filter.start <= at) &&
    (filter.end === undefined || filter.end >= at) &&
    (filter.minRunTime === undefined || filter.minRunTime <= (log.run_time ?? 0))
  );
}

function checkPercentiles(
  found: { count: number; p50: number | null; p95: number | null; p99: number | null },
  durations: readonly number[],
): void {
  const sorted = durations.toSorted((a, b) => a - b);
  assert.equal(found.count, sorted.length);
  for (const [q, value] of [
    [0.5, found.p50],
    [0.95, found.p95],
    [0.99, found.p99],
  ] as const) {
    const exact = sorted[Math.ceil(q * sorted.length) - 1] ?? 0;
    assert.ok(value !== null && Math.abs(value - exact) <= exact * 0.035, `${value} for ${exact}`);
  }
}
