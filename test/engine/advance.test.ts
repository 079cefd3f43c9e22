import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { advance } from '../../src/engine/advance.ts';
import type { RunEvent, RunShape, RunState } from '../../src/engine/run-state.ts';
import { DURABLE, EVENTS, PLAIN, STATES, described, eventNames, stateNames } from './machine.ts';
import type { EventName } from './machine.ts';

const STOPPED = ['timed out', 'cancelled', 'shutdown', 'lease lost'] as const;

/** What each event does in each state of a durable run; an event that is not named changes nothing. */
const TABLE: Readonly<Record<RunState['name'], Partial<Record<EventName, string>>>> = {
  new: { begun: 'beginning > begin', paused: 'new', ...stopped('new') },
  beginning: {
    paused: 'beginning',
    ...stopped('beginning'),
    stored: 'layer > run 1',
    'store away': 'ended > report failed, no log',
    'store refused': 'ended > report failed, no log',
    'store lost': 'ended > report suspended, no log',
  },
  layer: {
    done: 'checkpointing > close layer > checkpoint 2',
    'done, answers': 'checkpointing > answer success > close layer > checkpoint 2',
    failed: 'suspending > close layer > suspend error',
    suspend: 'suspending > close layer > suspend script',
    break: 'ending > close layer > end broken',
    parked: 'resting > close layer > rest',
    responded: 'layer > answer success',
    paused: 'layer',
    ...stopped('layer > abort'),
    'store away': 'layer > abort',
    'store refused': 'layer > abort',
    'store lost': 'layer > abort',
  },
  checkpointing: {
    paused: 'checkpointing',
    ...stopped('checkpointing'),
    stored: 'layer > run 2',
    'store away': 'suspending > suspend database',
    'store refused': 'ending > end failed',
    'store lost': 'ended > report suspended, no log',
  },
  answering: {
    'answer made': 'ending > end success',
    'answer failed': 'suspending > suspend error',
    ...stopped('answering'),
  },
  suspending: {
    ...stopped('suspending'),
    stored: 'ended > report suspended',
    'store away': 'ended > report failed, no log',
    'store refused': 'ending > end failed',
    'store lost': 'ended > report suspended, no log',
  },
  resting: {
    ...stopped('resting'),
    stored: 'ended > report waiting',
    'store away': 'suspending > suspend database',
    'store refused': 'ending > end failed',
    'store lost': 'ended > report suspended, no log',
  },
  reverting: {
    shutdown: 'reverting',
    'lease lost': 'reverting',
    'hold over': 'reverting',
    stored: 'compensating > undo',
    'store away': 'ended > report compensating, no log',
    'store refused': 'ending > end failed',
    'store lost': 'ended > report suspended, no log',
  },
  compensating: {
    shutdown: 'compensating > abort',
    'lease lost': 'compensating > abort',
    'hold over': 'compensating > answer failure',
    undone: 'ending > end compensated',
    'undo failed': 'suspending > suspend compensation',
    'store away': 'compensating > abort',
    'store refused': 'compensating > abort',
    'store lost': 'compensating > abort',
  },
  ending: {
    ...stopped('ending'),
    stored: 'ended > report success',
    'store away': 'suspending > suspend database',
    'store refused': 'ended > report failed, no log',
    'store lost': 'ended > report suspended, no log',
  },
  ended: {},
};

/** A stop is remembered, whatever the state; only a layer has something to abort. */
function stopped(what: string): Partial<Record<EventName, string>> {
  return Object.fromEntries(STOPPED.map((name) => [name, what]));
}

describe('what a run does next', () => {
  for (const state of stateNames) {
    for (const event of eventNames) {
      const expected = TABLE[state][event];
      it(`${state}, ${event}: ${expected ?? 'stays'}`, () => {
        const step = advance(DURABLE, STATES[state], EVENTS[event]);
        if (expected === undefined) assert.deepEqual(step, { state: STATES[state], effects: [] });
        else assert.equal(described(step), expected);
      });
    }
  }

  /** Plays events from the beginning on, and describes every step that did something. */
  function play(shape: RunShape, events: readonly EventName[], from: Partial<typeof STATES.new> = {}): string[] {
    let state: RunState = { ...STATES.new, ...from };
    const steps: string[] = [];
    for (const name of events) {
      const step = advance(shape, state, EVENTS[name]);
      if (step.state !== state) steps.push(described(step));
      state = step.state;
    }
    return steps;
  }

  it('ends a plain run without a write', () => {
    assert.deepEqual(play(PLAIN, ['begun', 'done', 'done', 'done', 'answer made']), [
      'layer > run 1',
      'layer',
      'layer > close layer > run 2',
      'answering > close layer > make answer',
      'ended > report success',
    ]);
  });

  it('answers the first failure of a plain run at once, and aborts what is under way', () => {
    assert.deepEqual(play(PLAIN, ['begun', 'failed', 'done']).slice(1), [
      'layer > abort others > answer failure',
      'ended > close layer > report failed',
    ]);
  });

  it('lets a layer settle before it suspends', () => {
    const shape = { ...PLAIN, suspend: true };
    assert.deepEqual(play(shape, ['begun', 'failed', 'done', 'stored']).slice(1), [
      'layer',
      'suspending > close layer > suspend error',
      'ended > report suspended',
    ]);
  });

  it('breaks, whatever had failed before', () => {
    const shape = { ...PLAIN, suspend: true };
    assert.deepEqual(play(shape, ['begun', 'failed', 'break']).slice(1), [
      'layer',
      'ended > close layer > report broken',
    ]);
  });

  it('runs only what a recovery has to, and goes on', () => {
    const kept = { kept: true, only: ['a'] };
    assert.deepEqual(play(DURABLE, ['begun', 'done', 'stored', 'done', 'answer made', 'stored'], kept), [
      'layer > run 1',
      'checkpointing > close layer > checkpoint 2',
      'layer > run 2',
      'answering > close layer > make answer',
      'ending > end success',
      'ended > report success',
    ]);
  });

  it('has only the answer left where nothing of the last layer has to run', () => {
    assert.deepEqual(play(DURABLE, ['begun'], { kept: true, layer: 2, only: [] }), ['answering > make answer']);
  });

  it('goes through empty layers, and does without any', () => {
    assert.deepEqual(play({ ...PLAIN, layers: [0, 0] }, ['begun']), ['answering > make answer']);
    assert.deepEqual(play({ ...PLAIN, layers: [] }, ['begun']), ['answering > make answer']);
  });

  it('cancels a run that was stopped between two layers', () => {
    const events = ['begun', 'stored', 'done', 'done', 'cancelled', 'stored', 'stored'] as const;
    assert.deepEqual(play(DURABLE, events).slice(-3), [
      'checkpointing',
      'ending > end cancelled',
      'ended > report cancelled',
    ]);
  });

  it('keeps a run that was stopped by the shutdown, with its cause', () => {
    const events = ['begun', 'stored', 'shutdown', 'failed', 'failed'] as const;
    assert.equal(play(DURABLE, events).at(-1), 'suspending > close layer > suspend shutdown');
  });

  it('knows that an end has happened which the database did not say so of', () => {
    const away = advance(DURABLE, STATES.ending, EVENTS['store away']);
    const lost: RunEvent = { type: 'store lost', status: 'success', message: null, hasEnded: true };
    assert.equal(described(advance(DURABLE, away.state, lost)), 'ended > report success');
  });

  it('says that an operator has ended the run meanwhile', () => {
    const lost: RunEvent = { type: 'store lost', status: 'cancelled', message: 'why', hasEnded: false };
    const { state } = advance(DURABLE, STATES.checkpointing, lost);
    assert.equal(state.name === 'ended' && state.failure?.error.message, 'why');
  });
});
