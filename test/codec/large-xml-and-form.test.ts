import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CodecError } from '../../src/codec/codec-error.ts';
import { decodeBody } from '../../src/codec/decode.ts';
import { parseForm } from '../../src/codec/form.ts';
import { parseLargeForm } from '../../src/codec/large-form.ts';
import { parseLargeXml, parseXml } from '../../src/codec/xml-read.ts';
import { stringify } from '../../src/large/stringify.ts';
import { largeParts } from '../../src/large/large-json.ts';
import { WideMap } from '../../src/large/wide-map.ts';

const LISTS = [['row', 'tag'], ['wide', 'k7'], ['none'], ['text']];

function times(count: number, of: (at: number) => string, between = ''): string {
  return Array.from({ length: count }, (_, at) => of(at)).join(between);
}

/** How often others had their turn until `work` was done. */
async function turnsOf<T>(work: T | Promise<T>): Promise<readonly [T, number]> {
  let turns = 0;
  const count = (): void => void (turns++, (next = setImmediate(count)));
  let next = setImmediate(count);
  const result = await work;
  clearImmediate(next);
  return [result, turns];
}

describe('large XML', () => {
  const documents: Record<string, string> = {
    'many rows': `<x>${times(6000, (at) => `<row id="${at}"><tag>é${at}</tag><b>&amp;</b></row>\n`)}</x>`,
    'many texts': `<x a="1">${times(40_000, () => '<row/>')}<none>1</none></x>`,
    'many names': `<x><wide>${times(20_000, (at) => `<k${at} v="${at}">1</k${at}>`)}</wide></x>`,
    'one text': `<x><text>${'0123456789 &lt;\r\n😀'.repeat(20_000)}</text></x>`,
    'a text that is all': `<x>${'é'.repeat(300_000)}</x>`,
    deep: `<x>${'<a>'.repeat(300)}${times(9000, (at) => `<row>${at}</row>`)}${'</a>'.repeat(300)}</x>`,
    'names in turns': `<x>${times(9000, (at) => `<row>${at}</row> and <b c="d"/>`)}</x>`,
    'a name of Object.prototype': `<x>${times(9000, () => `<__proto__><__proto__>xyz</__proto__></__proto__>`)}</x>`,
  };
  for (const [what, text] of Object.entries(documents)) {
    it(`is what it is when it is small: ${what}`, async () => {
      for (const lists of [[], LISTS]) {
        const [value, turns] = await turnsOf(decodeBody('xml', Buffer.from(text), undefined, lists));
        assert.equal(stringify(value), JSON.stringify(parseXml(text, lists)));
        assert.ok(turns > 0, `${turns} turns`);
      }
    });
  }

  it('keeps what is large in it as text', async () => {
    const rows = (await parseLargeXml(documents['many rows'] ?? '', [])) as { readonly row: unknown };
    assert.equal(largeParts(rows.row)?.length, 6000);
  });

  it('is refused with the same words', async () => {
    const head = `<x>${times(9000, (at) => `<row>\n${at}</row>`)}`;
    for (const tail of ['', '</y>', '<a b></a></x>', '&no;</x>', '\u0001</x>', '</x><x/>', '<!DOCTYPE x></x>']) {
      const error = ((): unknown => {
        try {
          return parseXml(head + tail);
        } catch (thrown) {
          return thrown;
        }
      })();
      assert.ok(error instanceof CodecError, tail);
      await assert.rejects(parseLargeXml(head + tail, []), { name: error.name, message: error.message });
    }
  });
});

describe('a large form', () => {
  const forms: Record<string, string> = {
    'many names': times(20_000, (at) => `k${at}=${at}`, '&'),
    'one name': times(40_000, (at) => `a=${at}`, '&'),
    'question marks': times(40_000, (at) => `?a=?${at % 10}`, '&'),
    nothing: '&'.repeat(200_000),
    'a long value': `?b=1&a+b=x=${'%C3%A9+😀é%'.repeat(20_000)}&c=2`,
    'long values': times(5, (at) => `?a${at}=${'ab'.repeat(50_000)}`, '&'),
    'a long name': `${'a%20'.repeat(50_000)}&${'b'.repeat(200_000)}=1`,
  };
  for (const [what, text] of Object.entries(forms)) {
    it(`is what it is when it is small: ${what}`, async () => {
      const [value, turns] = await turnsOf(decodeBody('form', Buffer.from(text)));
      assert.equal(stringify(value), JSON.stringify(parseForm(text)));
      assert.ok(turns > 0, `${turns} turns`);
    });
  }

  it('is cut within no character', async () => {
    const parts = fc.constantFrom(
      '%',
      '%C',
      '%C3%A9',
      '%f0%9f%98%80',
      '%80',
      '%E2',
      '😀',
      '\ud83d',
      '+',
      'a',
      '=',
      '?',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(parts, { minLength: 1, maxLength: 9 }), fc.nat(9), async (some, shift) => {
        const text = `${'x'.repeat(shift)}=${some.join('').repeat(Math.ceil(150_000 / some.join('').length))}`;
        assert.equal(stringify(await parseLargeForm(text)), JSON.stringify(parseForm(text)));
      }),
      { numRuns: 25 },
    );
  });
});

it('a map of many names is one of few', () => {
  const middles = fc.integer({ min: 0, max: 300 }).map((at) => `${'a'.repeat(80)}${at}${'b'.repeat(80)}`);
  const names = fc.oneof(
    middles,
    fc.integer({ min: 0, max: 3000 }).map((at) => `k${at}`),
    fc.constantFrom('', '__proto__', '0'),
  );
  const pairs = fc.array(fc.tuple(names, fc.nat()), { minLength: 900, maxLength: 4000, size: 'max' });
  fc.assert(
    fc.property(pairs, (all) => {
      const [wide, map] = [new WideMap<number>(), new Map<string, number>()];
      for (const [name, value] of all) {
        assert.equal(wide.get(name), map.get(name));
        wide.set(name, value);
        map.set(name, value);
      }
      assert.equal(wide.size, map.size);
      assert.deepEqual([...wide], [...map]);
    }),
    { numRuns: 50 },
  );
});
