import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentOf } from '../../../designer/model/document.ts';
import { againChoices, isPartly, isTicked, withTicked } from './runs-again.ts';

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
const names = (errNames: readonly string[] | null) =>
  againChoices(document, { curStep: 2, errNames }, log).map(({ name }) => name);

describe('what runs again', () => {
  it('is chosen of the layer, and of the elements that had failed and of which something is kept', () => {
    assert.deepEqual(names(['each[2]', 'each[10]']), ['each', 'each[2]', 'each[10]', 'mail']);
    assert.deepEqual(names(['each[10]']), ['each', 'each[2]', 'each[10]', 'mail']);
    assert.deepEqual(names(['each']), ['each', 'mail']);
    assert.deepEqual(names(null), ['each', 'mail']);
    assert.deepEqual(againChoices(document, { curStep: 3, errNames: null }, log), []);
  });

  it('holds what is inside of what is ticked', () => {
    const choices = againChoices(document, { curStep: 2, errNames: ['each[2]'] }, log);
    assert.deepEqual(withTicked(['each[2]'], choices, 'mail', true), ['each[2]', 'mail']);
    assert.deepEqual(withTicked(['each[2]', 'mail'], choices, 'each', true), ['mail', 'each']);
    assert.deepEqual(withTicked(['each[2]'], choices, 'each[2]', false), []);
    assert.deepEqual(withTicked(null, choices, 'mail', false), ['each']);
    assert.equal(isTicked('each[2]', ['each']), true);
    assert.equal(isTicked('each', ['each[2]']), false);
    assert.deepEqual(
      ['each', 'mail'].map((name) => isPartly(name, ['each[2]'])),
      [true, false],
    );
    assert.equal(isTicked('mail', null), true);
  });
});
