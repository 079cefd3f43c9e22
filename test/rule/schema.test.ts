import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ruleSchema } from '../../src/rule/schema/rule.ts';

const file = new URL('../../schemas/rule.json', import.meta.url);
const published = JSON.parse(readFileSync(file, 'utf8')) as object;

describe('the JSON Schema of rules', () => {
  it('is published as it is declared; else run `node test/rule/write-schema.ts`', () => {
    assert.deepEqual(published, JSON.parse(JSON.stringify(ruleSchema)));
  });

  it('is a strict JSON Schema 2020-12 that knows right from wrong', () => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(published);
    const rule = {
      request: { body: { a: { type: 'slice', items: { type: 'object', attribute: { b: { type: 'int', min: 1 } } } } } },
      components: [
        [
          { name: 'a', type: 'api', url: 'http://h', retryMaxCount: 2 },
          { name: 's', type: 'script', url: 'x' },
        ],
      ],
      response: { status: '{s}', error: { body: null } },
    };
    assert.equal(validate({ name: 'a', method: 'GET', rule }), true);
    assert.equal(validate({ name: 'a', method: 'GET', rule: { ...rule, extra: 1 } }), false);
    assert.equal(validate({ name: 'a', method: 'GET', rule: { components: [[{ name: 'a', type: 'api' }]] } }), false);
    assert.equal(
      validate({ name: 'a', method: 'GET', rule: { request: { body: { a: { type: 'int', minLen: 1 } } } } }),
      false,
    );
  });
});
