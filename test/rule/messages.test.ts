import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRule } from '../../src/rule/check.ts';
import { compileRule } from '../../src/rule/compile.ts';
import type { JsonObject } from '../../src/json.ts';
import { checkNow } from './rules.ts';

const documentOf = (request: JsonObject) => ({ name: 'a', method: 'POST', rule: { request } });
const check = (request: JsonObject, body: unknown) => {
  const rule = compileRule(documentOf(request), 'V1');
  const raw = { method: 'POST', path: '/a', params: {}, query: {}, header: {}, body: body as JsonObject, ip: '' };
  const result = checkNow(rule, raw);
  return result.ok ? [] : [result.msg, ...result.errors.map(({ path, message }) => `${path ?? ''}: ${message}`)];
};

describe('messages of field rules', () => {
  const phone = {
    type: 'string',
    required: true,
    minLen: 3,
    pattern: '^\\+',
    messages: {
      required: 'Where can we call you?',
      pattern: '{request.body.phone} has no country code',
      type: 'A phone number is a text',
    },
  };

  it('take the place of the gateway’s own, by the option that refuses the value', () => {
    const of = (body: unknown) => check({ body: { phone } }, body);
    assert.deepEqual(of({}), ['Where can we call you?', 'request.body.phone: Where can we call you?']);
    assert.deepEqual(of({ phone: null })[0], 'Where can we call you?');
    assert.deepEqual(of({ phone: 'abcd' })[0], 'abcd has no country code');
    assert.deepEqual(of({ phone: 1 })[0], 'A phone number is a text');
    assert.deepEqual(of({ phone: '+' }), [
      'request.body.phone must be at least 3 characters',
      'request.body.phone: must be at least 3 characters',
    ]);
    assert.deepEqual(of({ phone: '+123' }), []);
  });

  it('work in objects, in elements, and for the enum of a slice', () => {
    const sku = { type: 'string', enum: ['A'], messages: { enum: 'no such product' } };
    const lines = { type: 'slice', items: { type: 'object', attribute: { sku } } };
    const tags = { type: 'slice', enum: ['x'], messages: { enum: 'unknown tag', maxLen: 'too many' }, maxLen: 2 };
    const found = check({ body: { lines, tags } }, { lines: [{ sku: 'A' }, { sku: 'B' }], tags: ['x', 'y', 'x'] });
    assert.deepEqual(found.slice(1).sort(), [
      'request.body.lines[1].sku: no such product',
      'request.body.tags: too many',
      'request.body.tags[1]: unknown tag',
    ]);
  });

  it('are checked when the rule is saved', () => {
    const errorsOf = (messages: JsonObject) =>
      checkRule(documentOf({ body: { a: { type: 'string', messages } } })).errors.map(({ pointer }) => pointer);
    assert.deepEqual(errorsOf({ patern: 'x' }), ['/request/body/a/messages/patern']);
    assert.deepEqual(errorsOf({ pattern: '{secret.A}' }), ['/request/body/a/messages/pattern']);
    assert.deepEqual(errorsOf({ pattern: '{request..a}' }), ['/request/body/a/messages/pattern']);
  });
});
