import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { newTrx } from '../../src/engine/ids.ts';
import type { NewKeptRun } from '../../src/engine/port.ts';
import { allEntries } from '../../src/store/result-page.ts';
import { until } from '../fixture/until.ts';
import { direct } from './direct.ts';
import { keptRun } from './kept-run.ts';
import { NOTHING, onEachDatabase } from './store-under-test.ts';

const run = promisify(execFile);

/** What may be found of a run of `writer.ts` after it reported a state. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  one: ['one', 'two'],
  two: ['two', 'ended'],
  ended: ['ended'],
};

onEachDatabase('kept runs', (db) => {
  it('keeps a running run under a lease of its owner, on the database’s clock', async () => {
    const { runs } = await db.another({ leaseMs: 3_600_000 });
    const kept = keptRun({ errMsg: 'ü\u{1F600}', path: `/ps/${'long'.repeat(2000)}`, errCode: 'C'.repeat(2000) });
    await runs.insert(kept);
    const found = await runs.get(kept.trx);
    assert.ok(found?.leaseUntil);
    assert.deepEqual({ ...kept, ...found }, found);
    assert.equal(found.leaseUntil - found.createdAt, 3_600_000);
    assert.deepEqual([found.epoch, found.owner], [1, 'process-1']);
    assert.deepEqual(await runs.getById(found.id), found);
    assert.equal(await runs.get(newTrx()), undefined);
    const suspended = keptRun({ status: 'suspended' });
    await runs.insert(suspended);
    const other = await runs.get(suspended.trx);
    assert.deepEqual([other?.leaseUntil, other?.owner], [null, null]);
  });

  it('changes a run only for a caller that knows its status and epoch', async () => {
    const { runs } = db.store;
    const { trx } = keptRun();
    await runs.insert(keptRun({ trx }));
    assert.equal(await runs.checkpoint(trx, 1, { curStep: 2, state: 'two' }), true);
    assert.equal(await runs.checkpoint(trx, 2, { curStep: 9 }), false);
    assert.equal(await runs.transition(trx, ['suspended'], 1, 'recovering', {}), false);
    assert.equal(await runs.transition(trx, ['running'], 2, 'success', {}), false);
    const before = await runs.get(trx);
    assert.deepEqual([before?.curStep, before?.state, before?.status], [2, 'two', 'running']);
    assert.equal(await runs.transition(trx, ['running'], 1, 'suspended', { cause: 'error', errCode: '110007' }), true);
    const after = await runs.get(trx);
    assert.deepEqual(
      [after?.status, after?.cause, after?.leaseUntil, after?.owner],
      ['suspended', 'error', null, null],
    );
    assert.equal(await runs.checkpoint(trx, 1, { state: 'edited' }), true);
    assert.equal(await runs.transition(trx, ['suspended'], 1, 'cancelled', {}), true);
    assert.equal(await runs.checkpoint(trx, 1, { curStep: 9 }), false, 'it has ended');
  });

  it('lets exactly one of many claims win, from many stores', async () => {
    const stores = [db.store, await db.another(), await db.another()];
    const { trx } = keptRun();
    await db.store.runs.insert(keptRun({ trx, status: 'suspended' }));
    const claims = await Promise.all(
      Array.from({ length: 30 }, async (_, n) => stores[n % 3]?.runs.claim(trx, `claimer-${n}`)),
    );
    const won = claims.filter((claim) => typeof claim === 'object');
    assert.equal(won.length, 1);
    assert.equal(claims.filter((claim) => claim === 'conflict').length, 29);
    assert.deepEqual([won[0]?.status, won[0]?.epoch, won[0]?.recoverCount], ['recovering', 2, 1]);
    assert.equal((await db.store.runs.get(trx))?.owner, won[0]?.owner);
    assert.equal(await db.store.runs.claim(newTrx(), 'x'), 'missing');
  });

  it('lets exactly one of several processes win', async () => {
    const trxs = Array.from({ length: 20 }, newTrx);
    await Promise.all(trxs.map((trx) => db.store.runs.insert(keptRun({ trx, status: 'suspended' }))));
    const claimer = new URL('claimer.ts', import.meta.url).pathname;
    const outputs = await Promise.all(
      ['a', 'b'].map((owner) => run(process.execPath, [claimer, db.url, owner, ...trxs])),
    );
    const [a = [], b = []] = outputs.map(({ stdout }) => JSON.parse(stdout) as string[]);
    for (const [n, trx] of trxs.entries()) {
      assert.deepEqual([a[n], b[n]].sort(), [a[n] === 'a' ? 'a' : 'b', 'conflict'].sort());
      assert.equal((await db.store.runs.get(trx))?.owner, a[n] === 'a' ? 'a' : 'b');
    }
  });

  it('makes a run whose lease has run out suspended, once, and fences its old owner off', async () => {
    const stores = [await db.another({ leaseMs: 1 }), await db.another({ leaseMs: 1 })];
    const trxs = Array.from({ length: 10 }, newTrx);
    await Promise.all(trxs.map(async (trx) => stores[0]?.runs.insert(keptRun({ trx, state: `of ${trx}` }))));
    const reaped: string[] = [];
    await until(async () => {
      const found = await Promise.all(stores.map((store) => store.runs.reapExpired()));
      for (const kept of found.flat().filter(({ trx }) => trxs.includes(trx))) {
        assert.deepEqual(
          [kept.status, kept.cause, kept.epoch, kept.state],
          ['suspended', 'crash', 2, `of ${kept.trx}`],
        );
        reaped.push(kept.trx);
      }
      return reaped.length >= trxs.length;
    });
    assert.deepEqual(reaped.sort(), [...trxs].sort());
    const [trx = ''] = trxs;
    assert.equal(await stores[0]?.runs.checkpoint(trx, 1, { curStep: 2 }), false);
    assert.equal(await stores[0]?.runs.transition(trx, ['running'], 1, 'success', {}), false);
  });

  it('renews the leases that an owner still has, and says which', async () => {
    const { runs } = await db.another({ leaseMs: 180_000 });
    const short = await db.another({ leaseMs: 60_000 });
    const mine = keptRun({ owner: 'mine' });
    const other = keptRun({ owner: 'other' });
    await short.runs.insert(mine);
    await short.runs.insert(other);
    const before = await runs.get(mine.trx);
    assert.deepEqual(await runs.renewLeases('mine', [mine.trx, other.trx, 'TRX of nobody']), [mine.trx]);
    assert.deepEqual(await runs.renewLeases('mine', []), []);
    assert.ok(((await runs.get(mine.trx))?.leaseUntil ?? 0) - (before?.leaseUntil ?? 0) >= 120_000);
    assert.ok(((await runs.get(other.trx))?.leaseUntil ?? 0) - (before?.leaseUntil ?? 0) < 60_000);
    assert.deepEqual(await runs.reapExpired(), []);
  });

  it('keeps a run that has ended, without its state, until it is pruned', async () => {
    const { runs } = db.store;
    await runs.prune(Date.now() + 60_000, 1000);
    const { trx } = keptRun();
    await runs.insert(keptRun({ trx, status: 'suspended', clientId: 'somebody' }));
    assert.deepEqual(await runs.ofClient('somebody', 10), [trx]);
    assert.equal(await runs.transition(trx, ['suspended'], 1, 'cancelled', { state: 'more' }), true);
    const ended = await runs.get(trx);
    assert.deepEqual([ended?.status, ended?.state], ['cancelled', '']);
    assert.equal(await runs.claim(trx, 'x'), 'conflict');
    const suspended = keptRun({ status: 'suspended' });
    await runs.insert(suspended);
    assert.equal(await runs.prune((ended?.updatedAt ?? 0) - 1, 100), 0);
    assert.ok((await runs.prune(Date.now() + 60_000, 100)) > 0);
    assert.equal(await runs.get(trx), undefined);
    assert.deepEqual(await direct(db.url, 'select trx from run_client'), []);
    assert.ok(await runs.get(suspended.trx));
  });

  it('pages the suspended and recovering runs, or those of a status, newest first', async () => {
    const { runs } = db.store;
    const path = 'only/here';
    const kept: NewKeptRun[] = [];
    for (const status of ['suspended', 'running', 'suspended', 'success'] as const) {
      const one = keptRun({ path, status, errCode: status === 'success' ? null : '110006', logId: status });
      kept.push(one);
      await runs.insert(one);
    }
    assert.equal(typeof (await runs.claim(kept[0]?.trx ?? '', 'x')), 'object');
    const trxs = async (filter: Parameters<typeof runs.page>[0]) => {
      const { list, total } = await runs.page({ path, ...filter }, { page: 1, count: 10 });
      assert.equal(total, list.length);
      return list.map(({ trx }) => kept.findIndex((one) => one.trx === trx));
    };
    assert.deepEqual(await trxs({}), [2, 0]);
    assert.deepEqual(await trxs({ status: 'recovering' }), [0]);
    assert.deepEqual(await trxs({ status: 'running' }), [1]);
    assert.deepEqual(await trxs({ status: 'success' }), [3]);
    assert.deepEqual(await trxs({ errCode: '110006' }), [2, 0]);
    assert.deepEqual(await trxs({ logId: 'suspended', trx: kept[2]?.trx ?? '' }), [2]);
    assert.deepEqual(await trxs({ method: 'GET' }), []);
    assert.deepEqual(await trxs({ version: 'V' }), []);
    assert.deepEqual(await trxs({ start: Date.now() + 60_000 }), []);
    assert.deepEqual(await trxs({ start: 0, end: Date.now() + 60_000 }), [2, 0]);
  });

  it('pages runs of several statuses in one order, also from one to the next', async () => {
    const { runs } = db.store;
    const path = `/ps/${'\u{1F600}'.repeat(700)}`;
    const errCode = 'C'.repeat(300);
    const kept = Array.from({ length: 9 }, () => keptRun({ path, status: 'suspended', errCode }));
    for (const one of kept) await runs.insert(one);
    for (const n of [1, 4, 5, 8]) assert.equal(typeof (await runs.claim(kept[n]?.trx ?? '', 'x')), 'object');
    const found: number[] = [];
    for (const page of [1, 2, 3, 4, 5, 6]) {
      const { list, total } = await runs.page({ path, errCode }, { page, count: 2 });
      assert.equal(total, 9);
      found.push(...list.map(({ trx }) => kept.findIndex((one) => one.trx === trx)));
    }
    assert.deepEqual(found, [8, 7, 6, 5, 4, 3, 2, 1, 0]);
    const entries = await allEntries((place) => runs.page({ path, errCode }, { ...place, count: 2 }));
    assert.deepEqual(
      entries.map(({ trx }) => kept.findIndex((one) => one.trx === trx)),
      found,
    );
    for (const other of [{ errCode: `${errCode}C` }, { errCode: 'C'.repeat(64) }, { path: `${path}/a` }])
      assert.deepEqual(await runs.page(other, { page: 1, count: 2 }), NOTHING);
  });

  async function dueTrxs(limit: number): Promise<string[]> {
    return (await db.store.runs.due(limit)).map(({ trx }) => trx);
  }

  it('finds the suspended runs whose automatic recovery is due', async () => {
    const { runs } = db.store;
    const due = keptRun({ status: 'suspended', recoverAt: 1000 });
    const first = keptRun({ status: 'suspended', recoverAt: 500 });
    const later = keptRun({ status: 'suspended', recoverAt: Date.now() + 3_600_000 });
    const running = keptRun({ recoverAt: 1000 });
    for (const one of [due, first, later, running]) await runs.insert(one);
    assert.deepEqual(await dueTrxs(10), [first.trx, due.trx]);
    assert.deepEqual(await dueTrxs(1), [first.trx]);
  });

  it('does not take a crashed run for due before somebody has looked after it', async () => {
    const { runs } = db.store;
    const crashed = keptRun({ recoverAt: 1000 });
    await (await db.another({ leaseMs: 1 })).runs.insert(crashed);
    await until(async () => (await runs.reapExpired()).some(({ trx }) => trx === crashed.trx));
    assert.ok(!(await dueTrxs(100)).includes(crashed.trx));
    await runs.checkpoint(crashed.trx, 2, { recoverAt: 1000 });
    assert.ok((await dueTrxs(100)).includes(crashed.trx));
  });

  it('leaves nothing of a state readable, and does not open one that was changed or moved', async () => {
    const { runs } = db.store;
    const one = keptRun({ state: '{"card":"4111 1111"}' });
    const two = keptRun({ state: 'other' });
    await runs.insert(one);
    await runs.insert(two);
    const rows = await direct(db.url, 'SELECT state FROM run WHERE trx = ?', [one.trx]);
    const encrypted = rows[0]?.state as Uint8Array;
    assert.ok(!Buffer.from(encrypted).includes('4111'));
    await direct(db.url, 'UPDATE run SET state = ? WHERE trx = ?', [encrypted, two.trx]);
    await assert.rejects(runs.get(two.trx), new RegExp(two.trx));
    const changed = Buffer.from(encrypted);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    await direct(db.url, 'UPDATE run SET state = ? WHERE trx = ?', [changed, one.trx]);
    await assert.rejects(runs.get(one.trx), new RegExp(one.trx));
    await direct(db.url, 'DELETE FROM run WHERE trx = ? OR trx = ?', [one.trx, two.trx]);
  });

  it('finds every run as it was last reported when its process was killed', async () => {
    const writer = new URL('writer.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [writer, db.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    const reported = new Map<string, string>();
    for await (const line of createInterface({ input: child.stdout })) {
      const [trx = '', state = ''] = line.split(' ');
      reported.set(trx, state);
      if (reported.size === 60) child.kill('SIGKILL');
    }
    for (const [trx, state] of reported) {
      const kept = await db.store.runs.get(trx);
      const known = kept && (kept.status === 'success' ? ['ended'] : [kept.state]);
      // One step more may have been committed than was reported.
      assert.ok(known && NEXT[state]?.includes(known[0] ?? ''), `${trx}: reported ${state}, found ${String(known)}`);
    }
  });

  it('takes many states at once, which no packet of a server would hold together', async () => {
    const { runs } = db.store;
    const kept = Array.from({ length: 60 }, (_, n) => keptRun({ state: `"${String(n).repeat(30_000)}"` }));
    await Promise.all(kept.map((one) => runs.insert(one)));
    const changed = kept.map(async (one, n) => runs.checkpoint(one.trx, n % 3 === 0 ? 2 : 1, { state: '"changed"' }));
    assert.deepEqual(
      await Promise.all(changed),
      kept.map((_, n) => n % 3 !== 0),
    );
    for (const [n, { trx, state }] of kept.entries())
      assert.equal((await runs.get(trx))?.state, n % 3 === 0 ? state : '"changed"');
  });

  it('tells each member of a group of writes its own result, when one of them fails', async () => {
    const { runs } = db.store;
    const there = keptRun();
    await runs.insert(there);
    const fresh = Array.from({ length: 5 }, () => keptRun());
    const outcomes = await Promise.allSettled([
      ...fresh.slice(0, 3).map((one) => runs.insert(one)),
      runs.insert({ ...there, state: 'again' }),
      runs.checkpoint(there.trx, 1, { curStep: 2 }),
      runs.checkpoint(there.trx, 7, { curStep: 7 }),
      ...fresh.slice(3).map((one) => runs.insert(one)),
    ]);
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? (outcome.value ?? 'inserted') : 'rejected')),
      ['inserted', 'inserted', 'inserted', 'rejected', true, false, 'inserted', 'inserted'],
    );
    for (const one of fresh) assert.ok(await runs.get(one.trx));
    const kept = await runs.get(there.trx);
    assert.deepEqual([kept?.state, kept?.curStep], [there.state, 2]);
  });
});
