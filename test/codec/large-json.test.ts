import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CodecError } from '../../src/codec/codec-error.ts';
import { parseJson, parseLargeJson } from '../../src/codec/json.ts';
import type { Json } from '../../src/json.ts';
import { stringify } from '../../src/large/stringify.ts';
import { LongNumber } from '../../src/long-number.ts';
import { eachMember, largeParts } from '../../src/large/large-json.ts';

/** Large enough that arrays and objects are kept as text. */
const FILLER = 'x'.repeat(2000);

/** The value as ordinary arrays and objects, read member by member. */
function plain(value: Json): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof LongNumber) return Number(value);
  if (Array.isArray(value)) return value.map((one: Json) => plain(one));
  return Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, plain(one as Json)]));
}

/** JSON text of about `size` characters whose arrays and objects repeat what `part` gives. */
function repeated(part: Json, times: number, shape: 'array' | 'object' | 'mixed'): string {
  const list = Array.from({ length: times }, () => part);
  if (shape === 'array') return JSON.stringify(list);
  const object = Object.fromEntries(list.map((one, at) => [`k${at} "é`, one]));
  return JSON.stringify(shape === 'object' ? object : { a: list, b: { c: object, d: [list, 'end'] }, e: null });
}

const small = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
const shapes = fc.constantFrom('array', 'object', 'mixed' as const);

describe('a large JSON text', () => {
  it('has the value that JSON.parse gives, read, written and gone through', async () => {
    const texts = fc.tuple(small, shapes, fc.integer({ min: 1, max: 60 }), fc.constantFrom(undefined, 1, '\t\r\n '));
    await fc.assert(
      fc.asyncProperty(texts, async ([part, shape, times, indent]) => {
        const filled = [part, FILLER, part, { __proto__: null, '': part, '\ud800': -1.5e-7, 10: 'ten', 9: 'nine' }];
        const compact = repeated(filled, times, shape);
        const text = JSON.stringify(parseJson(compact), null, indent);
        const expected = parseJson(text);
        const value = await parseLargeJson(text);
        assert.deepEqual(plain(value), plain(expected));
        assert.equal(stringify(value), JSON.stringify(expected));
        assert.equal(JSON.stringify(value), JSON.stringify(expected));
        assert.equal(stringify({ in: [value, 1] }), JSON.stringify({ in: [expected, 1] }));
      }),
      { numRuns: 25 },
    );
  });

  it('is refused with the same words, wherever it is wrong', async () => {
    const list = Array.from({ length: 60 }, (_, at) => ({ id: at, text: FILLER, more: [1, { a: null }] }));
    const right = JSON.stringify({ head: list[0], list, tail: { list } }, null, 1);
    const wrong = fc.tuple(
      fc.nat(right.length),
      fc.constantFrom('', ',', ']', '}', '"', ':', 'x', '1', '[', '{', '\\'),
    );
    await fc.assert(
      fc.asyncProperty(wrong, fc.boolean(), async ([at, put], cut) => {
        const text = right.slice(0, at) + put + (cut ? '' : right.slice(at + 1));
        const [expected, got] = [await outcome(() => parseJson(text)), await outcome(() => parseLargeJson(text))];
        assert.equal(got, expected);
      }),
      { numRuns: 150 },
    );
    for (const text of [
      `${'['.repeat(1001)}1`,
      `[${right},]`,
      `${right}1`,
      `${right},`,
      `${right} ,1`,
      `,${right}`,
      `{"a" ${right}}`,
      `[${right} ${right}]`,
    ]) {
      assert.equal(await outcome(() => parseLargeJson(text)), await outcome(() => parseJson(text)));
    }
  });

  async function outcome(parse: () => Json | Promise<Json>): Promise<string> {
    try {
      return stringify(await parse());
    } catch (error) {
      if (error instanceof CodecError) return error.message;
      throw error;
    }
  }

  it('keeps the last of members with one name, at the place of the first', async () => {
    const keys = Array.from({ length: 20_000 }, (_, at) => `key ${(at * 7919) % 15_000}`);
    const text = `{${keys.map((key, at) => `"${key}":${at}`).join(',')},"__proto__":{"a":"${FILLER}"}}`;
    const value = await parseLargeJson(text);
    assert.ok(largeParts(value));
    assert.equal(stringify(value), JSON.stringify(JSON.parse(text)));
    assert.equal((value as Record<string, Json>)['key 7919'], (JSON.parse(text) as Record<string, Json>)['key 7919']);
  });

  it('is in no text but its own, also where that could not be written', async () => {
    const large = await parseLargeJson(`[${'"text",'.repeat(30_000)}1]`);
    const unwritable = {
      toJSON: () => {
        throw new RangeError('Invalid string length');
      },
    };
    assert.throws(() => stringify([large, unwritable]), RangeError);
    assert.equal(stringify({ a: 1 }), '{"a":1}');
  });

  it('keeps the digits of long numbers', async () => {
    const text = `[${Array.from({ length: 20_000 }, (_, at) => `7615917337495251${at},1e400,0.1`).join(',')}]`;
    assert.equal(stringify(await parseLargeJson(text)), text);
  });

  it('is a value like any other', async () => {
    const list = Array.from({ length: 50_000 }, (_, at) => ({ at }));
    const object = Object.fromEntries(list.map(({ at }) => [`k${at}`, at]));
    const value = (await parseLargeJson(JSON.stringify({ list, object }))) as unknown as {
      list: typeof list;
      object: typeof object;
    };
    assert.equal(largeParts(value), undefined);
    assert.ok(largeParts(value.list) && largeParts(value.object));
    assert.ok(Array.isArray(value.list));
    assert.equal(value.list.length, 50_000);
    assert.deepEqual(value.list[49_999], { at: 49_999 });
    assert.deepEqual(value.list.slice(-2), list.slice(-2));
    assert.equal(value.list[50_000], undefined);
    assert.equal(value.object.k777, 777);
    assert.ok(Object.hasOwn(value.object, 'k49999') && !Object.hasOwn(value.object, 'k50000'));
    assert.ok(!('x' in value.object) && 'toString' in value.object);
    assert.deepEqual([...eachMember(value.object)].slice(-1), [['k49999', 49_999]]);
    assert.throws(() => (value.list[0] = { at: 1 }), TypeError);
    assert.deepEqual({ ...value.object }, object);
  });

  it('may be one string, with escapes anywhere', async () => {
    const parts = fc.constantFrom('\\', '"', '\n', '\ud83d\ude00', '\ud83d', 'é', '\u0001', 'abc', 'u005cu005c');
    await fc.assert(
      fc.asyncProperty(fc.array(parts, { minLength: 1 }), fc.boolean(), async (some, escaped) => {
        const string = some.join('').repeat(Math.ceil(200_000 / some.join('').length));
        const json = JSON.stringify([1, string, { string }]);
        const text = escaped
          ? json.replace(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
          : json;
        assert.equal(stringify(await parseLargeJson(text)), JSON.stringify(parseJson(text)));
      }),
      { numRuns: 15 },
    );
  });
});
