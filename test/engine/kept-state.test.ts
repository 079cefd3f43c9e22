import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readState } from '../../src/engine/kept-state.ts';

describe('a stored state', () => {
  it('says whether an answer is pending, under its older name too', async () => {
    const pending = async (stored: object): Promise<boolean> => (await readState(JSON.stringify(stored))).pendingAnswer;
    assert.equal(await pending({ pendingAnswer: true }), true);
    assert.equal(await pending({ owesAnswer: true }), true);
    assert.equal(await pending({ owesAnswer: false }), false);
  });
});
