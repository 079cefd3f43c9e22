import { StepgateError } from '../../src/error.ts';
import type { RunEvent, RunShape, RunState, Step } from '../../src/engine/run-state.ts';

export const ERROR = new StepgateError('110006', 'refused');
export const FAILURE = { error: ERROR, component: 'a', layer: 1 };
export const LIVE = { kept: true, answered: false, stop: null, left: false, pause: false };
export const SUCCESS = { kind: 'success' } as const;

export const DURABLE: RunShape = {
  layers: [2, 1],
  suspend: true,
  durable: true,
  undoes: false,
  givesUp: 'never',
  queue: null,
};
export const PLAIN: RunShape = { ...DURABLE, suspend: false, durable: false };

/** One state of each name; all have a row, but for those before there is one. */
export const STATES: { readonly [N in RunState['name']]: Extract<RunState, { name: N }> } = {
  new: { name: 'new', layer: 1, only: null, givenUp: null, ...LIVE, kept: false },
  beginning: { name: 'beginning', layer: 1, only: null, givenUp: null, ...LIVE, kept: false },
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
    undoing: null,
    ...LIVE,
  },
  resting: {
    name: 'resting',
    status: 'waiting',
    layer: 1,
    parked: ['a'],
    dueAt: null,
    failure: null,
    isNext: false,
    ...LIVE,
  },
  reverting: { name: 'reverting', layer: 1, failure: FAILURE, isLate: false, ...LIVE, left: true },
  compensating: { name: 'compensating', layer: 1, failure: FAILURE, ...LIVE, left: true },
  ending: { name: 'ending', layer: 3, failed: null, status: 'success', failure: null, answer: SUCCESS, ...LIVE },
  ended: { name: 'ended', status: 'success', failure: null, ...LIVE },
};

/** Each by its type, so that the compiler names one that is missing; the ends of components by their kind. */
export const EVENTS = {
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
  paused: { type: 'paused' },
  'hold over': { type: 'hold over' },
  undone: { type: 'undone', failure: null },
  'undo failed': { type: 'undone', failure: { error: ERROR, component: 'a/undo', layer: 1 } },
  stored: { type: 'stored' },
  'store away': { type: 'store away', error: new StepgateError('000503', 'away') },
  'store refused': { type: 'store refused', error: new StepgateError('110003', 'too large') },
  'store lost': { type: 'store lost', status: 'recovering', message: null, hasEnded: false },
} satisfies Record<Exclude<RunEvent['type'], 'component ended'>, RunEvent> & Record<string, RunEvent>;

export type EventName = keyof typeof EVENTS;

/** `state: effect, effect`, in a few words. */
export function described({ state, effects }: Step): string {
  const shown = effects.map((effect) => {
    if (effect.do === 'run' || effect.do === 'checkpoint') return `${effect.do} ${effect.layer}`;
    if (effect.do === 'answer') return `answer ${effect.answer.kind}`;
    if (effect.do === 'end' || effect.do === 'report')
      return `${effect.do} ${effect.state.status}${effect.do === 'report' && !effect.logged ? ', no log' : ''}`;
    return effect.do === 'suspend' ? `suspend ${effect.state.cause}` : effect.do;
  });
  return [state.name, ...shown].join(' > ');
}

export const stateNames = Object.keys(STATES) as RunState['name'][];
export const eventNames = Object.keys(EVENTS) as EventName[];
