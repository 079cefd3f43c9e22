import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonOrNone } from './json-or-none.ts';

describe('a field of JSON', () => {
  it('holds nothing where it is empty, and says what is no JSON', () => {
    assert.deepEqual(jsonOrNone(' '), { isJson: true, value: undefined });
    assert.deepEqual(jsonOrNone('{"a": 1}'), { isJson: true, value: { a: 1 } });
    const long = '{"a":12345678901234567890}';
    assert.equal(JSON.stringify(jsonOrNone(long).value), long);
    assert.deepEqual(jsonOrNone('{"a"'), { isJson: false, value: undefined });
  });
});
