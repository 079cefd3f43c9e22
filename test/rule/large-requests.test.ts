import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/json.ts';
import { parseJsonText } from '../../src/json-text.ts';
import { largeParts } from '../../src/large/large-json.ts';
import { parseAnyJson } from '../../src/large/parse-large.ts';
import { stringify } from '../../src/large/stringify.ts';
import { withMembers } from '../../src/large/with-members.ts';
import { mapBigints, withoutMarks } from '../../src/rule/request/bigint.ts';
import { requestWith, ruleOf } from './rules.ts';

const COUNT = 20_000;
const list = (of: (at: number) => string, length = COUNT): string =>
  `[${Array.from({ length }, (_, at) => of(at)).join(',')}]`;
const LONG = list(String, 30_000);
const object = (of: (at: number) => string): string =>
  `{${Array.from({ length: COUNT }, (_, at) => `"k${at}":${of(at)}`).join(',')}}`;
const line = { type: 'object', attribute: { id: { type: 'int', required: true }, n: { type: 'string', minLen: 1 } } };
const withDefault = { type: 'object', attribute: { n: { type: 'int', default: 5 } } };
const linesOf = (wrong: (at: number) => boolean) => list((at) => (wrong(at) ? '{"n":""}' : `{"id":${at},"n":"a"}`));

/** Requests, the same errors of which are found in slices as in one go. */
const CASES: readonly (readonly [what: string, request: object, body: string, isTaken: boolean])[] = [
  ['numbers', { body: { a: { type: 'slice', items: { type: 'int' } } } }, `{"a":${list(String)}}`, true],
  ['one wrong number', { body: { a: { type: 'slice', items: { type: 'int', max: 19_998 } } } }, `{"a":${list(String)}}`, false], // prettier-ignore
  ['lines', { body: { a: { type: 'slice', items: line } } }, `{"a":${linesOf(() => false)}}`, true],
  ['wrong lines', { body: { a: { type: 'slice', items: line }, b: { type: 'int', required: true } } }, `{"a":${linesOf((at) => at % 5000 === 4999)}}`, false], // prettier-ignore
  ['too many', { body: { a: { type: 'slice', maxLen: 9 } } }, `{"a":${list(String)}}`, false],
  ['members of their own', { body: { k19999: { type: 'int', min: 19_999 }, k3: { type: 'string' } } }, object(String), false], // prettier-ignore
  ['defaults', { body: { k19999: { type: 'int' }, z: { type: 'int', default: 7 }, k5: { type: 'int', default: 1 } } }, object((at) => (at === 5 ? 'null' : String(at))), true], // prettier-ignore
  ['defaults of elements', { body: { a: { type: 'slice', items: { type: 'int', default: 3 } } } }, `{"a":${list((at) => (at % 9 === 0 ? 'null' : String(at)))}}`, true], // prettier-ignore
  ['defaults of members of elements', { body: { a: { type: 'slice', items: withDefault } } }, `{"a":${list((at) => (at % 2 ? '{"b":1}' : '{"n":null}'))}}`, true], // prettier-ignore
  ['bigints in lists in lists', { body: { a: { type: 'slice', items: { type: 'slice', items: { type: 'bigint', max: 1e22 } } } } }, `{"a":${list((at) => `[${at},1e20]`)}}`, true], // prettier-ignore
  ['a list in the text of a form', { type: 'form', body: { a: { type: 'slice', items: { type: 'int', default: 2 } } } }, `{"a":${JSON.stringify(list((at) => (at % 7 ? `${at}000000` : 'null')))}}`, true], // prettier-ignore
  ['an object in the text of a form', { type: 'form', body: { a: { type: 'object', attribute: { k7: { type: 'int', max: 6 }, z: { type: 'int', default: 2 } } } } }, `{"a":${JSON.stringify(object(String))}}`, false], // prettier-ignore
  ['a text of a form that is no JSON', { type: 'form', body: { a: { type: 'slice', items: { type: 'string', default: 'x' } } } }, `{"a":${JSON.stringify(`[${'x'.repeat(140_000)}`)}}`, true], // prettier-ignore
  ['a schema of members', { bodySchema: { additionalProperties: { type: 'integer' }, propertyNames: { pattern: '^k' } } }, object((at) => (at === 77 ? '"a"' : '1')), false], // prettier-ignore
  ['a schema of elements', { bodySchema: { items: { $ref: '#/$defs/a' }, $defs: { a: { anyOf: [{ type: 'integer' }, { maxLength: 1 }] } } } }, list((at) => (at === 9 ? '"aa"' : String(at))), false], // prettier-ignore
  ['elements that are no alternative', { bodySchema: { not: { items: { type: 'integer' } } } }, list(String), false],
  ['one of two, and then another', { bodySchema: { anyOf: [{ items: { type: 'string' } }, { items: { maximum: 19_999 } }], oneOf: [{ items: { type: 'integer' } }, { maxItems: 5 }], if: { contains: { const: 9 } }, then: { items: { maximum: 19_997 } } } }, list(String), false], // prettier-ignore
  [
    'no alternative, told plainly',
    { bodySchema: { anyOf: [{ maxItems: 5 }, { type: 'string' }] } },
    list(String),
    false,
  ],
  ['no alternative in any element', { bodySchema: { oneOf: [{ items: { type: 'string' } }, { anyOf: [{ items: { type: 'null' } }, { maxItems: 3 }] }] } }, list(String), false], // prettier-ignore
  ['several alternatives', { bodySchema: { oneOf: [{ items: { type: 'number' } }, { minItems: 5 }, { type: 'null' }] } }, list(String), false], // prettier-ignore
  ['alternatives of a member', { bodySchema: { properties: { a: { not: { contains: { const: 7 } } } } } }, `{"a":${list(String)}}`, false], // prettier-ignore
  ['elements that none is like', { bodySchema: { contains: { type: 'string' }, minContains: 2 } }, list((at) => (at === 4 ? '"a"' : '1')), false], // prettier-ignore
  ['alternatives by reference', { bodySchema: { $ref: '#/$defs/a', $defs: { a: { anyOf: [{ items: { type: 'null' } }, { $ref: '#/$defs/b' }] }, b: { items: { type: 'integer', maximum: 12_345 } } } } }, list(String), false], // prettier-ignore
  ['unevaluated members', { bodySchema: { properties: { k1: {} }, unevaluatedProperties: { type: 'integer' } } }, object((at) => (at === 5 ? '"a"' : '1')), false], // prettier-ignore
  ['unevaluated elements', { bodySchema: { prefixItems: [{ type: 'integer' }], unevaluatedItems: { minimum: 5 } } }, LONG, false], // prettier-ignore
  ['elements that a reference evaluates', { bodySchema: { $ref: '#/$defs/a', $defs: { a: { items: { type: 'integer' } } }, unevaluatedItems: false } }, LONG, true], // prettier-ignore
  ['elements that one alternative evaluates', { bodySchema: { anyOf: [{ items: { type: 'string' } }, { prefixItems: [{}, {}] }], allOf: [{ contains: { maximum: 29_990 } }], unevaluatedItems: { minimum: 29_993 } } }, LONG, false], // prettier-ignore
  ['elements that what follows evaluates', { bodySchema: { if: { contains: { const: 7 } }, then: { items: { maximum: 29_998 } }, unevaluatedItems: false } }, LONG, false], // prettier-ignore
  ['elements that what follows evaluates, all of them', { bodySchema: { if: { contains: { const: 7 } }, then: { $ref: '#/$defs/a' }, not: { items: { type: 'null' } }, $defs: { a: { items: {} } }, unevaluatedItems: false } }, LONG, true], // prettier-ignore
  ['elements that no valid schema evaluates', { bodySchema: { oneOf: [{ items: { maximum: 29_998 } }, { contains: { const: 29_999 } }], unevaluatedItems: { maximum: 29_997 } } }, LONG, false], // prettier-ignore
  ['unevaluated elements of large elements', { bodySchema: { contains: { prefixItems: [{}], unevaluatedItems: { type: 'integer' } }, minContains: 2 } }, `[1,${list(String, 12_000)},${LONG},${list((at) => (at === 9 ? '""' : '100000'))}]`, true], // prettier-ignore
  ['large elements that none is like', { bodySchema: { contains: { items: { type: 'string' }, minItems: 1 } } }, `[${LONG},${LONG}]`, false], // prettier-ignore
  ['unevaluated members of a reference', { bodySchema: { $ref: '#/$defs/a', anyOf: [{ properties: { k3: {} } }, { patternProperties: { '^k5': { type: 'string' } } }], $defs: { a: { patternProperties: { '^k1': { type: 'integer' } } } }, unevaluatedProperties: { minimum: 30 } } }, `${object(String).slice(0, -1)},"z":"${'z'.repeat(50_000)}"}`, false], // prettier-ignore
  ['unevaluated members of smaller members', { bodySchema: { properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { $ref: '#/$defs/b', unevaluatedItems: false }, b: { items: { type: 'integer' } } } } }, `{"a":${list(String, 16_000)},"b":${list(String)}}`, true], // prettier-ignore
  ['elements that are equal', { bodySchema: { uniqueItems: true } }, list((at) => String(at % 19_000)), false],
  ['elements that are not', { bodySchema: { uniqueItems: true, minItems: 20_000 } }, list((at) => `[${at}]`), true],
  ['elements of a few', { bodySchema: { contains: { const: 7 }, maxContains: 1 } }, list(String), true],
  ['a number of members', { bodySchema: { maxProperties: 19_999 } }, object(String), false],
  ['what it should be', { bodySchema: { enum: [{ a: 1 }] } }, object(String), false],
];

describe('a large request is checked as any other', () => {
  for (const [what, request, body, isTaken] of CASES) {
    it(what, async () => {
      const rule = ruleOf({ request });
      const large = await parseAnyJson(`${body}${' '.repeat(140_000)}`);
      const found = await rule.check(requestWith({ body: large }));
      const wanted = await rule.check(requestWith({ body: parseJsonText(body) }));
      assert.equal(wanted.ok, isTaken);
      const errorsOf = (one: typeof found) =>
        one.ok ? [] : one.errors.map(({ path, message }) => `${path} ${message}`).sort();
      assert.deepEqual(errorsOf(found), errorsOf(wanted));
      if (found.ok && wanted.ok) assert(stringify(found.request.body) === stringify(wanted.request.body));
    });
  }

  it('a bigint in a large object is one', async () => {
    const rule = ruleOf({ request: { body: { k7: { type: 'bigint' }, o: { type: 'object', attribute: {} } } } });
    const found = await rule.check(requestWith({ body: await parseAnyJson(object(String)) }));
    assert(found.ok);
    const { k7, k6, k8 } = found.request.body as JsonObject;
    assert.deepEqual([mapBigints(k7 ?? null, (one) => `${one.toString()}n`), k6, k8], ['7n', 6, 8]);
    assert(largeParts(found.request.body));
  });

  it('bigints in a large list are, also once they have been kept, and none in what is made of it', async () => {
    const rule = ruleOf({ request: { body: { a: { type: 'slice', items: { type: 'bigint' } } } } });
    const text = `{"a":${list((at) => `${at}e2`)}}`.padEnd(140_000);
    const found = await rule.check(requestWith({ body: await parseAnyJson(text) }));
    assert(found.ok);
    const body = found.request.body ?? null;
    const kept = await parseAnyJson(stringify({ request: { body } }).padEnd(140_000));
    const restored = (rule.restore(kept as JsonObject).request as JsonObject).body ?? null;
    const wanted = Array.from({ length: COUNT }, (_, at) => at * 100);
    for (const one of [body, restored]) {
      assert(largeParts((one as JsonObject).a));
      assert(stringify(one) === JSON.stringify({ a: wanted }));
      const texts = mapBigints(one, (number) => `${number.toString()}n`);
      assert(stringify(texts) === JSON.stringify({ a: wanted.map((number) => `${number}n`) }));
      assert(stringify(mapBigints(withoutMarks(one), String)) === JSON.stringify({ a: wanted }));
    }
  });
});

describe('others have their turns', () => {
  const schemas = {
    'while unevaluated elements are looked for': { $ref: '#/$defs/a', $defs: { a: { contains: { maximum: 9 } } }, unevaluatedItems: { type: 'integer' } }, // prettier-ignore
    'while large elements are judged': { contains: { items: { type: 'integer' } } },
  };
  for (const [what, bodySchema] of Object.entries(schemas)) {
    it(what, async () => {
      const numbers = list(String, 200_000);
      const body = await parseAnyJson('contains' in bodySchema ? `[${numbers}]` : numbers);
      let turns = 0;
      const count = (): void => void (turns++, (next = setImmediate(count)));
      let next = setImmediate(count);
      const { ok } = await ruleOf({ request: { bodySchema } }).check(requestWith({ body }));
      clearImmediate(next);
      assert(ok);
      assert(turns > 20, `${turns} turns`);
    });
  }
});

it('a large object with other members is that of a naive copy', async () => {
  const plain = JSON.parse(object(String)) as Record<string, Json>;
  const large = (await parseAnyJson(object(String))) as JsonObject;
  assert(largeParts(large));
  const names = fc.oneof(
    fc.integer({ min: 0, max: COUNT + 3 }).map((at) => `k${at}`),
    fc.constant('__proto__'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(names, fc.constantFrom<Json>(1, 'x', null, [1, [2]])), { maxLength: 5 }),
      async (changes) => {
        const changed = withMembers(large, new Map(changes)) as JsonObject;
        const wanted = Object.fromEntries([...Object.entries(plain), ...changes]) as JsonObject;
        assert(stringify(changed) === stringify(wanted));
        for (const name of ['k0', 'k19999', 'none', ...changes.map(([one]) => one)])
          assert.deepEqual(
            [Object.hasOwn(changed, name), changed[name]],
            [Object.hasOwn(wanted, name), Object.hasOwn(wanted, name) ? wanted[name] : changed[name]],
          );
        await Promise.resolve();
      },
    ),
    { numRuns: 12 },
  );
});
