import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { retryWaitMs } from '../../src/engine/retry.ts';
import { StepgateError } from '../../src/error.ts';

const reset = new StepgateError('110007', 'reset');

describe('the wait before a retry', () => {
  it('doubles from 0.1 s with full jitter, and is never over the longest wait', () => {
    const longest = [1, 2, 3, 4, 5].map((retry) => retryWaitMs(retry, 1000, reset, 100, () => 1));
    assert.deepEqual(longest, [100, 200, 400, 800, 1000]);
    assert.equal(
      retryWaitMs(3, 1000, reset, 100, () => 0),
      0,
    );
    assert.equal(
      retryWaitMs(3, 1000, reset, 100, () => 0.5),
      200,
    );
  });

  it('is what Retry-After says, up to the longest wait', () => {
    const busy = (retryAfterMs: number): StepgateError => new StepgateError('110006', 'busy', { retryAfterMs });
    assert.equal(retryWaitMs(1, 10_000, busy(2000)), 2000);
    assert.equal(retryWaitMs(1, 10_000, busy(1e12)), 10_000);
  });
});
