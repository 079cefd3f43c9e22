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

  it('blames for the end of a process those that were at work and never ended by themselves, else all', () => {
    const quarantine = new Quarantine(createManualClock());
    const has = (versions: string): string =>
      versions
        .split('')
        .filter((version) => quarantine.has(version))
        .join('');
    quarantine.prove('a');
    quarantine.addGuilty(['a', 'b', 'c']);
    assert.equal(has('abc'), 'bc');
    quarantine.prove('b');
    quarantine.addGuilty(['a', 'b']);
    assert.equal(has('abc'), 'abc');
    quarantine.prove('d');
    quarantine.addGuilty(['a', 'd']);
    assert.equal(has('d'), '');
  });

  it('remembers ten thousand that ended by themselves', () => {
    const quarantine = new Quarantine(createManualClock());
    for (let n = 0; n <= 10_000; n++) quarantine.prove(String(n));
    quarantine.addGuilty(['0', '1']);
    assert.deepEqual([quarantine.has('0'), quarantine.has('1')], [true, false]);
  });
});
