import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTemplate, writeTemplate } from './template-text.ts';

describe('a template as it is typed', () => {
  it('is JSON, or a text as it stands', () => {
    for (const [text, value] of [
      ['{data}', '{data}'],
      ['Hello {user.name}!', 'Hello {user.name}!'],
      ['{ "a": "{b}" }', { a: '{b}' }],
      ['12', 12],
      ['"12"', '12'],
      ['null', null],
      ['', undefined],
    ] as const) {
      assert.deepEqual(readTemplate(text), { ok: true, value });
    }
  });

  it('is wrong where it begins as JSON and is none', () => {
    assert.equal(readTemplate('{"a": }').ok, false);
    assert.equal(readTemplate('[1,').ok, false);
    assert.equal(readTemplate('{').ok, false);
  });

  it('is read back as it was written', () => {
    for (const value of ['{data}', 'a', '12', 'true', '', ' a', '{"a":1}', '[', 12, null, { a: ['{b}'] }, [], '{']) {
      assert.deepEqual(readTemplate(writeTemplate(value)), { ok: true, value });
    }
  });
});
