import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createResultCache } from '../../src/engine/cache.ts';
import type { ComponentResult, ResolvedCall } from '../../src/engine/port.ts';

const call: ResolvedCall = { type: 'script', script: 's', version: 'V1', source: '', language: 'js', input: null };
const never = new AbortController().signal;
const isSuccess = (): boolean => true;

function value(body: number): ComponentResult {
  return { kind: 'value', result: { body } };
}

describe('the cache of results', () => {
  it('makes one call for all callers that miss together', async () => {
    const cache = createResultCache();
    const answer = Promise.withResolvers<ComponentResult>();
    let calls = 0;
    const load = (): Promise<ComponentResult> => (calls++, answer.promise);
    const waiting = Array.from({ length: 50 }, () => cache.get(call, 1000, load, isSuccess, never));
    answer.resolve(value(1));
    const results = await Promise.all(waiting);
    assert.equal(calls, 1);
    assert.deepEqual(
      results.map(({ hit }) => hit),
      [false, ...Array<boolean>(49).fill(true)],
    );
  });

  it('keeps only successes, and gives what was no success to the callers that waited', async () => {
    const cache = createResultCache();
    let calls = 0;
    const load = (): Promise<ComponentResult> => Promise.resolve(value(++calls));
    const first = await cache.get(call, 1000, load, () => false, never);
    const second = await cache.get(call, 1000, load, isSuccess, never);
    const third = await cache.get(call, 1000, load, isSuccess, never);
    assert.deepEqual(
      [first, second, third].map(({ hit }) => hit),
      [false, false, true],
    );
    assert.equal(calls, 2);
  });

  it('gives a failure to all callers that waited for that call', async () => {
    const cache = createResultCache();
    let calls = 0;
    const load = (): Promise<ComponentResult> => (calls++, Promise.reject(new Error('down')));
    const results = await Promise.allSettled([1, 2, 3].map(() => cache.get(call, 1000, load, isSuccess, never)));
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    assert.equal(calls, 1);
  });

  it('lets a caller that waits make the call when the run that made it was given up', async () => {
    const cache = createResultCache();
    const leader = new AbortController();
    const lost = Promise.withResolvers<ComponentResult>();
    const first = cache.get(call, 1000, () => lost.promise, isSuccess, leader.signal);
    const second = cache.get(call, 1000, () => Promise.resolve(value(2)), isSuccess, never);
    leader.abort(new Error('cancelled'));
    lost.reject(new Error('cancelled'));
    await assert.rejects(first, /cancelled/);
    assert.deepEqual(await second, { result: value(2), hit: false });
  });

  it('does not hold a caller that waits longer than its own run lasts', async () => {
    const cache = createResultCache();
    const follower = new AbortController();
    const answer = Promise.withResolvers<ComponentResult>();
    const first = cache.get(call, 1000, () => answer.promise, isSuccess, never);
    const second = cache.get(call, 1000, () => answer.promise, isSuccess, follower.signal);
    follower.abort(new Error('its time is up'));
    await assert.rejects(second, /its time is up/);
    answer.resolve(value(1));
    assert.deepEqual((await first).result, value(1));
  });
});
