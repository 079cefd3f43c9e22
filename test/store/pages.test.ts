import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { TestContext } from 'node:test';
import type { RunFilter } from '../../src/engine/port.ts';
import type { RunLogFilter, VersionFilter } from '../../src/store/store.ts';
import { MOST_COUNTED, allEntries } from '../../src/store/result-page.ts';
import { direct } from './direct.ts';
import { END, addKeptRuns, addRunLogs, addVersions } from './many-rows.ts';
import { onEachDatabase } from './store-under-test.ts';

/** Run long with TEST_RUN_LOGS=1000000, TEST_VERSIONS=100000 and TEST_KEPT_RUNS=100000. */
const RUN_LOGS = Number(process.env.TEST_RUN_LOGS ?? 12_000);
const VERSIONS = Number(process.env.TEST_VERSIONS ?? 600);
const KEPT_RUNS = Number(process.env.TEST_KEPT_RUNS ?? 300);
/** Of the issue, at these numbers. */
const PAGE_MS = 50;
const STATS_MS = 300;
const GROUPS_MS = 500;
const IS_LONG = RUN_LOGS >= 1_000_000 && VERSIONS >= 100_000;
const HOUR = 3_600_000;

/** Every choice of at most two, or where it is run long three, of these filters, each with every one of its values. */
function combined<F extends object>(parts: readonly (readonly F[])[], atMost = IS_LONG ? 3 : 2): F[] {
  let found: F[] = [{} as F];
  for (const values of parts)
    found = [...found, ...found.flatMap((one) => values.map((value) => ({ ...one, ...value })))];
  return found.filter((one) => Object.keys(one).length <= atMost);
}

const logFilters = combined<RunLogFilter>([
  [{ method: 'POST' }, { method: 'PATCH' }],
  [{ path: '/ps/team7/service/47' }],
  [{ version: 'V00000000000000000000000000000235' }],
  [{ status: 'success' }, { status: 'failed' }, { status: 'cancelled' }],
  [{ errCode: '110006' }, { errCode: '110010' }],
  [{ logId: '00000000000000000000000000000777' }],
  [{ minRunTime: 1 }, { minRunTime: 705 }, { minRunTime: 4000 }],
  [{ start: END - 3 * 24 * HOUR + 1234 }, { end: END - 20 * 24 * HOUR }],
]);

const versionFilters = combined<VersionFilter>([
  [{ name: 'team7/' }, { name: 'team7/service/47' }, { name: 't' }],
  [{ method: 'POST' }, { method: 'PATCH' }],
  [{ active: true }, { active: false }],
  [{ operatorId: 3 }, { operatorId: 99 }],
  [{ start: END - VERSIONS * 500 }, { end: END - VERSIONS * 900 }],
]);

/** Reads pages and keeps the slowest times. */
function createStopwatch() {
  const times: { readonly what: string; readonly ms: number }[] = [];
  return {
    async read<F>(what: string, read: () => Promise<F>): Promise<F> {
      const found = await read();
      const taken: number[] = [];
      for (let n = 0; IS_LONG && n < 3; n++) {
        const begin = performance.now();
        await read();
        taken.push(performance.now() - begin);
      }
      times.push({ what, ms: Math.min(...taken) });
      return found;
    },
    /** @throws where there are as many rows as the issue says, and one reading took longer than it says. */
    end(t: TestContext, mostMs = PAGE_MS): void {
      if (!IS_LONG) return;
      const slowest = times.sort((a, b) => b.ms - a.ms);
      for (const { what, ms } of slowest.slice(0, 8)) t.diagnostic(`${ms.toFixed(1)} ms: ${what}`);
      const middle = slowest[Math.floor(slowest.length / 2)];
      t.diagnostic(`${slowest.length} pages, the middle one ${middle?.ms.toFixed(1) ?? ''} ms`);
      assert.deepEqual(
        slowest.filter(({ ms }) => ms >= mostMs),
        [],
      );
    },
  };
}

onEachDatabase(`pages of ${RUN_LOGS} run logs and ${VERSIONS} versions`, (db) => {
  before(async () => {
    await addVersions(db.url, VERSIONS);
    await addRunLogs(db.url, RUN_LOGS);
    await addKeptRuns(db.url, KEPT_RUNS);
  });

  it('of run logs are right and quick, whatever they are filtered by', async (t) => {
    const watch = createStopwatch();
    for (const filter of logFilters) {
      const counted = IS_LONG ? undefined : await countRunLogs(db.url, filter);
      for (const page of pagesOf(counted)) {
        const what = `page ${page} of ${JSON.stringify(filter)}`;
        const found = await watch.read(what, () => db.store.runLogs.page(filter, { page, count: 20 }));
        if (counted === undefined) continue;
        assert.equal(found.total, Math.min(counted, MOST_COUNTED), what);
        assert.equal(found.isTotalExact, counted <= MOST_COUNTED, what);
        assert.equal(found.list.length, Math.max(0, Math.min(20, counted - (page - 1) * 20)), what);
        assert.equal(found.next === null, page * 20 >= counted, what);
      }
    }
    watch.end(t);
  });

  it('of run logs go on to the end, at the same cost', async (t) => {
    const watch = createStopwatch();
    const { runLogs } = db.store;
    for (const filter of [{}, { method: 'POST' }, { status: 'success' as const, minRunTime: 1 }]) {
      const { next } = await runLogs.page(filter, { page: IS_LONG ? 500 : 200, count: 20 });
      assert.ok(next);
      // Half way to the end.
      const after = IS_LONG ? `${END - 15 * 24 * HOUR}.${RUN_LOGS / 2}` : next;
      await watch.read(`behind ${after} of ${JSON.stringify(filter)}`, () =>
        runLogs.page(filter, { count: 20, after }),
      );
      if (IS_LONG) continue;
      const all = await allEntries((place) => runLogs.page(filter, place));
      const trxs = all.map((head) => (head as { trx: string }).trx);
      assert.equal(trxs.length, await countRunLogs(db.url, filter));
      // By the number in their trx they are in the order of time.
      assert.deepEqual(trxs, trxs.toSorted().reverse());
    }
    watch.end(t);
  });

  it('of kept runs are quick', async (t) => {
    const watch = createStopwatch();
    const { runs } = db.store;
    const filters: RunFilter[] = [
      {},
      { status: 'suspended' },
      { method: 'POST' },
      { errCode: '110006' },
      { path: '/ps/team7/service/47' },
      { start: END - KEPT_RUNS * 500, status: 'recovering' },
    ];
    for (const filter of filters)
      for (const page of [1, 40, 500])
        await watch.read(`page ${page} of kept runs, ${JSON.stringify(filter)}`, () =>
          runs.page(filter, { page, count: 20 }),
        );
    const { total, isTotalExact } = await runs.page({}, { count: 1 });
    assert.deepEqual([total, isTotalExact], [Math.min(MOST_COUNTED, KEPT_RUNS * 1.1), KEPT_RUNS * 1.1 <= MOST_COUNTED]);
    assert.equal(await runs.countSuspended(), KEPT_RUNS);
    watch.end(t);
  });

  it('of groups of suspended runs are right and quick', async (t) => {
    const watch = createStopwatch();
    const { runs } = db.store;
    for (const filter of [{}, { method: 'POST' }, { errCode: '110006' }, { errComponent: 'call1' }]) {
      const { list, more } = await watch.read(`groups of ${JSON.stringify(filter)}`, () => runs.groups(filter, 200));
      const counts = list.map(({ count }) => count);
      assert.deepEqual(
        counts,
        counts.toSorted((a, b) => b - a),
      );
      const { total } = await runs.page({ ...filter, status: 'suspended' }, { count: 1 });
      const sum = counts.reduce((all, count) => all + count, 0);
      if (!more && total < MOST_COUNTED) assert.equal(sum, total, JSON.stringify(filter));
    }
    watch.end(t, GROUPS_MS);
  });

  it('of statistics over 30 days are quick', async (t) => {
    const watch = createStopwatch();
    const stats = await watch.read('statistics', () =>
      db.store.runLogs.stats({ start: END - 30 * 24 * HOUR, end: END }),
    );
    assert.equal(
      stats.reduce((sum, { runs }) => sum + runs, 0),
      RUN_LOGS,
    );
    watch.end(t, STATS_MS);
  });

  it('of versions are right and quick, whatever they are filtered by', async (t) => {
    const watch = createStopwatch();
    for (const filter of versionFilters) {
      for (const page of [1, 3]) {
        const what = `page ${page} of ${JSON.stringify(filter)}`;
        const { list, total } = await watch.read(what, () => db.store.rules.page(filter, { page, count: 20 }));
        assert.equal(list.length, Math.max(0, Math.min(20, total - (page - 1) * 20)), what);
        const times = list.map(({ createdAt }) => createdAt);
        assert.deepEqual(
          times,
          [...times].sort((a, b) => b - a),
        );
      }
    }
    watch.end(t);
  });
});

/** The first, the last that pages by their number reach, and one between them. */
function pagesOf(counted: number | undefined): number[] {
  if (counted === undefined) return [1, 40, 500];
  const last = Math.max(1, Math.ceil(Math.min(counted, MOST_COUNTED) / 20));
  return [...new Set([1, Math.ceil(last / 2), last])];
}

async function countRunLogs(url: string, filter: RunLogFilter): Promise<number> {
  const conditions = {
    method: 'method = ?',
    path: 'path = ?',
    version: 'version = ?',
    status: 'status = ?',
    errCode: 'err_code = ?',
    logId: 'log_id = ?',
    minRunTime: 'run_time >= ?',
    start: 'start_at >= ?',
    end: 'start_at <= ?',
  };
  const chosen = Object.entries(filter) as [keyof typeof conditions, string | number][];
  const where = chosen.map(([name]) => conditions[name]).join(' and ') || '1 = 1';
  const [row] = await direct(
    url,
    `select count(*) as total from run_log where ${where}`,
    chosen.map(([, value]) => value),
  );
  return Number(row?.total);
}
