import assert from 'node:assert/strict';
import { it } from 'node:test';
import { until } from '../fixture/until.ts';
import { direct } from './direct.ts';
import { keptRun } from './kept-run.ts';
import { onEachDatabase } from './store-under-test.ts';

onEachDatabase('idempotency keys', (db) => {
  it('runs the first request of a key only, over all instances', async () => {
    const stores = [db.store, await db.another()];
    const begun = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => stores[n % 2]?.idempotency.begin('once', 'payload', `TRX${n}`)),
    );
    assert.equal(begun.filter((one) => one?.kind === 'new').length, 1);
    assert.equal(begun.filter((one) => one?.kind === 'running').length, 19);
    assert.deepEqual(await stores[1]?.idempotency.begin('once', 'other', 'TRX'), { kind: 'mismatch' });
  });

  it('gives the answer and trx of the first request afterwards, also to another instance', async () => {
    const other = await db.another();
    const { idempotency } = db.store;
    assert.deepEqual(await idempotency.begin('answered', 'p', 'FIRST'), { kind: 'new' });
    await idempotency.finish('FIRST', '{"status":202}');
    assert.deepEqual(await other.idempotency.begin('answered', 'p', 'SECOND'), {
      kind: 'done',
      trx: 'FIRST',
      answer: '{"status":202}',
    });
    assert.deepEqual(await other.idempotency.begin('answered', 'q', 'SECOND'), { kind: 'mismatch' });
  });

  it('gives the answer of a recovery from the commit on that ends the run; no late first answer takes its place', async () => {
    const { idempotency, runs } = db.store;
    const run = keptRun({ status: 'suspended', keyed: true });
    await idempotency.begin('recovered', 'p', run.trx);
    await runs.insert({ ...run, answer: '{"status":202}' });
    const replayed = async (): Promise<unknown> => idempotency.begin('recovered', 'p', 'SECOND');
    assert.deepEqual(await replayed(), { kind: 'done', trx: run.trx, answer: '{"status":202}' });
    const other = await db.another();
    assert.equal(await other.runs.transition(run.trx, ['suspended'], 2, 'cancelled', { answer: 'not so' }), false);
    assert.deepEqual(await replayed(), { kind: 'done', trx: run.trx, answer: '{"status":202}' });
    assert.equal(
      await other.runs.transition(run.trx, ['suspended'], 1, 'cancelled', { answer: '{"status":409}' }),
      true,
    );
    await idempotency.finish(run.trx, '{"status":202}');
    assert.deepEqual(await replayed(), { kind: 'done', trx: run.trx, answer: '{"status":409}' });
  });

  it('frees a key that is released, but not one that has an answer', async () => {
    const { idempotency } = db.store;
    await idempotency.begin('freed', 'p', 'FREED');
    await idempotency.release('FREED');
    assert.deepEqual(await idempotency.begin('freed', 'p', 'AGAIN'), { kind: 'new' });
    await idempotency.finish('AGAIN', 'answer');
    await idempotency.release('AGAIN');
    assert.equal((await idempotency.begin('freed', 'p', 'THIRD')).kind, 'done');
  });

  it('holds a key while its process lives, and frees it when that has died', async () => {
    const mortal = await db.another({ leaseMs: 300 });
    await mortal.idempotency.begin('left', 'p', 'LEFT');
    const lease = async () => (await direct(db.url, "SELECT lease_until FROM run WHERE trx = 'LEFT'"))[0]?.lease_until;
    const first = await lease();
    await until(async () => {
      assert.deepEqual(await mortal.runs.renewLeases('me', []), ['LEFT']);
      return (await lease()) !== first;
    });
    assert.deepEqual(await db.store.idempotency.begin('left', 'p', 'NEXT'), { kind: 'running' });
    await mortal.close();
    await until(async () => (await db.store.idempotency.begin('left', 'p', 'NEXT')).kind === 'new');
    assert.deepEqual(await direct(db.url, "SELECT trx FROM run WHERE trx = 'LEFT'"), []);
  });

  it('does not free the key of a dead process whose run was kept, until its answer comes', async () => {
    const mortal = await db.another({ leaseMs: 1 });
    const run = keptRun({ keyed: true });
    await mortal.idempotency.begin('kept', 'p', run.trx);
    await mortal.runs.insert(run);
    await mortal.close();
    await until(async () => (await db.store.runs.reapExpired()).some(({ trx }) => trx === run.trx));
    assert.deepEqual(await db.store.idempotency.begin('kept', 'p', 'NEXT'), { kind: 'running' });
    const answer = async (): Promise<unknown> => {
      const found = await db.store.idempotency.begin('kept', 'p', 'NEXT');
      return found.kind === 'done' ? found.answer : found.kind;
    };
    for (const answerIfPending of ['first', 'later']) await db.store.runs.checkpoint(run.trx, 2, { answerIfPending });
    assert.equal(await answer(), 'first');
    await db.store.runs.transition(run.trx, ['suspended'], 2, 'cancelled', { answer: 'cancelled' });
    assert.equal(await answer(), 'cancelled');
  });

  it('holds a key in a row that is no kept run, until its run is kept', async () => {
    const { idempotency, runs } = db.store;
    const short = await db.another({ leaseMs: 1 });
    const run = keptRun({ path: 'only/of/a/key', owner: 'me', keyed: true });
    await short.idempotency.begin('of a row', 'p', run.trx);
    const [{ id } = {}] = await direct(db.url, 'SELECT id FROM run WHERE trx = ?', [run.trx]);
    assert.equal(await runs.get(run.trx), undefined);
    assert.equal(await runs.getById(Number(id)), undefined);
    assert.equal(await runs.claim(run.trx, 'me'), 'missing');
    assert.ok((await runs.reapExpired()).every(({ trx }) => trx !== run.trx));
    assert.equal(await runs.transition(run.trx, ['running', 'suspended', 'recovering'], 0, 'cancelled', {}), false);
    await runs.insert(run);
    await assert.rejects(runs.insert(run));
    const kept = await runs.get(run.trx);
    assert.deepEqual([kept?.status, kept?.path, kept?.epoch, kept?.owner], ['running', run.path, 1, 'me']);
    await runs.transition(run.trx, ['running'], 1, 'success', { answer: 'done' });
    assert.deepEqual(await idempotency.begin('of a row', 'p', 'NEXT'), {
      kind: 'done',
      trx: run.trx,
      answer: 'done',
    });
    // Nothing is left to be leased.
    await short.runs.renewLeases('me', []);
    assert.deepEqual(await short.runs.renewLeases('me', []), []);
  });

  it('frees the key of a run that could not begin', async () => {
    const { idempotency, runs } = db.store;
    const run = keptRun({ keyed: true });
    await idempotency.begin('failed', 'p', run.trx);
    await runs.insert(run);
    await idempotency.release(run.trx);
    assert.equal((await runs.get(run.trx))?.status, 'running');
    assert.deepEqual(await idempotency.begin('failed', 'p', 'LATER'), { kind: 'new' });
    const late = keptRun({ keyed: true });
    await idempotency.begin('failed late', 'p', late.trx);
    await runs.insert(late);
    assert.equal((await idempotency.begin('failed late', 'p', 'LAST')).kind, 'running');
    await runs.transition(late.trx, ['running'], 1, 'failed', {});
    assert.deepEqual(await idempotency.begin('failed late', 'p', 'LAST'), { kind: 'new' });
  });

  it('keeps a run whose key was given to another request meanwhile', async () => {
    const { idempotency, runs } = db.store;
    const run = keptRun({ keyed: true });
    await idempotency.begin('given', 'p', run.trx);
    await direct(db.url, 'UPDATE run SET lease_until = 1 WHERE trx = ?', [run.trx]);
    assert.deepEqual(await idempotency.begin('given', 'p', 'OTHER'), { kind: 'new' });
    await runs.insert(run);
    assert.equal((await runs.get(run.trx))?.status, 'running');
    await runs.transition(run.trx, ['running'], 1, 'success', { answer: 'of the first' });
    assert.deepEqual(await idempotency.begin('given', 'p', 'THIRD'), { kind: 'running' });
  });

  it('keeps an answer with a run that has ended for as long as the answer counts', async () => {
    const { idempotency, runs } = db.store;
    const run = keptRun({ keyed: true });
    await idempotency.begin('ended', 'p', run.trx);
    await runs.insert(run);
    await runs.transition(run.trx, ['running'], 1, 'success', { answer: 'done' });
    await runs.prune(Date.now() + 60_000, 1000);
    assert.equal((await idempotency.begin('ended', 'p', 'NEXT')).kind, 'done');
    await direct(db.url, 'UPDATE run SET key_expires_at = 1 WHERE trx = ?', [run.trx]);
    assert.equal(await idempotency.prune(100), 1);
    assert.deepEqual(await idempotency.begin('ended', 'p', 'AFTER'), { kind: 'new' });
    assert.equal((await runs.get(run.trx))?.status, 'success');
    await runs.prune(Date.now() + 60_000, 1000);
    assert.equal(await runs.get(run.trx), undefined);
  });

  it('keeps an answer for 24 hours', async () => {
    const { idempotency } = db.store;
    await idempotency.begin('old', 'p', 'OLD');
    await idempotency.finish('OLD', 'answer');
    const age = async (hours: number, trx = 'OLD') => {
      const ms = hours * 3_600_000;
      await direct(db.url, 'UPDATE run SET key_expires_at = key_expires_at - ? WHERE trx = ?', [ms, trx]);
    };
    await age(23);
    assert.equal((await idempotency.begin('old', 'p', 'NEW')).kind, 'done');
    await age(1);
    assert.equal((await idempotency.begin('old', 'p', 'NEW')).kind, 'new');
    await idempotency.begin('older', 'p', 'OLDER');
    await age(24, 'OLDER');
    assert.equal(await idempotency.prune(100), 1);
    assert.equal(await idempotency.prune(100), 0);
  });
});
