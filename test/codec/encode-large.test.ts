import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { BodyType } from '../../src/codec/body-type.ts';
import { CodecError } from '../../src/codec/codec-error.ts';
import { encodeBody, encodeLargeBody } from '../../src/codec/encode.ts';
import { parseJson, parseLargeJson } from '../../src/codec/json.ts';
import type { Json } from '../../src/json.ts';

const TYPES: readonly BodyType[] = ['json', 'xml', 'form', 'text'];
const OPTIONS = { xmlName: 'root' };

async function outcome(encode: () => unknown): Promise<unknown> {
  try {
    return await encode();
  } catch (error) {
    if (error instanceof CodecError) return error.message;
    throw error;
  }
}

async function isSame(value: Json): Promise<void> {
  const text = JSON.stringify(value);
  const [small, large] = [parseJson(text), await parseLargeJson(text)];
  for (const type of TYPES) {
    const expected = await outcome(() => encodeBody(type, small, OPTIONS));
    for (const one of [small, large]) {
      const got = await outcome(() => encodeLargeBody(type, one, OPTIONS));
      assert.ok(isDeepStrictEqual(got, expected), `${type}: ${shown(got)}, not ${shown(expected)}`);
    }
  }
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 200);
}

const TEXT = 'a & b <c> "d" \r\n é😀%+='.repeat(12_000);

describe('a large body', () => {
  const values: Record<string, Json> = {
    'many rows': { row: Array.from({ length: 9000 }, (_, at) => ({ '@id': at, name: `n${at}`, '#text': '<&>' })) },
    'many members': Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, at % 3 ? at : null])),
    'many numbers': { n: Array.from({ length: 60_000 }, (_, at) => at) },
    'one text': TEXT,
    'texts in members': { a: TEXT, '#text': TEXT, b: [TEXT, '', TEXT], '@c': TEXT, d: {} },
    'no XML name': { a: [TEXT, { 'b c': 1 }] },
    'no XML character': { a: [`${TEXT}\u0001`] },
    'a list in a list': { a: [TEXT, [TEXT]] },
    'a list': [TEXT],
    'an object as an attribute': { a: TEXT, '@b': { c: TEXT } },
  };
  for (const [name, value] of Object.entries(values)) {
    it(`is written as a small one: ${name}`, () => isSame(value));
  }

  it('is written as a small one, whatever it is', async () => {
    const part = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
    const key = fc.constantFrom('a', '@b', '#text', 'c', 'd e');
    const objects = fc.dictionary(
      key,
      fc.oneof(part, fc.constant(TEXT), fc.array(fc.oneof(part, fc.constant(TEXT)), { maxLength: 3 })),
    );
    await fc.assert(fc.asyncProperty(objects, isSame), { numRuns: 40 });
  });

  it('gives others their turn', async () => {
    for (const type of TYPES) {
      const value = { row: Array.from({ length: 100_000 }, (_, at) => ({ at, text: 'some text' })) };
      let isDone = false;
      let turns = 0;
      const count = (): void => {
        turns++;
        if (!isDone) setImmediate(count);
      };
      setImmediate(count);
      await encodeLargeBody(type, await parseLargeJson(JSON.stringify(value)), OPTIONS);
      isDone = true;
      assert.ok(turns > 1, `${type}: ${turns}`);
    }
  });
});
