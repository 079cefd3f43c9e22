import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formFields, formOf, refusedFields, shownIn } from './form-draft.ts';

const fields = formFields({
  amount: { type: 'int', required: true, min: 1, max: 100 },
  reason: { type: 'string', enum: ['fair', 'goodwill'], default: 'fair' },
  note: { type: 'string', maxLen: 40 },
  notify: { type: 'bool' },
  tags: { type: 'slice', items: { type: 'string' } },
  'cost centre': { type: 'bigint' },
  address: { type: 'object', attribute: { city: { type: 'string', required: true } } },
});

describe('the form of an approval', () => {
  it('has a field for each rule, as its type asks for', () => {
    assert.deepEqual(
      fields.map(({ path, kind, required, hints }) => [path, kind, required, hints.map(({ key }) => key).join(' ')]),
      [
        ['.amount', 'number', true, 'waits.hintInt waits.hintBetween'],
        ['.reason', 'choice', false, ''],
        ['.note', 'text', false, 'waits.hintLengthMax'],
        ['.notify', 'bool', false, ''],
        ['.tags', 'json', false, 'waits.hintList'],
        ['["cost centre"]', 'number', false, 'waits.hintInt'],
        ['.address', 'group', false, 'waits.hintObject'],
      ],
    );
    assert.deepEqual(
      fields.at(-1)?.fields.map(({ path }) => path),
      ['.address.city'],
    );
  });

  it('sends what is filled in as the values that it means, and nothing of what is empty', () => {
    assert.deepEqual(formOf(fields, { '.amount': '12' }), { form: { amount: 12, reason: 'fair' }, problems: {} });
    const { form } = formOf(fields, {
      ...{ '.amount': 'twelve', '.notify': false, '.tags': '["a"]', '.reason': '', '.note': ' ' },
      ...{ '["cost centre"]': '12345678901234567890', '.address.city': 'Ulm' },
    });
    assert.deepEqual(
      JSON.stringify(form),
      '{"amount":"twelve","notify":false,"tags":["a"],"cost centre":12345678901234567890,"address":{"city":"Ulm"}}',
    );
  });

  it('says which required fields are empty, and what is no JSON', () => {
    assert.deepEqual(formOf(fields, { '.tags': '[' }).problems, {
      '.amount': 'waits.required',
      '.tags': 'waits.notJson',
    });
    const inside = formFields({
      a: { type: 'object', required: true, attribute: { b: { type: 'int', required: true } } },
    });
    assert.deepEqual(formOf(inside, {}).problems, { '.a.b': 'waits.required' });
  });

  it('shows what was typed, else the default', () => {
    const [amount, reason] = fields;
    assert(amount && reason);
    assert.deepEqual([shownIn({}, amount), shownIn({}, reason), shownIn({ '.reason': '' }, reason)], ['', 'fair', '']);
  });

  it('has what the gateway refused at its fields', () => {
    const errors = [
      { path: 'request.body.form.amount', message: 'must be at most 100' },
      { path: 'request.body.form.tags[1]', message: 'must be a string' },
      { path: 'request.body.form.address.city', message: 'is required' },
      { path: 'request.body.form.amounts', message: 'is not a field' },
    ];
    assert.deepEqual(refusedFields(fields, 'request.body.form', errors), {
      '.amount': 'must be at most 100',
      '.tags': 'must be a string',
      '.address.city': 'is required',
    });
  });
});
