import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Quarantine } from '../../src/sandbox/quarantine.ts';
import { createManualClock } from '../fixture/manual-clock.ts';

const MINUTE = 60_000;

describe('the quarantine', () => {
  it('has a version that made trouble, for a minute after the last time', async () => {
    const clock = createManualClock();
    const quarantine = new Quarantine(clock);
    assert.equal(quarantine.has('a'), false);
    quarantine.add('a');
    await clock.pass(MINUTE - 1);
    assert.deepEqual([quarantine.has('a'), quarantine.has('b')], [true, false]);
    quarantine.add('a');
    await clock.pass(MINUTE - 1);
    assert.equal(quarantine.has('a'), true);
    await clock.pass(1);
    assert.equal(quarantine.has('a'), false);
  });

  it('keeps it for twice as long where it makes trouble again soon, up to an hour; after a quiet time it is a first one', async () => {
    const clock = createManualClock();
    const quarantine = new Quarantine(clock);
    const stayMs = async (): Promise<number> => {
      const since = clock.elapsed();
      quarantine.add('a');
      while (quarantine.has('a')) await clock.pass(MINUTE / 2);
      return clock.elapsed() - since;
    };
    const stays: number[] = [];
    for (let time = 0; time < 8; time++) stays.push(await stayMs());
    assert.deepEqual(
      stays.map((ms) => ms / MINUTE),
      [1, 2, 4, 8, 16, 32, 60, 60],
    );
    await clock.pass(60 * MINUTE);
    assert.equal(await stayMs(), MINUTE);
  });
});
