import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newTrx } from '../../src/engine/ids.ts';
import { until } from '../fixture/until.ts';
import { keptRun } from './kept-run.ts';
import { onEachDatabase } from './store-under-test.ts';

onEachDatabase('runs that are undone', (db) => {
  it('are taken by exactly one process once no other has them, at a new epoch, and are not suspended', async () => {
    const [one, other] = [await db.another({ leaseMs: 1 }), await db.another({ leaseMs: 60_000 })];
    const trx = newTrx();
    await one.runs.insert(keptRun({ trx, status: 'compensating' }));
    await until(async () => (await other.runs.dueForUndo(1000)).includes(trx));
    assert.ok((await other.runs.reapExpired()).every((row) => row.trx !== trx));
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, n) => (n % 2 ? other : db.store).runs.claimUndo(trx, `claimer-${n}`)),
    );
    const [won, ...more] = claims.filter((row) => row !== undefined);
    assert.deepEqual([won?.status, won?.epoch, won?.recoverCount, more.length], ['compensating', 2, 0, 0]);
    assert.equal(await one.runs.checkpoint(trx, 1, { curStep: 2 }), false);
  });

  it('are not taken from the process that has them', async () => {
    const store = await db.another({ leaseMs: 60_000 });
    const trx = newTrx();
    await store.runs.insert(keptRun({ trx, status: 'compensating' }));
    assert.equal(await store.runs.claimUndo(trx, 'other'), undefined);
    assert.ok(!(await store.runs.dueForUndo(1000)).includes(trx));
  });

  it('wait for a process where an operator has given them up, and end without their state', async () => {
    const { runs } = db.store;
    const trx = newTrx();
    await runs.insert(keptRun({ trx, status: 'suspended' }));
    assert.equal(await runs.transition(trx, ['suspended'], 1, 'compensating', { cause: null }), true);
    assert.ok((await runs.dueForUndo(1000)).includes(trx));
    assert.equal((await runs.claimUndo(trx, 'me'))?.owner, 'me');
    assert.equal(await runs.transition(trx, ['compensating'], 2, 'compensated', {}), true);
    assert.equal((await runs.get(trx))?.state, '');
  });
});
