import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fieldsSchema } from '../../src/gateway/field-schema.ts';

describe('OpenAPI tells all that a field rule says', () => {
  const cases: readonly (readonly [object, object])[] = [
    [
      { type: 'int', min: 1, max: 9, enum: [1, 2], default: 1 },
      { type: 'integer', minimum: 1, maximum: 9, enum: [1, 2], default: 1 },
    ],
    [
      { type: 'float', min: 0.5, max: 9, enum: [1, 2] },
      { type: 'number', minimum: 0.5, maximum: 9, enum: [1, 2] },
    ],
    [
      { type: 'string', minLen: 1, maxLen: 3, enum: ['a'], pattern: 'a', format: 'uuid', default: 'a' },
      { type: 'string', minLength: 1, maxLength: 3, enum: ['a'], pattern: 'a', format: 'uuid', default: 'a' },
    ],
    [
      { type: 'bool', default: false },
      { type: 'boolean', default: false },
    ],
    [
      { type: 'slice', minLen: 1, maxLen: 3, enum: ['a'], default: ['a'] },
      { type: 'array', minItems: 1, maxItems: 3, items: { enum: ['a'] }, default: ['a'] },
    ],
    [
      { type: 'slice', items: { type: 'string', enum: ['a', 'b'] } },
      { type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
    ],
    [
      { type: 'slice', items: { type: 'int', min: 1 }, enum: [1, 2] },
      { type: 'array', items: { type: 'integer', minimum: 1, enum: [1, 2] } },
    ],
    [
      { type: 'slice', items: { type: 'string', enum: ['a', 'b'] }, enum: ['b', 'c'] },
      { type: 'array', items: { allOf: [{ type: 'string', enum: ['a', 'b'] }, { enum: ['b', 'c'] }] } },
    ],
    [
      { type: 'slice', items: { type: 'slice', enum: ['a'], items: { type: 'string' } }, enum: ['x'] },
      { type: 'array', items: { type: 'array', items: { type: 'string', enum: ['a'] }, enum: ['x'] } },
    ],
    [
      { type: 'object', attribute: { a: { type: 'bool', required: true } }, default: { a: true } },
      { type: 'object', properties: { a: { type: 'boolean' } }, required: ['a'], default: { a: true } },
    ],
  ];
  for (const [rule, schema] of cases) {
    it(JSON.stringify(rule), () => {
      const { properties } = fieldsSchema({ f: rule as never });
      assert.deepEqual(properties, { f: schema });
    });
  }
});
