import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { draftKey, readDraft, writeDraft } from './draft.ts';

const savedAt = '2026-01-31T12:00:00.000Z';

describe('a draft', () => {
  it('comes back as it was kept, also where its text is no JSON', () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string()), (text, baseVersion) => {
        const draft = { text, baseVersion, savedAt };
        assert.deepEqual(readDraft(writeDraft(draft)), { state: 'draft', draft });
      }),
    );
  });

  it('is none where nothing is kept', () => {
    assert.deepEqual(readDraft(null), { state: 'none' });
  });

  it('that is broken is left aside, with the reason', () => {
    for (const [stored, reason] of [
      ['{', 'the kept draft is no JSON'],
      ['[]', 'the kept draft is no object'],
      ['{"form":2,"text":""}', 'the kept draft has the form 2, expected 1'],
      ['{"text":""}', 'the kept draft has the form none, expected 1'],
      ['{"form":1}', 'the kept draft has no text'],
      ['{"form":1,"text":"","savedAt":"?"}', 'the kept draft does not say when it was kept'],
    ] as const) {
      assert.deepEqual(readDraft(stored), { state: 'broken', reason });
    }
  });

  it('of any other text is never taken for one', () => {
    fc.assert(fc.property(fc.string(), (stored) => readDraft(stored).state === 'broken'));
  });

  it('has a key of its own for each endpoint', () => {
    assert.notEqual(draftKey('GET', 'users'), draftKey('POST', 'users'));
  });
});
