import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { JsonObject } from '../../designer/model/rule-language.ts';
import { waitSpecOf } from './wait-spec.ts';

const approve = (form: JsonObject) => ({ name: 'approve', type: 'wait', for: 'approval', form });
const amount = { amount: { type: 'int' } };
const flow = (...forms: JsonObject[]) => ({
  ...{ name: 'each', type: 'flow', foreach: '{lines}' },
  cases: forms.map((form) => ({ components: [[approve(form)]] })),
});

it('what a wait asks for is found by its full name, in elements of loops and cases of flows too', () => {
  const rule = { components: [[{ ...approve(amount), onReject: 'continue' }], [flow(amount, amount)]] };
  assert.deepEqual(waitSpecOf(rule, 'approve'), { form: amount, goesOnRejected: true, undoes: false });
  assert.deepEqual(waitSpecOf(rule, 'each[3]/approve'), { form: amount, goesOnRejected: false, undoes: false });
  assert.deepEqual(waitSpecOf({ components: [[flow(amount, {})]] }, 'each[3]/approve')?.form, undefined);
  assert.deepEqual([waitSpecOf(rule, 'other'), waitSpecOf(undefined, 'approve')], [undefined, undefined]);
});
