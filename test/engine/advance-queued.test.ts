import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { StepgateError } from '../../src/error.ts';
import { advance } from '../../src/engine/advance.ts';
import { afterFailure, backoffOf } from '../../src/engine/queue-state.ts';
import type { QueuedRun } from '../../src/engine/queue-state.ts';
import type { RunShape, RunState, Step } from '../../src/engine/run-state.ts';
import { DURABLE, ERROR, EVENTS, STATES } from './machine.ts';

const QUEUE: QueuedRun = {
  ...{ name: 'workflow', attempt: 1, last: 2, attempts: 2, suspends: false },
  backoff: { type: 'exponential', delayMs: 1000, maxMs: 5000 },
};
const shapeWith = (queue: Partial<QueuedRun>): RunShape => ({ ...DURABLE, queue: { ...QUEUE, ...queue } });
const AWAY = { type: 'store away', error: new StepgateError('000503', 'away') } as const;

/** Where a step leads: a resting run's status, and whether another attempt follows. */
function next({ state }: Step): unknown {
  return state.name === 'resting' ? [state.status, state.isNext, state.layer] : state.name;
}

describe('an attempt of a queued run that fails', () => {
  const failed = (queue: Partial<QueuedRun>) => next(advance(shapeWith(queue), STATES.layer, EVENTS.failed));

  it('is followed by another one, from where the run stands', () => {
    assert.deepEqual(failed({}), ['queued', true, 1]);
    const { state } = advance(shapeWith({}), STATES.layer, EVENTS.failed);
    assert.deepEqual(state.name === 'resting' && [state.parked, state.failure?.error], [['a'], ERROR]);
  });

  it('ends the run where it was the last one, or suspends it where its rule says so', () => {
    assert.equal(failed({ attempt: 2 }), 'ending');
    assert.equal(failed({ attempt: 2, suspends: true }), 'suspending');
    assert.equal(failed({ last: 1, isDirect: true }), 'ending');
  });

  it('is followed by none where a script has broken or suspended it', () => {
    assert.equal(next(advance(shapeWith({}), STATES.layer, EVENTS.break)), 'ending');
    assert.equal(next(advance(shapeWith({}), STATES.layer, EVENTS.suspend)), 'ending');
    assert.equal(next(advance(shapeWith({ suspends: true }), STATES.layer, EVENTS.suspend)), 'suspending');
  });
});

describe('an attempt of a queued run that is stopped', () => {
  const stoppedBy = (type: 'timed out' | 'cancelled' | 'shutdown', queue: Partial<QueuedRun> = {}): unknown => {
    const { state } = advance(shapeWith(queue), STATES.layer, { type, error: ERROR });
    return next(advance(shapeWith(queue), state, EVENTS.failed));
  };

  it('goes on later, and costs nothing, where the process ends', () => {
    assert.deepEqual(stoppedBy('shutdown'), ['queued', false, 1]);
    assert.deepEqual(stoppedBy('shutdown', { attempt: 2 }), ['queued', false, 1]);
    assert.equal(stoppedBy('shutdown', { isDirect: true }), 'suspending');
  });

  it('is over where its time is, and the run where an operator gives it up', () => {
    assert.deepEqual(stoppedBy('timed out'), ['queued', true, 1]);
    assert.equal(stoppedBy('timed out', { attempt: 2 }), 'ending');
    assert.equal(stoppedBy('cancelled'), 'ending');
  });

  it('goes on later where the database does not take what was done', () => {
    for (const state of [STATES.checkpointing, STATES.ending] as RunState[])
      assert.deepEqual(next(advance(shapeWith({ attempt: 2 }), state, AWAY)), [
        'queued',
        false,
        'layer' in state ? state.layer : 0,
      ]);
    assert.equal(next(advance(shapeWith({ isDirect: true }), STATES.checkpointing, AWAY)), 'suspending');
  });
});

describe('attempts', () => {
  it('end, whatever fails: each failure leads nearer to the last one', () => {
    const causes = fc.constantFrom('error', 'script', 'shutdown', 'database', 'crash');
    fc.assert(
      fc.property(fc.array(causes), fc.integer({ min: 1, max: 25 }), fc.boolean(), (all, last, suspends) => {
        let attempt = 1;
        for (const cause of all) {
          const then = afterFailure({ ...QUEUE, attempt, last, suspends }, cause);
          if (then === 'suspend' || then === 'fail') return (then === 'suspend') === suspends;
          if (then === 'next') attempt++;
          if (attempt > last) return false;
        }
        return true;
      }),
    );
  });

  it('wait longer and longer, and never longer than is allowed', () => {
    const ms = fc.integer({ min: 0, max: 1e8 });
    fc.assert(
      fc.property(ms, ms, fc.integer({ min: 1, max: 2000 }), (delayMs, maxMs, attempt) => {
        const wait = (type: 'exponential' | 'fixed', n: number) => backoffOf({ type, delayMs, maxMs }, n);
        const isRising = wait('exponential', attempt) <= wait('exponential', attempt + 1);
        return isRising && wait('exponential', attempt) <= maxMs && wait('fixed', attempt) === Math.min(delayMs, maxMs);
      }),
    );
    const waits = [1, 2, 3, 4].map((attempt) => backoffOf(QUEUE.backoff, attempt));
    assert.deepEqual(waits, [1000, 2000, 4000, 5000]);
  });
});
