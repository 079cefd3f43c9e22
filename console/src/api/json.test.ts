import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLongNumber, parseJson } from './json.ts';

describe('JSON in the console', () => {
  it('writes numbers as they came, however long they are', () => {
    for (const text of [
      '{"id":9007199254740993}',
      '[0.12345678901234567891]',
      '[1e400]',
      '[-123456789012345678901234567890]',
    ])
      assert.equal(JSON.stringify(parseJson(text)), text);
  });

  it('makes numbers of those that a double holds', () => {
    const values = parseJson('[9007199254740991, 12345678901234560000, 1.50, 1e100, 0, -0.0, 1000000000000000000000]');
    assert.deepEqual(values, [9007199254740991, 12345678901234560000, 1.5, 1e100, 0, -0, 1e21]);
  });

  it('tells a long number from all else', () => {
    assert.ok(isLongNumber((parseJson('[9007199254740993]') as unknown[])[0]));
    for (const value of [1, '9007199254740993', { rawJSON: '1' }, null]) assert.ok(!isLongNumber(value));
  });
});
