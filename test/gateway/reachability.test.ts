import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import { createReachability } from '../../src/registry/reachability.ts';
import { unavailable } from '../../src/store/unavailable.ts';

const silent = { info: () => undefined, error: () => undefined };

describe('the database counts as away', () => {
  it('when it says so, until it answers again', async () => {
    const database = createReachability(systemClock, silent);
    assert.equal(database.now, true);
    await assert.rejects(database.observe(Promise.reject(unavailable(undefined))));
    assert.equal(database.now, false);
    assert.equal(await database.observe(Promise.resolve(7)), 7);
    assert.equal(database.now, true);
  });

  it('when it does not answer in time', async () => {
    let passTime = (): void => assert.fail('no timer was set');
    const timer = (_ms: number, act: () => void): (() => void) => {
      passTime = act;
      return () => undefined;
    };
    const database = createReachability({ ...systemClock, timer }, silent);
    const answer = Promise.withResolvers<number>();
    const asked = database.observe(answer.promise);
    assert.equal(database.now, true);
    passTime();
    assert.equal(database.now, false);
    answer.resolve(7);
    await asked;
    assert.equal(database.now, true);
  });

  it('but not for a mistake of another kind', async () => {
    const database = createReachability(systemClock, silent);
    await assert.rejects(database.observe(Promise.reject(new Error('no such column'))));
    assert.equal(database.now, true);
  });
});
