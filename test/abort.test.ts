import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Abort } from '../src/abort.ts';
import { systemClock } from '../src/clock.ts';

const WHY = new Error('why');

describe('an abort', () => {
  it('tells each listener once, and those that come later nothing', () => {
    const abort = new Abort();
    const told: string[] = [];
    abort.addEventListener('abort', () => told.push('a'));
    const b = (): void => void told.push('b');
    abort.addEventListener('abort', b);
    abort.addEventListener('abort', b);
    abort.throwIfAborted();
    abort.abort(WHY);
    abort.abort(new Error('another'));
    abort.addEventListener('abort', () => told.push('late'));
    assert.deepEqual([told, abort.aborted, abort.reason], [['a', 'b'], true, WHY]);
    assert.throws(() => abort.throwIfAborted(), WHY);
  });

  it('does not tell whom another listener has removed', () => {
    const abort = new Abort();
    const told: string[] = [];
    const removed = (): void => void told.push('removed');
    abort.addEventListener('abort', () => abort.removeEventListener('abort', removed));
    abort.addEventListener('abort', removed);
    abort.abort(WHY);
    assert.deepEqual(told, []);
  });

  it('comes with its parent’s, be that one of Node’s, and leaves it alone', () => {
    const parent = new AbortController();
    const [first, second] = [new Abort(parent.signal), new Abort(parent.signal)];
    const own = new Error('own');
    first.abort(own);
    assert.equal(parent.signal.aborted, false);
    parent.abort(WHY);
    assert.deepEqual([first.reason, second.reason, new Abort(parent.signal).reason], [own, WHY, WHY]);
  });

  it('ends a sleep, before and while it sleeps', async () => {
    const abort = new Abort();
    const sleeping = systemClock.sleep(60_000, abort);
    abort.abort(WHY);
    await assert.rejects(sleeping, WHY);
    await assert.rejects(systemClock.sleep(60_000, abort), WHY);
    await systemClock.sleep(1, new Abort());
  });
});
