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
    await idempotency.finish('answered', '{"status":202}');
    assert.deepEqual(await other.idempotency.begin('answered', 'p', 'SECOND'), {
      kind: 'done',
      trx: 'FIRST',
      answer: '{"status":202}',
    });
    assert.deepEqual(await other.idempotency.begin('answered', 'q', 'SECOND'), { kind: 'mismatch' });
  });

  it('gives the answer of a recovery from the commit on that ends the run; no late first answer takes its place', async () => {
    const { idempotency, runs } = db.store;
    const run = keptRun({ status: 'suspended' });
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
    await idempotency.finish('recovered', '{"status":202}');
    assert.deepEqual(await replayed(), { kind: 'done', trx: run.trx, answer: '{"status":409}' });
  });

  it('frees a key that is released, but not one that has an answer', async () => {
    const { idempotency } = db.store;
    await idempotency.begin('freed', 'p', 'FIRST');
    await idempotency.release('freed');
    assert.deepEqual(await idempotency.begin('freed', 'p', 'SECOND'), { kind: 'new' });
    await idempotency.finish('freed', 'answer');
    await idempotency.release('freed');
    assert.equal((await idempotency.begin('freed', 'p', 'THIRD')).kind, 'done');
  });

  it('holds a key while its process lives, and frees it when that has died', async () => {
    const mortal = await db.another({ leaseMs: 300 });
    await mortal.idempotency.begin('left', 'p', 'LEFT');
    const lease = async () => (await direct(db.url, "SELECT lease_until FROM idempotency WHERE trx = 'LEFT'"))[0];
    const first = await lease();
    await until(async () => (await lease())?.lease_until !== first?.lease_until);
    assert.deepEqual(await db.store.idempotency.begin('left', 'p', 'NEXT'), { kind: 'running' });
    await mortal.close();
    await until(async () => (await db.store.idempotency.begin('left', 'p', 'NEXT')).kind === 'new');
  });

  it('does not free the key of a dead process whose run was kept, until its answer comes', async () => {
    const mortal = await db.another({ leaseMs: 1 });
    const run = keptRun();
    await mortal.runs.insert(run);
    await mortal.idempotency.begin('kept', 'p', run.trx);
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

  it('keeps an answer for 24 hours', async () => {
    const { idempotency } = db.store;
    await idempotency.begin('old', 'p', 'OLD');
    await idempotency.finish('old', 'answer');
    const age = async (hours: number) => {
      const ms = hours * 3_600_000;
      await direct(db.url, "UPDATE idempotency SET expires_at = expires_at - ? WHERE trx = 'OLD'", [ms]);
    };
    await age(23);
    assert.equal((await idempotency.begin('old', 'p', 'NEW')).kind, 'done');
    await age(1);
    assert.equal((await idempotency.begin('old', 'p', 'NEW')).kind, 'new');
    await idempotency.begin('older', 'p', 'OLD');
    await age(24);
    assert.equal(await idempotency.prune(100), 1);
    assert.equal(await idempotency.prune(100), 0);
  });
});
