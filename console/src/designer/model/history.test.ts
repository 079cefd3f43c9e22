import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { documentOf } from './document.ts';
import { EditError } from './edit-error.ts';
import type { Edit } from './edit.ts';
import { canRedo, canUndo, edited, endStep, type History, MOST_STEPS, redo, startHistory, undo } from './history.ts';
import { document as anyDocument, edit as anyEdit } from './rule-arbitrary.ts';

function tried(history: History, edit: Edit): History {
  try {
    return edited(history, edit);
  } catch (error) {
    if (error instanceof EditError) return history;
    throw error;
  }
}

function typed(value: string, mergeKey?: string): Edit {
  return { type: 'setField', pointer: '/name', value, ...(mergeKey !== undefined && { mergeKey }) };
}

const start = startHistory(documentOf({ name: '' }));

describe('undo and redo', () => {
  it('any edits, undone, give the document back, and redone the edited one', () => {
    fc.assert(
      fc.property(anyDocument, fc.array(anyEdit, { maxLength: 30 }), (document, edits) => {
        const before = structuredClone(document);
        const done = edits.reduce(tried, startHistory(document));
        let history = done;
        while (canUndo(history)) history = undo(history);
        assert.equal(history.present.text, before.text);
        assert.deepEqual(history.present, before);
        while (canRedo(history)) history = redo(history);
        assert.equal(history.present.text, done.present.text);
        assert.deepEqual(history.present, done.present);
      }),
      { numRuns: 500 },
    );
  });

  it('each step back is the document as it was', () => {
    fc.assert(
      fc.property(anyDocument, anyEdit, (document, edit) => {
        const history = startHistory(document);
        const after = tried(history, edit);
        if (after !== history) assert.equal(undo(after).present, document);
      }),
    );
  });

  it('typing in one field is one step', () => {
    const history = ['a', 'ab', 'abc'].reduce((one, value) => edited(one, typed(value, '/name')), start);
    assert.equal(history.past.length, 1);
    assert.equal(undo(history).present, start.present);
  });

  it('another field, leaving the field, and an undo begin another step', () => {
    const one = edited(start, typed('a', '/name'));
    assert.equal(edited(one, typed('b', '/desc')).past.length, 2);
    assert.equal(edited(endStep(one), typed('b', '/name')).past.length, 2);
    assert.equal(edited(redo(undo(one)), typed('b', '/name')).past.length, 2);
    assert.equal(edited(edited(start, typed('a')), typed('b')).past.length, 2);
  });

  it('an edit that changes nothing is no step', () => {
    assert.equal(edited(start, typed('')), start);
  });

  it('an edit after an undo takes the place of what was undone', () => {
    const history = edited(undo(edited(start, typed('a'))), typed('b'));
    assert.equal(canRedo(history), false);
    assert.equal(redo(history), history);
  });

  it('keeps a bounded number of steps', () => {
    let history = start;
    for (let step = 0; step < MOST_STEPS + 50; step++) history = edited(history, typed(String(step)));
    assert.equal(history.past.length, MOST_STEPS);
  });
});
