import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeOf, isChanged, readRunDraft, rebased, startDraft, textsOf, writeRunDraft } from './run-draft.ts';

const base = textsOf({
  ...{ revision: 3, data: { user: { id: 7, name: 'Ada' } }, rule: { components: [] } },
  err_names: ['each[1]', 'each[3]'],
});
const draft = startDraft(base);

describe('an edit of a kept run', () => {
  it('is none where the JSON is only written otherwise', () => {
    assert.equal(isChanged(draft), false);
    assert.equal(isChanged({ ...draft, data: '{"user":{"name":"Ada","id":7}}' }), false);
    assert.equal(isChanged({ ...draft, data: '{"user":' }), true);
  });

  it('sends what is changed', () => {
    const edited = { ...draft, data: '{"user":{"name":"Ada","id":"7"}}', rule: '{"components":[[]]}' };
    assert.deepEqual(changeOf(edited), {
      change: { data: { user: { id: '7' } }, rule: '{"components":[[]]}' },
      problems: [],
    });
    assert.deepEqual(changeOf({ ...draft, errNames: ['each[3]'] }).change, { err_names: ['each[3]'] });
    assert.deepEqual(changeOf({ ...draft, errNames: ['each[3]', 'each[1]'] }).change, {});
    assert.deepEqual(changeOf({ ...draft, rule: '{"x":1}', isActiveVersion: true }).change, { version: 'active' });
  });

  it('says what keeps it from being sent', () => {
    assert.deepEqual(changeOf({ ...draft, data: '{\n"user": }' }).problems, [
      { kind: 'json', part: 'data', expected: 'a value', line: 2 },
    ]);
    assert.deepEqual(changeOf({ ...draft, data: '[]', rule: '1' }).problems, [
      { kind: 'json', part: 'data', expected: 'an object', line: 1 },
      { kind: 'json', part: 'rule', expected: 'an object', line: 1 },
    ]);
    assert.deepEqual(changeOf({ ...draft, data: '{"user":{"name":"Ada","id":null}}' }).problems, [
      { kind: 'nulls', pointers: ['/user/id'] },
    ]);
  });

  it('is put on what somebody else has made of the run', () => {
    const now = textsOf({
      revision: 4,
      data: { user: { id: 7, name: 'Bea' }, more: 1 },
      rule: { components: [[]] },
      err_names: null,
    });
    const mine = rebased({ ...draft, data: '{"user":{"name":"Ada","id":8}}' }, now);
    assert.deepEqual(JSON.parse(mine?.data ?? ''), { user: { id: 8, name: 'Bea' }, more: 1 });
    assert.equal(mine?.rule, now.rule);
    assert.equal(mine.base.revision, 4);
    assert.equal(mine.errNames, null);
    assert.equal(rebased({ ...draft, data: '{"user":null}' }, now), undefined);
  });

  it('survives as text', () => {
    assert.deepEqual(readRunDraft(writeRunDraft(draft)), draft);
    for (const broken of [null, '', '{}', '{"form":2,"base":{}}', '{"form":1}'])
      assert.equal(readRunDraft(broken), undefined);
  });
});
