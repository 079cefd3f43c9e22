import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sizeOf, withNewCase, withoutCase } from './case-edit.ts';

const layers = [[{ name: 'a' }, { name: 'b' }]];

describe('the cases of a flow', () => {
  it('begin with the layers that it has, as those that are left', () => {
    const flow = withNewCase({ name: 'f', components: layers });
    assert.deepEqual(flow, { name: 'f', cases: [{ when: '', components: [] }, { components: layers }] });
  });

  it('get a new one before the one without a condition, else behind all', () => {
    const one = { when: '{a}', components: [] };
    const added = { when: '', components: [] };
    assert.deepEqual(withNewCase({ cases: [one, { components: [] }] }).cases, [one, added, { components: [] }]);
    assert.deepEqual(withNewCase({ cases: [one] }).cases, [one, added]);
    assert.deepEqual(withNewCase({}).cases, [added]);
  });

  it('are removed one by one; without any the flow has layers', () => {
    const flow = { cases: [{ when: '{a}', components: layers }, { components: [] }] };
    assert.equal(sizeOf(flow.cases[0] ?? {}), 2);
    assert.deepEqual(withoutCase(flow, 0), { cases: [{ components: [] }] });
    assert.deepEqual(withoutCase(withoutCase(flow, 0), 0), { components: [] });
    assert.equal(withoutCase({ components: layers }, 0).components, layers);
  });
});
