import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentOf } from '../../../designer/model/document.ts';
import { componentStates } from './component-states.ts';

const document = documentOf({
  name: 'a',
  method: 'POST',
  rule: { components: [[{ name: 'a' }, { name: 'b' }], [{ name: 'c' }, { name: 'd' }], [{ name: 'e' }]] },
});
const log = {
  step_logs: [
    {
      component_logs: [
        { name: 'a', error: null },
        { name: 'b', error: null, is_skip: true },
      ],
    },
    {
      component_logs: [
        { name: 'c', error: null },
        { name: 'd', error: { code: '110006' } },
      ],
    },
  ],
};
const place = { curStep: 2, errNames: ['d'], errComponent: 'd' };

describe('where a run stands', () => {
  it('is drawn of a suspended one: what is done, what failed, what waits', () => {
    assert.deepEqual(Object.fromEntries(componentStates(document, { ...place, status: 'suspended' }, log)), {
      ...{ a: 'success', b: 'skipped', c: 'success', d: 'failed', e: 'waiting' },
    });
  });

  it('needs no log', () => {
    const run = { ...place, status: 'suspended' };
    assert.deepEqual(Object.fromEntries(componentStates(document, run, undefined)), {
      ...{ a: 'success', b: 'success', c: 'success', d: 'failed', e: 'waiting' },
    });
    const crashed = { ...run, errNames: null, errComponent: null };
    assert.deepEqual(Object.fromEntries(componentStates(document, crashed, undefined)), {
      ...{ a: 'success', b: 'success', c: 'waiting', d: 'waiting', e: 'waiting' },
    });
  });

  it('is drawn of one that is being recovered, and of one that has ended', () => {
    assert.equal(componentStates(document, { ...place, status: 'recovering' }, log).get('d'), 'running');
    const again = [...log.step_logs, { component_logs: [{ name: 'd', error: null, is_cache: true }] }];
    const ended = componentStates(document, { ...place, status: 'success' }, { step_logs: again });
    assert.deepEqual([ended.get('d'), ended.get('e')], ['cached', 'waiting']);
  });
});
