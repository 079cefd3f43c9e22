import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NO_RUN_FILTER, hasParameters, isFiltered, milliseconds, ruleOf, runQueryOf } from './run-filter.ts';

describe('the filters of the list of runs', () => {
  it('ask for nothing when none is set', () => {
    assert.deepEqual(runQueryOf(NO_RUN_FILTER), { query: {}, wrong: [] });
    assert.equal(isFiltered({ ...NO_RUN_FILTER, page: 3, after: 'x' }), false);
    assert.equal(isFiltered({ ...NO_RUN_FILTER, error: '110007' }), true);
  });

  it('ask the API in its own words', () => {
    const filter = {
      ...NO_RUN_FILTER,
      rule: 'post api/v1/register',
      status: 'failed',
      error: '110007',
      from: '2026-11-29T10:00:00Z',
      slower: '1.5 s',
      metadata: 'order = A-17=b ',
    };
    assert.deepEqual(runQueryOf(filter).query, {
      method: 'POST',
      path: 'api/v1/register',
      status: 'failed',
      err_code: '110007',
      start: '2026-11-29T10:00:00.000Z',
      min_run_time: 1500,
      'metadata.order': 'A-17=b',
    });
  });

  it('say which one means nothing, and do not ask for it', () => {
    const filter = { ...NO_RUN_FILTER, from: 'yesterday', slower: 'long', status: 'lost', metadata: 'order' };
    assert.deepEqual(runQueryOf(filter), { query: {}, wrong: ['from', 'slower', 'metadata', 'status'] });
  });

  it('take a rule with its method, or without', () => {
    assert.deepEqual(ruleOf(' get  shop/order/:id '), { method: 'GET', name: 'shop/order/:id' });
    assert.deepEqual(ruleOf('get'), { name: 'get' });
    assert.ok(hasParameters('shop/order/:id'));
    assert.ok(!hasParameters('shop/order/7'));
  });

  it('take durations with and without a unit', () => {
    assert.deepEqual(['500', '500ms', '2 s', '2 min', '1h'].map(milliseconds), [500, 500, 2000, 120_000, 3_600_000]);
    assert.deepEqual(['', '-1', '1 year'].map(milliseconds), [undefined, undefined, undefined]);
  });
});
