import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeOf, checkDraft } from './secret-draft.ts';

const draft = { name: 'API_KEY', description: '', content: 'x' };

describe('a secret as it is typed', () => {
  it('is saved with a name of the right form and a value', () => {
    assert.deepEqual(checkDraft(draft, true), {});
    assert.deepEqual(checkDraft({ ...draft, name: '', content: '' }, true), {
      name: 'secrets.required',
      content: 'secrets.required',
    });
    for (const name of ['a b', '-a', 'a.b', 'é'])
      assert.equal(checkDraft({ ...draft, name }, true).name, 'secrets.nameWrong');
  });

  it('is not larger than 64 KiB in UTF-8', () => {
    assert.deepEqual(checkDraft({ ...draft, content: 'x'.repeat(65_536) }, true), {});
    assert.equal(checkDraft({ ...draft, content: 'é'.repeat(32_769) }, true).content, 'secrets.valueTooLong');
  });

  it('keeps its value when it is changed without a new one', () => {
    assert.deepEqual(checkDraft({ ...draft, content: '' }, false), {});
    assert.deepEqual(changeOf(7, { ...draft, content: '', description: 'new' }, { description: '' }), {
      id: 7,
      description: 'new',
    });
    assert.deepEqual(changeOf(7, draft, { description: '' }), { id: 7, content: 'x' });
  });
});
