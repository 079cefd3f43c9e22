import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hasCompensation } from './undoes.ts';

it('a rule undoes what one of its components says how to undo, inside flows too', () => {
  const charge = { name: 'charge', compensate: { type: 'script', url: 'refund' } };
  const flow = { name: 'f', type: 'flow', cases: [{ components: [[charge]] }] };
  assert.equal(hasCompensation({ components: [[{ name: 'a' }], [flow]] }), true);
  assert.equal(hasCompensation({ components: [[charge]] }), true);
  assert.equal(hasCompensation({ components: [[{ name: 'a' }]] }), false);
  assert.equal(hasCompensation(undefined), false);
});
