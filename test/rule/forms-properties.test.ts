import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { StepgateError } from '../../src/error.ts';
import type { Json } from '../../src/json.ts';
import { createDiagnostics } from '../../src/rule/diagnostics.ts';
import { contextSyntax } from '../../src/rule/placeholder.ts';
import { compileTemplate } from '../../src/rule/template.ts';
import { type Env, NoValue, type Shaped, shaped } from './naive-forms.ts';

/** As many templates as are wanted: `STEPGATE_TEST_FORMS=100000`. */
const numRuns = Number(process.env.STEPGATE_TEST_FORMS ?? 3000);

const scalar = fc.oneof(
  fc.integer({ min: -2, max: 5 }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('', 'x', 'ab'),
);
const object: fc.Arbitrary<Json> = fc.dictionary(fc.constantFrom('x', 'y', 'z'), scalar, {
  maxKeys: 3,
  noNullPrototype: true,
});
const values: fc.Arbitrary<Env> = fc.record({
  a: object,
  b: fc.oneof(scalar, object),
  list: fc.array(fc.oneof(scalar, object), { maxLength: 4 }),
  none: fc.constant(null),
  text: fc.constantFrom('x', 'yz'),
  deep: fc.record({ x: object, y: fc.array(scalar, { maxLength: 3 }) }, { noNullPrototype: true }),
});

describe('a template of any forms', () => {
  it(`gives what the plainest reading of it gives, or fails as it does: ${numRuns} times`, () => {
    fc.assert(
      fc.property(shaped, values, (one, env) => {
        const { errors, value } = evaluated(one.written, env);
        assert.deepEqual(errors, []);
        assert.deepEqual(value, expected(one, env));
      }),
      { numRuns },
    );
  });
});

const FAILS = { code: '110004' };

function evaluated(written: Json, env: Env): { readonly errors: unknown; readonly value: unknown } {
  const diagnostics = createDiagnostics();
  const template = compileTemplate(written, '', contextSyntax, diagnostics);
  const { errors } = diagnostics;
  try {
    return { errors, value: template.evaluate(env) };
  } catch (error) {
    assert(error instanceof StepgateError);
    return { errors, value: { code: error.code } };
  }
}

function expected({ gives }: Shaped, env: Env): unknown {
  try {
    return gives(env);
  } catch (error) {
    assert(error instanceof NoValue);
    return FAILS;
  }
}
