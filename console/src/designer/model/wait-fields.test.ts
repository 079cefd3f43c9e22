import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isOfWait } from './wait-fields.ts';

it('a wait has the fields of its kind, and those that are set all the same', () => {
  const fields = ['name', 'timeout', 'body', 'form', 'seconds'];
  const of = (wait: { readonly for?: string; readonly body?: null }) => fields.filter((field) => isOfWait(field, wait));
  assert.deepEqual(of({ for: 'callback' }), ['name', 'timeout', 'body']);
  assert.deepEqual(of({ for: 'approval' }), ['name', 'timeout', 'form']);
  assert.deepEqual(of({ for: 'time', body: null }), ['name', 'body', 'seconds']);
});
