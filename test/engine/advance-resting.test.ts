import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { advance } from '../../src/engine/advance.ts';
import type { InLayer, RunEvent, RunShape } from '../../src/engine/run-state.ts';

const ERROR = new StepgateError('110006', 'refused');
const DURABLE: RunShape = {
  layers: [2, 1],
  suspend: true,
  durable: true,
  undoes: false,
  givesUp: 'never',
  queue: null,
};
const LAYER: InLayer = {
  ...{ name: 'layer', layer: 1, pending: 1, failed: [], parked: [], end: null },
  ...{ kept: true, answered: false, stop: null, left: false, pause: false },
};
const RESTS: RunEvent = { type: 'component ended', end: parked('a', 5) };
const FAILED: RunEvent = {
  type: 'component ended',
  end: { kind: 'failed', component: 'a', error: ERROR, called: true },
};

describe('a layer in which components rest', () => {
  it('rests where nothing is left but what rests, until the first of it is due', () => {
    const { state, effects } = advance(DURABLE, { ...LAYER, parked: [parked('b', 9), parked('c', null)] }, RESTS);
    assert.deepEqual(state.name === 'resting' && { parked: state.parked, dueAt: state.dueAt }, {
      parked: ['b', 'c', 'a'],
      dueAt: 5,
    });
    assert.deepEqual(effects[0], { do: 'close layer', failure: null, rests: true });
  });

  it('runs again what rests where another component has failed', () => {
    const { state } = advance(DURABLE, { ...LAYER, parked: [parked('b', 9)] }, FAILED);
    assert.deepEqual(state.name === 'suspending' && state.failed, ['a', 'b']);
  });

  it('does not rest once it was stopped', () => {
    const stop = { error: ERROR, cause: 'shutdown', isCancel: false };
    const { state } = advance(DURABLE, { ...LAYER, stop }, RESTS);
    assert.deepEqual(state.name === 'suspending' && [state.failed, state.cause], [['a'], 'shutdown']);
  });
});

function parked(component: string, dueAt: number | null) {
  return { kind: 'parked', component, dueAt } as const;
}
