import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { Json } from '../../src/json.ts';
import { indexOf } from '../../src/rule/condition/text-search.ts';
import { standardOptions } from '../../src/rule/json-schema/standard-options.ts';
import { isMultiple } from '../../src/rule/json-schema/multiple-of.ts';
import { createValidator } from '../../src/rule/json-schema/validate.ts';
import { json } from './json-values.ts';

/** Names of members with which ajv and its fast-deep-equal go wrong: they ask the object for what it inherits. */
const MISTAKEN = ['__proto__', 'constructor', 'valueOf', 'toString'];

describe('what is our own agrees with the known one', () => {
  it('schemas with ajv', () => {
    const { schema } = fc.letrec<{ schema: object }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 3 },
        fc.record({ type: fc.constantFrom('string', 'integer', 'number', 'array', 'object', 'boolean', 'null') }),
        fc.record({ enum: fc.array(json, { minLength: 1, maxLength: 3 }) }),
        fc.record(
          {
            minimum: fc.integer({ min: -3, max: 3 }),
            maxLength: fc.nat(3),
            minItems: fc.nat(2),
            maxProperties: fc.nat(2),
          },
          { requiredKeys: [] },
        ),
        fc.record({ required: fc.uniqueArray(fc.constantFrom('a', 'b')), uniqueItems: fc.boolean() }),
        fc.record(
          { properties: fc.record({ a: tie('schema') }), additionalProperties: tie('schema') },
          { requiredKeys: ['properties'] },
        ),
        // Without maxContains ajv forgets, from one array to the next, that an empty one contains nothing.
        fc.record(
          { items: tie('schema'), contains: tie('schema'), maxContains: fc.constant(1000) },
          { requiredKeys: ['maxContains'] },
        ),
        fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
        fc.record(
          { oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }), not: tie('schema') },
          { requiredKeys: ['oneOf'] },
        ),
        fc.record({ if: tie('schema'), then: tie('schema'), else: tie('schema') }),
      ),
    }));
    const value = fc.oneof(
      json,
      fc.record({ a: json, b: json }, { requiredKeys: [] }),
      fc.array(fc.integer({ min: 0, max: 3 })),
    );
    const ajv = new Ajv2020({ strict: false, ownProperties: true, validateSchema: false });
    fc.assert(
      fc.property(schema, fc.array(value, { minLength: 5, maxLength: 10 }), (given, values) => {
        const ours = createValidator(given as never, standardOptions);
        const theirs = ajv.compile(given);
        for (const one of values) {
          const text = JSON.stringify([given, one]);
          // As a request brings it: to ajv an object without prototype is unlike every other.
          const parsed = JSON.parse(JSON.stringify(one)) as Json;
          const isValid = ours(parsed).length === 0;
          if (!MISTAKEN.some((name) => text.includes(`"${name}"`))) assert.equal(isValid, theirs(parsed), text);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('the search in texts with indexOf', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 400 });
    fc.assert(
      fc.property(letters, fc.nat(300), fc.nat(200), fc.integer({ min: -5, max: 500 }), (text, start, length, from) => {
        const part = text.slice(start, start + length);
        assert.equal(indexOf(text, part, from), text.indexOf(part, from));
        assert.equal(indexOf(text, `${part}b`, from), text.indexOf(`${part}b`, from));
      }),
    );
  });

  it('multiples with whole numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(6),
        (value, divisor, places) => {
          const scale = 10 ** places;
          assert.equal(isMultiple(value / scale, divisor / scale), value % divisor === 0);
        },
      ),
    );
  });
});
