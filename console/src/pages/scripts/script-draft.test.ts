import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isScriptName, readScriptDraft, writeScriptDraft } from './script-draft.ts';
import type { ScriptDraft } from './script-draft.ts';
import { rangeAt } from './script-place.ts';

describe('the draft of a script', () => {
  const draft: ScriptDraft = {
    source: 'a',
    isChanged: true,
    language: 'ts',
    desc: 'd',
    baseVersion: 'v1',
    input: '{"a":',
    mocks: '[]',
  };

  it('is read as it was written, also where its texts are no JSON yet', () => {
    assert.deepEqual(readScriptDraft(writeScriptDraft(draft)), draft);
  });

  it('is none where none, another form or nonsense is kept', () => {
    for (const stored of [null, '', '{', '3', '{"form":2,"source":"a"}', '{"form":1}']) {
      assert.equal(readScriptDraft(stored), undefined, String(stored));
    }
  });
});

describe('names of scripts', () => {
  it('are paths of files without their ending', () => {
    for (const name of ['a', 'demo/user', 'a.b/c_~-']) assert.ok(isScriptName(name), name);
    for (const name of ['', '/a', 'a/', 'a.js', 'a/.b', 'a b', 'x'.repeat(256)]) assert.ok(!isScriptName(name), name);
  });
});

describe('the place of a diagnostic', () => {
  const marked = (text: string, line: number, column: number): string => {
    const { from, to } = rangeAt(text, { message: '', line, column });
    return text.slice(from, to);
  };

  it('is the word, or the character, at line and column', () => {
    assert.equal(marked('one\n  two = 3;', 2, 3), 'two');
    assert.equal(marked('one\n  two = 3;', 2, 7), '=');
  });

  it('at the end of a line is its last character; outside the text its end', () => {
    assert.equal(marked('one;\ntwo', 1, 5), ';');
    assert.deepEqual(rangeAt('one', { message: '', line: 9, column: 9 }), { from: 3, to: 3 });
    assert.deepEqual(rangeAt('', { message: '' }), { from: 0, to: 0 });
  });
});
