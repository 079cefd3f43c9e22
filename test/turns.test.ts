import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { createTurns } from '../src/turns.ts';

describe('turns', () => {
  it('come one after the other to those who share a name, at once to others', async () => {
    const turns = createTurns();
    const begun: string[] = [];
    const take = async (who: string, names: string[]): Promise<() => void> => {
      const end = await turns.take(names);
      begun.push(who);
      return end;
    };
    const one = take('one', ['a', 'b']);
    const two = take('two', ['b', 'c']);
    const three = take('three', ['c']);
    const four = take('four', ['d']);
    await four;
    assert.deepEqual(begun, ['one', 'four']);
    (await one)();
    await two;
    await setImmediate();
    assert.deepEqual(begun, ['one', 'four', 'two']);
    (await two)();
    (await three)();
    assert.deepEqual(begun, ['one', 'four', 'two', 'three']);
  });
});
