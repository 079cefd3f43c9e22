import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseLargeJson } from '../../src/codec/json.ts';
import type { Json } from '../../src/json.ts';
import { jsonBytesLarge, stringifyLarge } from '../../src/large/stringify.ts';
import { LongNumber } from '../../src/long-number.ts';

describe('a value that is written in slices', () => {
  it('is what JSON.stringify gives, whatever is in it', async () => {
    const keptAsText = await parseLargeJson(`[${Array.from({ length: 3000 }, (_, at) => `{"n":${at}}`).join(',')}]`);
    const parts = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>(
        ...[undefined, 'é"\ud800'.repeat(9000), 'x'.repeat(140_000), new LongNumber('12345678901234567890')],
        ...[keptAsText, [keptAsText, 1], { a: keptAsText }, new Date(0), { toJSON: () => ({ b: [1] }) }, {}, []],
        { '': undefined, __proto__: null, 10: 1, 9: undefined },
        Array.from({ length: 20_000 }, (_, at) => at),
        Object.fromEntries(Array.from({ length: 9000 }, (_, at) => [`k${at}`, at % 3 ? [at] : undefined])),
      ),
    );
    const all = fc.array(fc.tuple(fc.string(), parts), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(all, fc.integer({ min: 0, max: 400 }), async (members, levels) => {
        const object: unknown = Object.fromEntries(members);
        let nested: unknown = object;
        for (let level = 0; level < levels; level++) nested = level % 2 ? [nested] : { a: nested };
        for (const value of [object, members.map(([, one]) => one), nested]) {
          const wanted = JSON.stringify(value);
          assert.ok((await stringifyLarge(value)) === wanted);
          assert.equal(await jsonBytesLarge(value), Buffer.byteLength(wanted));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives others their turns between its members', async () => {
    const list: Json = Array.from({ length: 400 }, (_, at) => ({ at, text: 'x'.repeat(15_000) }));
    for (const write of [stringifyLarge, jsonBytesLarge]) {
      let turns = 0;
      const count = (): void => void (turns++, (next = setImmediate(count)));
      let next = setImmediate(count);
      await write(list);
      clearImmediate(next);
      assert.ok(turns > 2, `${turns} turns`);
    }
  });
});
