import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RuleStats, StatsFilter } from '../../src/store/store.ts';
import { direct } from './direct.ts';
import { BEGIN, HOUR, iso, logAt, writeLogs } from './log-at.ts';
import { NOTHING, onEachDatabase } from './store-under-test.ts';

const LARGE = ['step_logs', 'request', 'response', 'recoveries'];

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
    await writeLogs(runLogs, [newer, older]);
    assert.deepEqual(await runLogs.get('T1'), older);
    assert.equal(await runLogs.get('T3'), undefined);
    const { list, total } = await runLogs.page({ path }, { page: 1, count: 20 });
    const head = Object.fromEntries(Object.entries(newer).filter(([name]) => !LARGE.includes(name)));
    assert.deepEqual([list[0], total], [head, 2]);
    assert.deepEqual((await runLogs.page({ path }, { page: 2, count: 1 })).list, [{ ...(list[1] as object) }]);
    await writeLogs(runLogs, []);
  });

  it('reads documents of older versions, which are whole logs', async () => {
    const log = logAt(BEGIN, { trx: 'W1', path: '/ps/whole' });
    await writeLogs(db.store.runLogs, [log]);
    await direct(db.url, 'update run_log_document set document = ? where trx = ?', [JSON.stringify(log), 'W1']);
    assert.deepEqual(await db.store.runLogs.get('W1'), log);
  });

  it('writes new logs beside those that there are already', async () => {
    const { runLogs } = db.store;
    const [first, second] = ['B1', 'B2'].map((trx) => logAt(BEGIN, { trx, path: '/ps/beside', version: 'V-BESIDE' }));
    assert.ok(first && second);
    await writeLogs(runLogs, [first]);
    await writeLogs(runLogs, [second, { ...first, status: 'failed' }]);
    assert.deepEqual([(await runLogs.get('B1'))?.status, await runLogs.get('B2')], ['failed', second]);
    assert.deepEqual((await statsOf('V-BESIDE'))?.byStatus, { failed: 1, success: 1 });
  });

  it('replaces the log of a run that goes on, of several of one run the last', async () => {
    const { runLogs } = db.store;
    const first = logAt(BEGIN, { trx: 'R1', path: '/ps/replaced', status: 'suspended' }, [5, 7]);
    await writeLogs(runLogs, [first]);
    const last = { ...first, status: 'success' as const };
    await writeLogs(runLogs, [{ ...first, status: 'recovering' }, last]);
    assert.deepEqual(await runLogs.get('R1'), last);
    assert.deepEqual((await runLogs.page({ path: '/ps/replaced' }, { page: 1, count: 20 })).total, 1);
    assert.deepEqual(
      (await runLogs.page({ path: '/ps/replaced', status: 'suspended' }, { page: 1, count: 20 })).total,
      0,
    );
  });

  for (const [what, trx, request] of [
    ['', 'L1', null],
    [', however large it is', 'L2', 'large'.repeat(30_000)],
  ] as const)
    it(`is not put back by a process that says late that the run was suspended${what}`, async () => {
      const other = await db.another();
      const path = `/ps/late/${trx}`;
      const suspended = { ...logAt(BEGIN, { trx, path, status: 'suspended' }, [5]), request };
      const recovery = { operator: 'olga', start_datetime: iso(BEGIN), end_datetime: iso(BEGIN), changes: null };
      const again = { ...suspended, recoveries: [{ ...recovery, status: 'suspended' as const }] };
      const ended = { ...again, status: 'success' as const };
      await writeLogs(db.store.runLogs, [suspended]);
      for (const newer of [again, ended]) {
        await writeLogs(other.runLogs, [newer]);
        // By its clock it was suspended later.
        await writeLogs(db.store.runLogs, [{ ...suspended, end_datetime: iso(BEGIN + HOUR) }]);
        assert.deepEqual(await db.store.runLogs.get(trx), newer);
      }
      assert.equal((await db.store.runLogs.page({ path }, { page: 1, count: 20 })).total, 1);
      assert.equal((await db.store.runLogs.page({ path, status: 'success' }, { page: 1, count: 20 })).total, 1);
    });

  it('is the newest of those that several processes write at once', async () => {
    const other = await db.another();
    const trxs = Array.from({ length: 40 }, (_, n) => `O${n}`);
    const path = '/ps/at-once';
    await Promise.all(
      trxs.flatMap((trx) => {
        const suspended = logAt(BEGIN, { trx, path, status: 'suspended' }, [5]);
        const writes = [
          writeLogs(db.store.runLogs, [suspended]),
          writeLogs(other.runLogs, [{ ...suspended, status: 'success' }]),
        ];
        return Number(trx.slice(1)) % 2 === 0 ? writes : writes.toReversed();
      }),
    );
    for (const trx of trxs) assert.equal((await other.runLogs.get(trx))?.status, 'success', trx);
    assert.equal((await other.runLogs.page({ path }, { page: 1, count: 1 })).total, trxs.length);
  });

  it('counts each run once, though several processes write and replace logs of one hour at once', async () => {
    const other = await db.another();
    const version = 'V-COUNTED';
    const written = Array.from({ length: 40 }, (_, n) => logAt(BEGIN + n, { trx: `C${n}`, version }, [n]));
    const half = (from: number) => written.slice(from, from + 20);
    for (const status of ['failed', 'success'] as const)
      await Promise.all(
        [db.store, other].flatMap(({ runLogs }, n) =>
          [0, 5, 10, 15].map((from) =>
            writeLogs(
              runLogs,
              half(20 * n)
                .slice(from, from + 5)
                .map((log) => ({ ...log, status })),
            ),
          ),
        ),
      );
    const counted = await statsOf(version);
    assert.deepEqual([counted?.byStatus, counted?.answer.count], [{ success: 40 }, 40]);
    assert.deepEqual(counted?.components, [{ layer: 1, name: 'c0', count: 40, p50: 19, p95: 37, p99: 39 }]);
  });

  it('counts logs of a part of an hour, however many began at once', async () => {
    const version = 'V-AT-ONCE';
    const at = BEGIN + 5 * HOUR + 1;
    await writeLogs(
      db.store.runLogs,
      Array.from({ length: 2100 }, (_, n) => logAt(at, { trx: `A${n}`, version })),
    );
    assert.equal((await statsOf(version, { start: at, end: at }))?.runs, 2100);
    assert.equal((await statsOf(version, { start: at + 1 }))?.runs, undefined);
  });

  it('keeps what is longer than a column, and finds it', async () => {
    const { runLogs } = db.store;
    const path = `/ps/${'\u{1F600}'.repeat(700)}`;
    const code = 'C'.repeat(300);
    const log = logAt(BEGIN, { trx: 'L1', path, error: { code, msg: 'long'.repeat(10_000) } });
    await writeLogs(runLogs, [log]);
    assert.deepEqual(await runLogs.get('L1'), log);
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
    await writeLogs(runLogs, logs);
    assert.equal((await runLogs.page({ path: '/ps/large' }, { page: 1, count: 20 })).total, 20);
    assert.equal((await runLogs.get('B19'))?.request, large);
  });

  it('deletes logs that ended before a time, but none of a run that is suspended', async () => {
    const { runLogs } = db.store;
    const at = BEGIN - 1000 * HOUR;
    const path = '/ps/pruned';
    const ended = Array.from({ length: 5 }, (_, n) => logAt(at + n, { trx: `P${n}`, path }, [1]));
    await writeLogs(runLogs, [...ended, logAt(at, { trx: 'PS', path, status: 'suspended' })]);
    assert.equal(await runLogs.prune(at + 12, 100), 2, 'those that ended 10 ms after they started');
    assert.equal(await runLogs.prune(at + HOUR, 2), 2);
    assert.equal(await runLogs.prune(at + HOUR, 100), 1);
    assert.equal((await runLogs.page({ path }, { page: 1, count: 20 })).total, 1);
    assert.ok(await runLogs.get('PS'));
    assert.equal(await runLogs.get('P0'), undefined);
  });

  it('keeps no statistics of hours and days whose logs are deleted', async () => {
    const { runLogs } = db.store;
    const at = BEGIN - 2000 * HOUR;
    const rows = () => direct(db.url, `select version from run_stats where version = 'V-OVER'`);
    await writeLogs(
      runLogs,
      [0, 1, 2].map((n) => logAt(at + n * HOUR, { trx: `K${n}`, version: 'V-OVER' }, [1])),
    );
    assert.equal((await rows()).length, 4, 'three hours and a day');
    await runLogs.prune(at + HOUR, 100);
    assert.equal((await statsOf('V-OVER'))?.runs, 2);
    await runLogs.prune(at + 3 * HOUR, 100);
    assert.equal((await rows()).length, 0);
  });

  /** Of logs whose version is not known, their path, which is the same in all, stands for the rule. */
  async function statsOf(version: string, filter: StatsFilter = {}): Promise<RuleStats | undefined> {
    await direct(db.url, 'update run_rule set name = version');
    return (await db.store.runLogs.stats({ ...filter, name: version }))[0];
  }
});
