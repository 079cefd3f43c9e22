import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json, JsonObject } from '../../src/json.ts';
import { largeParts } from '../../src/large/large-json.ts';
import { parseAnyJson } from '../../src/large/parse-large.ts';
import { stringify } from '../../src/large/stringify.ts';
import { evaluate } from './rules.ts';

const COUNT = 20_000;
const numbers = Array.from({ length: COUNT }, (_, at) => at);
const members = Object.fromEntries(numbers.map((at) => [`k${at}`, at]));
const plain = { list: numbers, object: members, few: [[1], [[2]]], one: { k5: 'five', z: 1 }, none: null };
const large = (await parseAnyJson(JSON.stringify(plain))) as JsonObject;

/** What it gives of ordinary values, and whether it stays the text that the large ones are kept as. */
const templates: readonly (readonly [template: Json, isLarge: boolean])[] = [
  [[{ '...': '{list}' }], true],
  [[0, { '...': '{few}' }, { '...': '{list}' }, 1, { '...': '{none}' }, { '...': '{list}' }, [2]], true],
  [{ '...': '{object}' }, true],
  [{ '...': '{object}', k7: null, z: [1], 'y?': '{none}' }, true],
  [{ '...': ['{object}', '{one}'], k5: 5 }, true],
  [{ a: 1, k9: 2, '...': '{object}' }, false],
  [{ '...': ['{one}', '{object}'] }, false],
  [{ '...': ['{object}', '{one}', '{object}'], a: 1 }, false],
];

describe('members and elements of large values', () => {
  for (const [template, isLarge] of templates)
    it(`are those of ordinary ones: ${JSON.stringify(template)}`, () => {
      const [made, wanted] = [evaluate(template, large), evaluate(template, plain)];
      assert(stringify(made) === JSON.stringify(wanted));
      assert.equal(largeParts(made) !== undefined, isLarge);
      const [one, other] = [made, wanted] as [Record<string, Json>, Record<string, Json>];
      for (const name of ['k5', 'k7', 'k29999', 'z', 'a', '0', '3', String(COUNT), String(COUNT + 4), 'none', 'length'])
        assert.deepEqual(one[name], other[name], name);
    });
});
