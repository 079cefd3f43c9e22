import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { KeptRunPatch } from '../../src/engine/port.ts';
import { until } from '../fixture/until.ts';
import { keptRun } from './kept-run.ts';
import { onEachDatabase } from './store-under-test.ts';

/** What some of these runs have in common; the rest is drawn. */
const SUSPENDED: KeptRunPatch = { cause: 'failed', curStep: 1, recoverAt: null };

const text = fc.oneof(fc.constantFrom("'", '?', '\\', '`v`.c0', 'ü\u{1F600}', '\0', ''), fc.string({ unit: 'binary' }));
const change = fc.record({
  epoch: fc.constantFrom(1, 1, 1, 2),
  to: fc.constantFrom('suspended', 'success', undefined),
  curStep: fc.integer({ min: 0, max: 9 }),
  state: text,
  errMsg: fc.option(text.map((drawn) => drawn.replaceAll('\0', ' '))),
});

onEachDatabase('runs that are changed at the same time', (db) => {
  it('are each changed by their own condition, with their own values, and told so', async () => {
    const { runs } = db.store;
    const changes = fc.array(change, { minLength: 2, maxLength: 40 });
    const property = fc.asyncProperty(changes, async (drawn) => {
      const kept = drawn.map(({ errMsg }, n) => keptRun({ errMsg, state: `"${n}"`, owner: `o'${n}` }));
      await Promise.all(kept.map((one) => runs.insert(one)));
      const outcomes = kept.map(({ trx }, n) => {
        const { epoch = 1, to, curStep, state, errMsg } = drawn[n] ?? {};
        const patch = { curStep: curStep ?? 0, state: JSON.stringify(state), errMsg: errMsg ?? null };
        if (to === undefined) return runs.checkpoint(trx, epoch, patch);
        return runs.transition(trx, ['running'], epoch, to, { ...SUSPENDED, ...patch });
      });
      assert.deepEqual(
        await Promise.all(outcomes),
        drawn.map(({ epoch }) => epoch === 1),
      );
      for (const [n, { trx }] of kept.entries()) {
        const { epoch, to = 'running', curStep, state, errMsg } = drawn[n] ?? {};
        const found = await runs.get(trx);
        const seen = [found?.status, found?.curStep, found?.state, found?.errMsg];
        const changed = [to, curStep, to === 'success' ? '' : JSON.stringify(state), errMsg ?? null];
        assert.deepEqual(seen, epoch === 1 ? changed : ['running', 1, `"${n}"`, errMsg ?? null]);
        assert.equal(found?.owner, to === 'running' || epoch !== 1 ? `o'${n}` : null);
      }
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('go on by themselves that have rested, also where the process that finds them crashed has died', async () => {
    const { runs } = await db.another({ leaseMs: 1 });
    const rested = keptRun({ status: 'waiting' });
    await runs.insert(rested);
    assert.equal(typeof (await runs.wake(rested.trx, 'me')), 'object');
    await until(async () => (await runs.reapExpired()).some(({ trx }) => trx === rested.trx));
    assert.equal((await runs.get(rested.trx))?.cause, 'crash');
    await until(async () => (await runs.due(1, rested.trx)).length === 1);
  });

  it('are changed in the order in which they came, where it is one run', async () => {
    const { runs } = db.store;
    const [one, other] = [keptRun(), keptRun()];
    await Promise.all([runs.insert(one), runs.insert(other)]);
    const steps = [1, 2, 3, 4].flatMap((curStep) =>
      [one, other].map(({ trx }) => runs.checkpoint(trx, 1, { curStep })),
    );
    assert.deepEqual(await Promise.all(steps), Array(8).fill(true));
    for (const { trx } of [one, other]) assert.equal((await runs.get(trx))?.curStep, 4);
  });
});
