import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentOf } from '../../../designer/model/document.ts';
import { againChoices, found, tickedBy, withTicked } from './runs-again.ts';

const document = documentOf({ rule: { components: [[{ name: 'a' }], [{ name: 'each' }, { name: 'mail' }]] } });
const error = { code: '110006' };
const log = {
  step_logs: [
    {
      component_logs: [
        { name: 'each', error, items: [{ name: 'each[10]', error }, { name: 'each[2]', error }, { name: 'each[1]' }] },
        { name: 'mail', error: null },
      ],
    },
  ],
};
const choices = (errNames: readonly string[] | null) => againChoices(document, { curStep: 2, errNames }, log);

describe('what runs again', () => {
  it('is chosen of the layer, and of the elements that had begun and of which something is kept', () => {
    const done = [0, 1, 3, 4, 5, 6, 7, 8, 9].map((index) => `each[${index}]`);
    const none = { toRun: [], failing: new Set<string>(), done: [] };
    const mail = { name: 'mail', ...none };
    const both = ['each[2]', 'each[10]'];
    for (const errNames of [['each[2]', 'each[10]'], ['each[10]']])
      assert.deepEqual(choices(errNames), [{ name: 'each', toRun: both, failing: new Set(both), done }, mail]);
    const whole = [{ name: 'each', ...none }, mail];
    assert.deepEqual([choices(['each']), choices(null)], [whole, whole]);
    assert.deepEqual(againChoices(document, { curStep: 3, errNames: null }, log), []);
  });

  it('has what failed inside an element in its place', () => {
    const [each] = againChoices(document, { curStep: 2, errNames: ['each[1]/track', 'each[1]/pay'] }, undefined);
    assert.deepEqual([each?.toRun, each?.done], [['each[1]/pay', 'each[1]/track'], ['each[0]']]);
  });

  it('holds what is inside of what is ticked', () => {
    const all = choices(['each[2]']);
    assert.deepEqual(withTicked(['each[2]'], all, ['mail'], true), ['each[2]', 'mail']);
    assert.deepEqual(withTicked(['each[2]', 'mail'], all, ['each'], true), ['mail', 'each']);
    assert.deepEqual(withTicked(['each[2]'], all, ['each[2]'], false), []);
    assert.deepEqual(withTicked(null, all, ['mail'], false), ['each']);
    assert.equal(tickedBy(['each']).isTicked('each[2]/x'), true);
    assert.equal(tickedBy(['each[2]']).isTicked('each'), false);
    assert.equal(tickedBy(['each[2]']).isNamed('each[2]'), true);
    assert.deepEqual(['each', 'mail'].map(tickedBy(['each[2]']).isPartly), [true, false]);
    assert.equal(tickedBy(null).isTicked('mail'), true);
  });

  it('is found by numbers, ranges and parts of names', () => {
    const names = ['each[1]/pay', 'each[2]', 'each[10]', 'each[12]'];
    assert.deepEqual(found(names, 'each', '1, 10-12'), ['each[1]/pay', 'each[10]', 'each[12]']);
    assert.deepEqual(found(names, 'each', 'PAY'), ['each[1]/pay']);
    assert.deepEqual(found(names, 'each', ' '), names);
    assert.deepEqual(found(names, 'each', '7'), []);
  });

  it('is asked and changed fast with 10,000 elements', () => {
    const all = Array.from({ length: 10_000 }, (_, index) => `each[${index}]`);
    const [each] = againChoices(document, { curStep: 2, errNames: all.slice(0, 5_000) }, log);
    assert.equal(each?.toRun.length, 5_000);
    const ticked = tickedBy(withTicked(['each[2]'], choices(['each[2]']), all, true));
    assert.equal(all.every(ticked.isTicked), true);
  });
});
