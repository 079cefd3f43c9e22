import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { advance } from '../../src/engine/advance.ts';
import type { RunEvent, RunShape, RunState, Step } from '../../src/engine/run-state.ts';

const ERROR = new StepgateError('110006', 'refused');
const FAILURE = { error: ERROR, component: 'a', layer: 1 };
const LIVE = { kept: true, answered: false, stop: null };
const SUCCESS = { kind: 'success' } as const;

/** A durable rule of two layers. */
const DURABLE: RunShape = { layers: [2, 1], suspend: true, durable: true };
const PLAIN: RunShape = { layers: [2, 1], suspend: false, durable: false };

/** One state of each name; all have a row, but for those before there is one. */
const STATES: { readonly [N in RunState['name']]: Extract<RunState, { name: N }> } = {
  new: { name: 'new', layer: 1, only: null, ...LIVE, kept: false },
  beginning: { name: 'beginning', layer: 1, only: null, ...LIVE, kept: false },
  layer: { name: 'layer', layer: 1, pending: 1, failed: [], parked: [], end: null, ...LIVE },
  checkpointing: { name: 'checkpointing', layer: 2, ...LIVE },
  answering: { name: 'answering', layer: 3, ...LIVE },
  suspending: {
    name: 'suspending',
    layer: 1,
    failed: ['a'],
    failure: FAILURE,
    cause: 'error',
    answer: { kind: 'failure', failure: FAILURE, suspended: true },
    instead: null,
    ...LIVE,
  },
  resting: { name: 'resting', layer: 1, parked: ['a'], dueAt: null, ...LIVE },
  ending: { name: 'ending', layer: 3, status: 'success', failure: null, answer: SUCCESS, ...LIVE },
  ended: { name: 'ended', status: 'success', failure: null, ...LIVE },
};

/** Each by its type, so that the compiler names one that is missing; the ends of components by their kind. */
const EVENTS = {
  begun: { type: 'begun' },
  done: { type: 'component ended', end: { kind: 'done', answers: false } },
  'done, answers': { type: 'component ended', end: { kind: 'done', answers: true } },
  failed: { type: 'component ended', end: { kind: 'failed', component: 'a', error: ERROR, called: true } },
  suspend: { type: 'component ended', end: { kind: 'suspend', component: 'a', error: ERROR, called: true } },
  break: { type: 'component ended', end: { kind: 'break', component: 'a', error: ERROR, called: true } },
  parked: { type: 'component ended', end: { kind: 'parked', component: 'a', dueAt: 5 } },
  responded: { type: 'responded' },
  'answer made': { type: 'answer made' },
  'answer failed': { type: 'answer failed', error: ERROR },
  'timed out': { type: 'timed out', error: new StepgateError('110014', 'late') },
  cancelled: { type: 'cancelled', error: new StepgateError('110010', 'cancelled') },
  shutdown: { type: 'shutdown', error: new StepgateError('000503', 'shutting down') },
  'lease lost': { type: 'lease lost', error: new StepgateError('000503', 'lost') },
  stored: { type: 'stored' },
  'store away': { type: 'store away', error: new StepgateError('000503', 'away') },
  'store refused': { type: 'store refused', error: new StepgateError('110003', 'too large') },
  'store lost': { type: 'store lost', status: 'recovering', message: null, hasEnded: false },
} satisfies Record<Exclude<RunEvent['type'], 'component ended'>, RunEvent> & Record<string, RunEvent>;

type EventName = keyof typeof EVENTS;

/** `state: effect, effect`, in a few words. */
function described({ state, effects }: Step): string {
  const shown = effects.map((effect) => {
    if (effect.do === 'run' || effect.do === 'checkpoint') return `${effect.do} ${effect.layer}`;
    if (effect.do === 'answer') return `answer ${effect.answer.kind}`;
    if (effect.do === 'end' || effect.do === 'report')
      return `${effect.do} ${effect.state.status}${effect.do === 'report' && !effect.logged ? ', no log' : ''}`;
    return effect.do === 'suspend' ? `suspend ${effect.state.cause}` : effect.do;
  });
  return [state.name, ...shown].join(' > ');
}

const STOPPED = ['timed out', 'cancelled', 'shutdown', 'lease lost'] as const;

/** What each event does in each state of a durable run; an event that is not named changes nothing. */
const TABLE: Readonly<Record<RunState['name'], Partial<Record<EventName, string>>>> = {
  new: { begun: 'beginning > begin', ...stopped('new') },
  beginning: {
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
    ...stopped('layer > abort'),
    'store away': 'layer > abort',
    'store refused': 'layer > abort',
    'store lost': 'layer > abort',
  },
  checkpointing: {
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

const stateNames = Object.keys(STATES) as RunState['name'][];
const eventNames = Object.keys(EVENTS) as EventName[];

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

describe('the diagram in ARCHITECTURE.md', () => {
  it('shows the transitions that there are, and no others', () => {
    const text = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8');
    const shown = new Map(
      Array.from(text.matchAll(/^(\w+) +──► ([\w |]+) *$/gm), ([, from = '', to = '']) => [
        from,
        to
          .trim()
          .split(/ *\| */)
          .sort(),
      ]),
    );
    const there = transitions();
    for (const state of stateNames) assert.deepEqual(shown.get(state) ?? [], there.get(state), state);
  });

  function transitions(): Map<string, string[]> {
    const found = new Map<string, Set<string>>(stateNames.map((name) => [name, new Set()]));
    const flags = [true, false];
    const stops = [
      null,
      { error: ERROR, cause: 'error', isCancel: false },
      { error: ERROR, cause: 'error', isCancel: true },
    ];
    for (const layers of [[], [0], [2, 1]])
      for (const suspend of flags)
        for (const durable of suspend ? flags : [false])
          for (const name of stateNames)
            for (const kept of flags)
              for (const stop of stops)
                for (const event of eventNames) {
                  const state = { ...STATES[name], kept, stop };
                  const next = advance({ layers, suspend, durable }, state, EVENTS[event]).state.name;
                  if (next !== name) found.get(name)?.add(next);
                }
    return new Map(Array.from(found, ([name, to]) => [name, [...to].sort()]));
  }
});
