import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newTrx } from '../../src/engine/ids.ts';
import type { NewKeptRun, RunStatus } from '../../src/engine/port.ts';
import { keptRun } from './kept-run.ts';
import { onEachDatabase } from './store-under-test.ts';

onEachDatabase('a run that is kept because of one that it has called', (it_) => {
  /** What it has called, as that stands by now. */
  async function called(status: RunStatus): Promise<{ readonly caller: string; readonly child: string }> {
    const { runs } = it_.store;
    const caller = newTrx();
    const parent = { trx: caller, component: 'a', key: '1-a', depth: 1 };
    const { trx: child } = await insert({ parent });
    await runs.transition(child, ['running'], 1, status, {});
    return { caller, child };
  }

  async function insert(fields: Partial<NewKeptRun>): Promise<NewKeptRun> {
    const run = keptRun(fields);
    await it_.store.runs.insert(run);
    return run;
  }

  const isDue = async (caller: string): Promise<boolean> =>
    (await it_.store.runs.due(100)).some(({ trx }) => trx === caller);

  for (const [status, due] of [
    ['success', true],
    ['suspended', false],
    ['cancelled', false],
  ] as const)
    it(`is ${due ? '' : 'not '}due at once where it is suspended and that one is ${status}`, async () => {
      const { caller, child } = await called(status);
      await insert({ trx: caller });
      const failure = { cause: 'child', errMsg: child, looksAtCalled: true };
      assert.equal(await it_.store.runs.transition(caller, ['running'], 1, 'suspended', failure), true);
      assert.equal(await isDue(caller), due);
    });

  for (const [status, due] of [
    ['success', true],
    ['suspended', true],
    ['cancelled', true],
    ['waiting', false],
  ] as const)
    it(`is ${due ? '' : 'not '}due at once where it rests without having had a row, and that one is ${status}`, async () => {
      const { caller } = await called(status);
      await insert({ trx: caller, status: 'waiting', looksAtCalled: true });
      assert.equal(await isDue(caller), due);
    });
});
