import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { StepgateError } from '../../src/error.ts';
import type { Json } from '../../src/json.ts';
import { checkRule } from '../../src/rule/check.ts';
import { parseJsonText } from '../../src/json-text.ts';
import { numberFromJson } from '../../src/long-number.ts';
import { longNumbers } from '../fixture/long-numbers.ts';
import { compileCondition } from '../../src/rule/condition/condition.ts';
import { indexOf } from '../../src/rule/condition/text-search.ts';
import { createDiagnostics } from '../../src/rule/diagnostics.ts';
import { contextSyntax } from '../../src/rule/placeholder.ts';
import { linearPattern } from '../../src/rule/request/pattern.ts';
import { checkRuleText } from '../../src/rule/text/check.ts';
import { json } from './json-values.ts';
import { checkNow, evaluate, requestWith, ruleOf, url } from './rules.ts';

const values = fc.oneof(
  json,
  longNumbers.map((text) => parseJsonText(`[${text},{"x":${text}},${text}]`)),
  longNumbers.map(numberFromJson),
);
const scopeOf = (a: Json, b: Json) => ({ a, b, request: { body: a } });

/** Expressions of the language, and near it. */
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom('{a}', '{b}', '{a.x}', '{b[0]}', 'true', 'null', '1', '0.5', "'x'", "'{a} {b}'", '[]', '[1, {b}]'),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '/', '%', '==', '!==', '<', '>=', '&&', '||', 'in'),
        tie('expression'),
      )
      .map(([l, o, r]) => `(${l} ${o} ${r})`),
    fc.tuple(tie('expression'), tie('expression')).map(([l, r]) => `((${l}) ?? ${r})`),
    fc.tuple(fc.constantFrom('!', '-', '+'), tie('expression')).map(([o, e]) => `${o}(${e})`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([t, y, n]) => `(${t} ? ${y} : ${n})`),
    fc.tuple(tie('expression'), fc.constantFrom('.x', '?.x', '[0]', '.length', '?.[1]')).map(([e, m]) => `(${e})${m}`),
    fc
      .tuple(tie('expression'), fc.constantFrom('includes', 'indexOf', 'startsWith'), tie('expression'))
      .map(([e, m, p]) => `(${e}).${m}(${p})`),
    fc.tuple(tie('expression'), fc.constantFrom('trim', 'toLowerCase', 'slice')).map(([e, m]) => `(${e})?.${m}()`),
    tie('expression').map((e) => `Math.max(${e}, Number(${e}))`),
  ),
}));

describe('whatever the values', () => {
  it('a template gives JSON and never throws', () => {
    const text = fc.array(
      fc.constantFrom('{a}', '{b.x[0]}', '\\{a}', 'x', '{', '}', '{a..b}', '{request.body.__proto__}'),
    );
    fc.assert(
      fc.property(text, values, values, (parts, a, b) => {
        const value = evaluate({ t: parts.join(''), l: parts }, scopeOf(a, b));
        assert.deepEqual(JSON.parse(JSON.stringify(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('a text without placeholders comes out as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('{', '}', '\\', ' ', '1', '{}', 'é', '😀', '"', '{ a }')), (parts) => {
        const text = parts.join('');
        fc.pre(!text.includes('{é'));
        assert.equal(evaluate(text, {}), text);
      }),
    );
  });

  it('nothing that is put into a URL leaves its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string(), (a, b) => {
        const made = url('http://h.example/x/{a}/y?q={b}&z=1', { a, b });
        const [path = '', query = ''] = made.slice('http://h.example'.length).split('?');
        assert.equal(path.split('/').length, 4);
        assert(!['.', '..'].includes(path.split('/')[2] ?? ''));
        assert.equal(decodeURIComponent(path.split('/')[2] ?? ''), a.toWellFormed());
        assert.deepEqual(Array.from(new URLSearchParams(query)), [
          ['q', b],
          ['z', '1'],
        ]);
        assert.equal(new URL(url('http://{a}/x', { a: `h${a}` }).replace(/%/g, 'a')).pathname, '/x');
      }),
    );
  });

  it('a condition gives a bool or 110004', () => {
    const diagnostics = createDiagnostics();
    fc.assert(
      fc.property(expression, values, values, (source, a, b) => {
        const condition = compileCondition(source, '', contextSyntax, diagnostics);
        assert.deepEqual(diagnostics.errors, []);
        try {
          assert.equal(typeof condition.evaluate(scopeOf(a, b)), 'boolean');
        } catch (error) {
          assert(error instanceof StepgateError, String(error));
          assert.equal(error.code, '110004');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('any text as a condition is compiled or refused', () => {
    const near = fc.array(
      fc.constantFrom(
        '{a}',
        '{',
        '}',
        '(',
        ')',
        '[',
        ']',
        '"',
        "'",
        '\\',
        '`',
        '/',
        '*',
        '=>',
        '=',
        '.',
        '?.',
        ',',
        'a',
        '1',
        ' ',
        'new ',
        '...',
        '$',
        '\n',
        '#',
        '@',
        'await ',
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          near.map((parts) => parts.join('')),
        ),
        json,
        (source, a) => {
          const diagnostics = createDiagnostics();
          const condition = compileCondition(source, '', contextSyntax, diagnostics);
          try {
            condition.evaluate({ a });
          } catch (error) {
            assert(error instanceof StepgateError && error.code === '110004', String(error));
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('a body is taken, or refused with errors', () => {
    const rule = ruleOf({
      request: {
        query: { n: { type: 'int' }, l: { type: 'slice', items: { type: 'bool' } }, o: { type: 'object' } },
        body: {
          a: { type: 'object', attribute: { b: { type: 'slice', items: { type: 'float', required: true } } } },
          c: { type: 'string', required: true, pattern: '^a+$', default: 'a' },
        },
      },
    });
    const text = fc.oneof(
      fc.string(),
      json.map((value) => JSON.stringify(value)),
    );
    const query = fc.record({ n: text, l: fc.oneof(text, fc.array(text)), o: text }, { requiredKeys: [] });
    const body = fc.oneof(
      json,
      fc.record({ a: fc.oneof(json, fc.record({ b: json })), c: json }, { requiredKeys: [] }),
    );
    fc.assert(
      fc.property(query, body, (given, value) => {
        const result = checkNow(rule, requestWith({ query: given, body: value }));
        if (result.ok) assert.equal(typeof result.request, 'object');
        else assert(result.errors.length > 0 && result.errors.every(({ path, message }) => path && message));
      }),
    );
  });

  it('any document is checked without harm', () => {
    const fragment = fc.oneof(
      json,
      fc.constantFrom<Json>({ type: 'int' }, [{ type: 'api', name: 'a', url: '{x}' }], 'a', 5),
    );
    const section = fc.dictionary(
      fc.constantFrom('request', 'components', 'response', 'body', 'type', 'timeout', '__proto__'),
      fragment,
    );
    const document = fc.record({
      name: fragment,
      method: fc.constantFrom('GET', 'x'),
      rule: fc.oneof(fragment, section),
    });
    fc.assert(
      fc.property(document, (given) => {
        const { errors, warnings } = checkRule(given);
        assert([...errors, ...warnings].every(({ pointer, message }) => typeof pointer === 'string' && message !== ''));
      }),
      { numRuns: 500 },
    );
  });

  it('any text of a rule file is read, or refused at a place in it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          json.map((value) => JSON.stringify(value, null, 1)),
        ),
        fc.constantFrom('json', 'yaml'),
        (text, format) => {
          const lines = text.split('\n').length;
          for (const { line = 0, column = 0 } of checkRuleText(text, format).errors) {
            assert(line >= 1 && line <= lines && column >= 1);
          }
        },
      ),
    );
  });
});

/** How often `run` looks at a character of a text. */
function looks(run: () => void): number {
  const methods = ['charCodeAt', 'codePointAt'] as const;
  const originals = methods.map((name) => [name, Object.getOwnPropertyDescriptor(String.prototype, name)] as const);
  let count = 0;
  for (const [name, original] of originals) {
    const look = original?.value as (this: string, index: number) => number;
    const counting = function (this: string, index: number) {
      count++;
      return look.call(this, index);
    };
    Object.defineProperty(String.prototype, name, { ...original, value: counting });
  }
  try {
    run();
    return count;
  } finally {
    for (const [name, original] of originals) Object.defineProperty(String.prototype, name, original ?? {});
  }
}

describe('linear in the text, by what is looked at', () => {
  const evil = ['(a+)+$', '(a|aa)+$', '^(a*)*[bc]$', '(.*a){12}[xy]', '([a-zA-Z]+)*[0-9]$', '(a+a+)+[yz]'];
  for (const source of evil) {
    it(`the pattern ${source}`, () => {
      const pattern = linearPattern(source);
      const at = (length: number) => looks(() => pattern.test(`${'a'.repeat(length)}!`));
      assert(at(20_000) <= 2.2 * at(10_000) + 1000, `${at(10_000)} and ${at(20_000)}`);
      assert(at(10_000) >= 10_000 && at(20_000) <= 20 * 20_000);
    });
  }

  it('a search for a text', () => {
    const at = (length: number) =>
      looks(() => indexOf('ab'.repeat(length), `b${'ab'.repeat(length / 2)}c${'ab'.repeat(50)}`));
    assert(at(20_000) <= 2.2 * at(10_000));
    assert(at(20_000) <= 10 * 40_000);
  });
});
