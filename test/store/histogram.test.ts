import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { bucketOf, durationOf, percentile } from '../../src/store/histogram.ts';

it('puts a duration into a bucket within 3 % of it, exactly below 64 ms', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000_000 }), (ms) => {
      const back = durationOf(bucketOf(ms));
      assert.ok(Math.abs(back - ms) <= (ms < 64 ? 0 : ms * 0.033));
    }),
  );
  assert.equal(percentile([], 0.5), null);
  assert.equal(percentile([undefined, 0, undefined, 1, 1], 0.5), 3);
});
