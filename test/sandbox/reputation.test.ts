import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Reputation } from '../../src/sandbox/reputation.ts';

const MINUTE = 60_000;

describe('what is known of a script', () => {
  it('it is new, waits, and is trusted once a call of it has ended and rests', () => {
    const known = new Reputation();
    assert.equal(known.standing('a'), 'new');
    known.waits('a');
    assert.equal(known.standing('a'), 'waiting');
    known.trust('a');
    assert.equal(known.standing('a'), 'trusted');
    known.waits('a');
    assert.equal(known.standing('a'), 'trusted');
    assert.equal(known.standing('b'), 'new');
  });

  it('trouble makes it a suspect: for a minute, whatever else it does meanwhile, and until a call of it rests', () => {
    let now = 1000;
    const known = new Reputation(() => now);
    known.trust('a');
    known.suspect('a');
    known.waits('a');
    now += MINUTE - 1;
    known.trust('a');
    assert.equal(known.standing('a'), 'suspect');
    now += 5 * MINUTE;
    known.waits('a');
    assert.equal(known.standing('a'), 'suspect');
    known.trust('a');
    assert.equal(known.standing('a'), 'trusted');
  });

  it('trouble again soon afterwards, and that for twice as long; after as long a quiet time it is a first one', () => {
    let now = 1000;
    const known = new Reputation(() => now);
    const suspectMs = (): number => {
      known.suspect('a');
      const from = now;
      for (; known.standing('a') === 'suspect'; known.trust('a')) now += MINUTE;
      return now - from;
    };
    assert.equal(suspectMs(), MINUTE);
    assert.equal(suspectMs(), 2 * MINUTE);
    now += MINUTE;
    assert.equal(suspectMs(), 4 * MINUTE);
    now += 4 * MINUTE;
    assert.equal(suspectMs(), MINUTE);
    for (let times = 0; times < 10; times++) suspectMs();
    assert.equal(suspectMs(), 60 * MINUTE);
  });

  it('trouble of a suspect makes the time begin again, and no longer', () => {
    let now = 1000;
    const known = new Reputation(() => now);
    for (let calls = 0; calls < 8; calls++) known.suspect('a');
    now += MINUTE - 1;
    known.suspect('a');
    now += MINUTE - 1;
    known.trust('a');
    assert.equal(known.standing('a'), 'suspect');
    now += 1;
    known.trust('a');
    assert.equal(known.standing('a'), 'trusted');
  });

  it('no more than ten thousand are remembered', () => {
    const known = new Reputation(() => 1000);
    for (let n = 0; n <= 10_000; n++) known.trust(`t${n}`);
    for (let n = 0; n <= 10_000; n++) known.suspect(`s${n}`);
    assert.deepEqual(
      ['t0', 't1', 's0', 's1'].map((version) => known.standing(version)),
      ['new', 'trusted', 'new', 'suspect'],
    );
  });
});
