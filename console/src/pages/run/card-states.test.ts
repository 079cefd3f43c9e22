import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cardStates, namesOf } from './card-states.ts';
import type { RunFacts } from './run-facts.ts';

const rule = { components: [[{ name: 'user' }], [{ name: 'coupon' }, { name: 'sms' }], [{ name: 'note' }]] };
const done = { error: null, is_skip: false, is_cache: false };
const failed = { ...done, error: { code: '110007', msg: '' } };

const facts = (part: object): RunFacts => part;

describe('the states of the cards', () => {
  it('has the components of a rule, layer by layer', () => {
    assert.deepEqual(namesOf(rule), [['user'], ['coupon', 'sms'], ['note']]);
    assert.deepEqual([namesOf(null), namesOf({}), namesOf({ components: [[null, {}]] })], [[], [], [[]]]);
  });

  it('follow the layer while the run goes on, before there is a log', () => {
    const live = { status: 'running', cur_step: 2 };
    assert.deepEqual(Object.fromEntries(cardStates(facts({ live }), rule)), {
      user: 'success',
      coupon: 'running',
      sms: 'running',
      note: 'waiting',
    });
  });

  it('keep what a suspended run has, and show what waits', () => {
    const step_logs = [
      { component_logs: [{ name: 'user', ...done }] },
      {
        component_logs: [
          { name: 'coupon', ...failed },
          { name: 'sms', ...done },
        ],
      },
    ];
    const kept = { status: 'suspended', cur_step: 2, err_names: ['coupon'] };
    const expected = { user: 'success', coupon: 'failed', sms: 'success', note: 'waiting' };
    assert.deepEqual(Object.fromEntries(cardStates(facts({ kept, log: { step_logs } }), rule)), expected);
    // Without `record` there is no log.
    const unseen = { ...kept, err_component: 'coupon' };
    assert.deepEqual(Object.fromEntries(cardStates(facts({ kept: unseen }), rule)), expected);
    const recovering = { ...kept, status: 'recovering' };
    assert.deepEqual(Object.fromEntries(cardStates(facts({ kept: recovering, log: { step_logs } }), rule)), {
      ...expected,
      coupon: 'running',
    });
  });

  it('show where a run waits', () => {
    const step_logs = [
      { component_logs: [{ name: 'user', ...done }] },
      { component_logs: [{ name: 'sms', ...done, is_resting: true }] },
    ];
    const kept = { status: 'waiting', cur_step: 2, err_names: ['sms'] };
    assert.deepEqual(Object.fromEntries(cardStates(facts({ kept, log: { step_logs } }), rule)), {
      ...{ user: 'success', coupon: 'success', sms: 'waiting', note: 'waiting' },
    });
  });

  it('leave out what an ended run did not reach', () => {
    const log = { status: 'failed', step_logs: [{ component_logs: [{ name: 'user', ...failed }] }] };
    assert.deepEqual([...cardStates(facts({ log }), rule)], [['user', 'failed']]);
  });
});
