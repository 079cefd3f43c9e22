import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Abort } from '../../src/abort.ts';
import { CallSlots } from '../../src/engine/call-slots.ts';

/** Slots of which none is left. */
function full(): CallSlots {
  const slots = new CallSlots();
  for (let taken = 0; taken < 1000; taken++) void slots.take(new Abort());
  return slots;
}

describe('the calls of a run', () => {
  it('wait where 1,000 are under way, and go on in the order in which they came', async () => {
    const slots = full();
    const seen: string[] = [];
    const waiting = ['first', 'second'].map((name) => slots.take(new Abort())?.then(() => seen.push(name)));
    await Promise.resolve();
    assert.deepEqual(seen, []);
    slots.give();
    await waiting[0];
    assert.deepEqual(seen, ['first']);
    slots.give();
    await waiting[1];
  });

  it('stop waiting when they are aborted, and keep no slot', async () => {
    const slots = full();
    const abort = new Abort();
    const waiting = slots.take(abort);
    abort.abort(new Error('gone'));
    await assert.rejects(async () => waiting, /gone/);
    slots.give();
    assert.equal(slots.take(new Abort()), undefined);
  });
});
