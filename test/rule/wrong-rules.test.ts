import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { checkRule } from '../../src/rule/check.ts';
import { compileRule } from '../../src/rule/compile.ts';
import type { RuleDocument } from '../../src/rule/compiled.ts';
import { wrongRules } from './wrong-rules.ts';

describe('a rule is refused that', () => {
  it('is nested so deep that it could exhaust the stack', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
    for (const rule of [
      deep,
      { x: deep },
      { request: { bodySchema: { const: deep } } },
      { response: { body: deep } },
    ]) {
      const { errors } = checkRule({ name: 'a', method: 'GET', rule });
      assert.deepEqual(
        errors.map(({ message }) => message),
        ['the rule is nested over 100 levels deep'],
      );
    }
  });

  for (const { title, rule, document, errors } of wrongRules) {
    it(title, () => {
      const whole = { name: 'test', method: 'POST', rule, ...document };
      const found = checkRule(whole).errors;
      const expected = errors.map(([pointer, message, suggestion]) => ({
        severity: 'error',
        pointer,
        message,
        ...(suggestion === undefined ? {} : { suggestion }),
      }));
      assert.deepEqual(found, expected);
      assert.throws(
        () => compileRule(whole as RuleDocument, 'V1'),
        (error) => error instanceof StepgateError && error.code === '000400' && error.errors?.length === errors.length,
      );
    });
  }
});
