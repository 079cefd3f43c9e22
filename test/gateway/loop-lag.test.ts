import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import { createLoopLag } from '../../src/gateway/loop-lag.ts';

describe('how far the event loop is behind', () => {
  it('counts from when it is started again: what a start took keeps no request away', (t) => {
    let elapsedMs = 0;
    const lag = createLoopLag({ ...systemClock, elapsed: () => elapsedMs });
    t.after(() => lag.stop());
    elapsedMs = 5000;
    assert.equal(lag.behindMs(), 4900);
    lag.restart();
    assert.ok(lag.behindMs() <= 0);
    elapsedMs += 2100;
    assert.equal(lag.behindMs(), 2000);
  });
});
