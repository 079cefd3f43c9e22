import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { costOfOneMore, exponentOf, median, ratios, spreadOf } from '../../bench/statistics.ts';
import type { Point } from '../../bench/statistics.ts';

describe('statistics of the benchmark', () => {
  it('take the middle of the rounds, and of an even number the mean of the two middle ones', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.equal(median([7]), 7);
    assert.equal(median([]), Number.NaN);
  });

  it('tell median, least and most, with four digits that count', () => {
    assert.deepEqual(spreadOf([1.234567, 0.000123456, 98765.4]), { median: 1.235, least: 0.0001235, most: 98770 });
  });

  it('compare each round with the same round of the peer', () => {
    assert.deepEqual(ratios([10, 30, 2], [5, 10, 4]), [2, 3, 0.5]);
  });

  it('tell how a cost grows', () => {
    const sizes = [1, 2, 4, 8, 16, 32, 64];
    const exponent = (cost: (x: number) => number): number =>
      Math.round(100 * exponentOf(sizes.map((x): Point => [x, cost(x)]))) / 100;
    assert.equal(
      exponent(() => 7),
      0,
    );
    assert.equal(
      exponent((x) => 3 * x),
      1,
    );
    assert.equal(
      exponent((x) => x * x),
      2,
    );
    assert.ok(exponent((x) => 50 + 10 * x) < 1);
    // A part that grows faster shows, even behind a fixed one.
    assert.ok(exponent((x) => 50 + x + x * x) > 1.5);
  });

  it('tell how a cost grows from points in any order, and from three', () => {
    const points: Point[] = [
      [100, 100],
      [1, 1],
      [10, 10],
    ];
    assert.ok(Math.abs(exponentOf(points) - 1) < 1e-9);
  });

  it('tell what one more costs', () => {
    assert.equal(
      costOfOneMore([
        [1, 60],
        [2, 75],
        [11, 160],
      ]),
      10,
    );
  });
});
