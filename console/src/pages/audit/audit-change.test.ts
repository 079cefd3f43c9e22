import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseJson } from '../../api/json.ts';
import { changeTexts, hasChange } from './audit-change.ts';

describe('an entry of the audit log', () => {
  it('compares values whatever the order of their keys', () => {
    const { before, after } = changeTexts({
      before: { a: 1, b: [{ d: 1, c: 2 }] },
      after: { b: [{ c: 2, d: 1 }], a: 1 },
    });
    assert.equal(before, after);
  });

  it('has an empty side where there was nothing', () => {
    assert.deepEqual(changeTexts({ before: null, after: 'x' }), { before: '', after: '"x"' });
    assert.deepEqual([hasChange({ before: null, after: {} }), hasChange({ before: null, after: null })], [true, false]);
  });

  it('keeps the digits of long numbers', () => {
    const { after } = changeTexts({ before: null, after: parseJson('{"id":9007199254740993}') });
    assert.equal(after, '{\n  "id": 9007199254740993\n}');
  });
});
