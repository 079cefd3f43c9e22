import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { RunStatus } from '../../src/engine/port.ts';
import type { RunLog } from '../../src/engine/run-log.ts';
import { bucketOf, durationOf, percentile } from '../../src/store/histogram.ts';
import type { RunLogFilter, Store } from '../../src/store/store.ts';
import { componentLog, runLog } from '../observe/run-log.ts';
import { NOTHING, onEachDatabase, operator } from './store-under-test.ts';

const HOUR = 3_600_000;
const BEGIN = Date.parse('2026-03-01T10:00:00.000Z');

const LARGE = ['step_logs', 'request', 'response', 'recoveries'];

const iso = (at: number): string => new Date(at).toISOString();

/** A log that started `at`, with one component per given duration. */
function logAt(at: number, fields: Partial<RunLog> = {}, durations: readonly number[] = []): RunLog {
  const component_logs = durations.map((run_time, n) => componentLog({ name: `c${n}`, run_time }));
  const layer = { step: 1, action_count: durations.length, run_time: 1, error: null, component_logs };
  return runLog({
    start_datetime: iso(at),
    end_datetime: iso(at + 10),
    step_logs: [{ ...layer, start_datetime: iso(at), end_datetime: iso(at) }],
    ...fields,
  });
}

onEachDatabase('run logs', (db) => {
  it('gives back the document, and pages heads newest first without the large parts', async () => {
    const { runLogs } = db.store;
    const path = '/ps/documents';
    const older = logAt(BEGIN, {
      trx: 'T1',
      path,
      request: { body: { a: ['ü\u{1F600}'] } },
      response: { status: 200 },
    });
    const newer = logAt(BEGIN + 1, { trx: 'T2', path, error: { code: '110006', msg: 'no' }, status: 'failed' });
    await runLogs.writeAll([newer, older]);
    assert.deepEqual(await runLogs.get('T1'), older);
    assert.equal(await runLogs.get('T3'), undefined);
    const { list, total } = await runLogs.page({ path }, { page: 1, count: 20 });
    const head = Object.fromEntries(Object.entries(newer).filter(([name]) => !LARGE.includes(name)));
    assert.deepEqual([list[0], total], [head, 2]);
    assert.deepEqual((await runLogs.page({ path }, { page: 2, count: 1 })).list, [{ ...(list[1] as object) }]);
    await runLogs.writeAll([]);
  });

  it('replaces the log of a run that goes on, of several of one run the last', async () => {
    const { runLogs } = db.store;
    const first = logAt(BEGIN, { trx: 'R1', path: '/ps/replaced', status: 'suspended' }, [5, 7]);
    await runLogs.writeAll([first]);
    const last = { ...first, status: 'success' as const };
    await runLogs.writeAll([{ ...first, status: 'recovering' }, last]);
    assert.deepEqual(await runLogs.get('R1'), last);
    assert.deepEqual((await runLogs.page({ path: '/ps/replaced' }, { page: 1, count: 20 })).total, 1);
    assert.deepEqual(
      (await runLogs.page({ path: '/ps/replaced', status: 'suspended' }, { page: 1, count: 20 })).total,
      0,
    );
  });

  it('is not put back by a process that says late that the run was suspended', async () => {
    const other = await db.another();
    const suspended = logAt(BEGIN, { trx: 'L1', path: '/ps/late', status: 'suspended' }, [5]);
    const recovery = { operator: 'olga', start_datetime: iso(BEGIN), end_datetime: iso(BEGIN), changes: null };
    const again = { ...suspended, recoveries: [{ ...recovery, status: 'suspended' as const }] };
    const ended = { ...again, status: 'success' as const };
    await db.store.runLogs.writeAll([suspended]);
    for (const newer of [again, ended]) {
      await other.runLogs.writeAll([newer]);
      // By its clock it was suspended later.
      await db.store.runLogs.writeAll([{ ...suspended, end_datetime: iso(BEGIN + HOUR) }]);
      assert.deepEqual(await db.store.runLogs.get('L1'), newer);
    }
    assert.equal((await db.store.runLogs.page({ path: '/ps/late' }, { page: 1, count: 20 })).total, 1);
    assert.equal(
      (await db.store.runLogs.page({ path: '/ps/late', status: 'success' }, { page: 1, count: 20 })).total,
      1,
    );
  });

  it('is the newest of those that several processes write at once', async () => {
    const other = await db.another();
    const trxs = Array.from({ length: 40 }, (_, n) => `O${n}`);
    const path = '/ps/at-once';
    await Promise.all(
      trxs.flatMap((trx) => {
        const suspended = logAt(BEGIN, { trx, path, status: 'suspended' }, [5]);
        const writes = [
          db.store.runLogs.writeAll([suspended]),
          other.runLogs.writeAll([{ ...suspended, status: 'success' }]),
        ];
        return Number(trx.slice(1)) % 2 === 0 ? writes : writes.toReversed();
      }),
    );
    for (const trx of trxs) assert.equal((await other.runLogs.get(trx))?.status, 'success', trx);
    assert.equal((await other.runLogs.page({ path }, { page: 1, count: 1 })).total, trxs.length);
  });

  it('keeps what is longer than a column, and finds it', async () => {
    const { runLogs } = db.store;
    const path = `/ps/${'\u{1F600}'.repeat(700)}`;
    const code = 'C'.repeat(300);
    const log = logAt(BEGIN, { trx: 'L1', path, error: { code, msg: 'long' } });
    await runLogs.writeAll([log]);
    assert.equal((await runLogs.page({ path, errCode: code }, { page: 1, count: 20 })).total, 1);
    for (const other of [
      { errCode: code.slice(1) },
      { errCode: `${code}C` },
      { path: `${path}/a` },
      { path, errCode: 'C' },
    ])
      assert.deepEqual(await runLogs.page({ errCode: code, ...other }, { page: 1, count: 20 }), NOTHING);
    assert.deepEqual(await runLogs.get('L1'), log);
  });

  it('writes logs of a megabyte each in one group', async () => {
    const { runLogs } = db.store;
    const large = 'x'.repeat(1024 * 1024);
    const logs = Array.from({ length: 20 }, (_, n) =>
      logAt(BEGIN, { trx: `B${n}`, path: '/ps/large', request: large }),
    );
    await runLogs.writeAll(logs);
    assert.equal((await runLogs.page({ path: '/ps/large' }, { page: 1, count: 20 })).total, 20);
    assert.equal((await runLogs.get('B19'))?.request, large);
  });

  it('deletes logs that ended before a time, but none of a run that is suspended', async () => {
    const { runLogs } = db.store;
    const at = BEGIN - 1000 * HOUR;
    const path = '/ps/pruned';
    const ended = Array.from({ length: 5 }, (_, n) => logAt(at + n, { trx: `P${n}`, path }, [1]));
    await runLogs.writeAll([...ended, logAt(at, { trx: 'PS', path, status: 'suspended' })]);
    assert.equal(await runLogs.prune(at + 12, 100), 2, 'those that ended 10 ms after they started');
    assert.equal(await runLogs.prune(at + HOUR, 2), 2);
    assert.equal(await runLogs.prune(at + HOUR, 100), 1);
    assert.equal((await runLogs.page({ path }, { page: 1, count: 20 })).total, 1);
    assert.ok(await runLogs.get('PS'));
    assert.equal(await runLogs.get('P0'), undefined);
  });

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
      await store.runLogs.writeAll(some);
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
      // Other tests of the suite leave logs beside those of the model, but none of these.
      const { list, total } = await store.runLogs.page(filter, { page: 1, count: 100 });
      const ofModel = list.filter((head) => (head as unknown as RunLog).trx.startsWith('MODEL'));
      if (total <= 100) assert.equal(ofModel.length, expected);
      assert.deepEqual(await inPagesOf(7, (page, count) => store.runLogs.page(filter, { page, count }), 100), list);
    },
    async checkStats({ start, end }: RunLogFilter): Promise<void> {
      const interval = { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
      for (const name of new Set(rules.map((rule) => rule.name))) {
        const versions = rules.filter((rule) => rule.name === name).map(({ version }) => version);
        const expected = matching(interval).filter(({ version }) => versions.includes(version));
        const [stats] = await store.runLogs.stats({ ...interval, name });
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

it('puts a duration into a bucket within 3 % of it, exactly below 64 ms', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000_000 }), (ms) => {
      const back = durationOf(bucketOf(ms));
      assert.ok(Math.abs(back - ms) <= (ms < 64 ? 0 : ms * 0.033));
    }),
  );
  assert.equal(percentile(new Map(), 0.5), null);
  assert.equal(
    percentile(
      new Map([
        [1, 1],
        [2, 1],
      ]),
      0.5,
    ),
    1,
  );
});
