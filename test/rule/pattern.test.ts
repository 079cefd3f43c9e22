import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { linearPattern } from '../../src/rule/request/pattern.ts';
import { createValidator } from '../../src/rule/json-schema/validate.ts';
import { standardOptions } from '../../src/rule/json-schema/standard-options.ts';

/** A state for each of the last 30 characters that was an a or not: 2^30 in all. */
const MANY_STATES = '[ab]*a[ab]{30}[cd]';
const TOO_LONG = 'is too long to be checked against its pattern';

/** Letters without order, so that a pattern of many states meets as many of them as the text is long. */
function letters(length: number): string {
  let bits = 1;
  return Array.from({ length }, () => {
    bits ^= bits << 13;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    return bits & 64 ? 'a' : 'b';
  }).join('');
}

function messages(schema: Record<string, unknown>, value: unknown): string[] {
  return createValidator(schema as never, standardOptions)(value as never).map(({ message }) => message);
}

describe('a pattern', () => {
  const million = 'aZ09'.repeat(250_000);
  for (const source of [
    '^[A-Za-z0-9+/=]+$',
    '^.{1,1000}$',
    '\\d{4}-\\d\\d',
    '\\b(select|insert)\\b',
    '^(\\w+\\s?)*$',
  ]) {
    it(`that is at few of its places at once takes any text: ${source}`, () => {
      const pattern = linearPattern(source);
      assert.ok(pattern.cost(million) < 50_000, String(pattern.cost(million)));
      assert.equal(pattern.test(million), RE2JS.compile(source).test(million));
      assert.ok(!messages({ pattern: source }, million).includes(TOO_LONG));
    });
  }

  it('that can be at many takes a text in proportion, and refuses a longer one', () => {
    assert.deepEqual(messages({ pattern: MANY_STATES }, `${letters(6000)}d`), []);
    assert.deepEqual(messages({ pattern: MANY_STATES }, letters(6000)), [`must match ${MANY_STATES}`]);
    assert.deepEqual(messages({ pattern: MANY_STATES }, letters(8000)), [TOO_LONG]);
  });

  it('counts all texts of a value together, names among them', () => {
    const list = Array.from({ length: 100 }, () => `${letters(100)}d`);
    assert.deepEqual(messages({ items: { pattern: MANY_STATES } }, list.slice(0, 50)), []);
    assert.deepEqual(messages({ items: { pattern: MANY_STATES } }, list), [TOO_LONG]);
    const names = Object.fromEntries(list.map((name, index) => [`${name}${index}`, 1]));
    assert.deepEqual(messages({ patternProperties: { [MANY_STATES]: true } }, names), [TOO_LONG]);
  });

  it('is not passed by a text that was never checked', () => {
    for (const schema of [{ not: { pattern: MANY_STATES } }, { anyOf: [{ pattern: MANY_STATES }, true] }])
      assert.deepEqual(messages(schema, letters(8000)), [TOO_LONG]);
  });

  it('that is measured matches as it did before', () => {
    const part = fc.constantFrom('a', '[ab]', '.', '\\w', '\\b', '^', '$', '(a|bc)', '\\pL', 'é', '(?i:b)', '\n');
    const times = fc.constantFrom('', '*', '+', '?', '{0,3}', '{2}');
    const sources = fc.array(fc.tuple(part, times), { minLength: 1, maxLength: 6 }).map((all) => all.flat().join(''));
    const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'B', 'é', ' ', '\n', '1'), { maxLength: 20 });
    fc.assert(
      fc.property(sources, texts, (source, text) => {
        let plain: RE2JS;
        try {
          plain = RE2JS.compile(source);
        } catch {
          return fc.pre(false);
        }
        const measured = linearPattern(source);
        measured.cost('a'.repeat(20_000));
        assert.equal(measured.test(text.join('')), plain.test(text.join('')));
      }),
    );
  });
});
