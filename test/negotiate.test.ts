import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { negotiate } from '../src/negotiate.ts';

const TYPES = ['json', 'xml', 'yaml', 'text'] as const;
const NAMES: Readonly<Record<string, readonly string[]>> = {
  json: ['application/json'],
  xml: ['application/xml', 'text/xml'],
  yaml: ['application/yaml', 'text/yaml', 'application/x-yaml'],
  text: ['text/plain'],
};

/** RFC 9110, 12.5.1: the most specific range that fits a media type says its quality. */
function qualityOf(media: string, ranges: readonly (readonly [string, number])[]): number {
  const [main = ''] = media.split('/');
  for (const range of [media, `${main}/*`, '*/*']) {
    const found = ranges.find(([name]) => name === range);
    if (found) return found[1];
  }
  return 0;
}

describe('a type is chosen', () => {
  const cases: readonly (readonly [string | undefined, string | undefined])[] = [
    [undefined, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['application/xml', 'xml'],
    ['text/xml', 'xml'],
    ['application/json;q=0.5, application/xml;q=0.6', 'xml'],
    ['application/json; charset=utf-8', 'json'],
    ['application/json;profile="a, b;q=0";q=0.3, text/xml;q=0.2', 'json'],
    ['application/*', 'json'],
    ['text/*', 'xml'],
    ['application/yaml', 'yaml'],
    ['text/yaml', 'yaml'],
    ['application/x-yaml', 'yaml'],
    ['APPLICATION/YAML', 'yaml'],
    ['application/json;q=0, */*;q=0.1', 'xml'],
    ['image/png', undefined],
    ['*/*;q=0', undefined],
    ['text/html, application/xhtml+xml, */*;q=0.8', 'json'],
  ];
  for (const [accept, expected] of cases)
    it(`by Accept: ${accept ?? 'none'}`, () => assert.equal(negotiate(['json', 'xml', 'yaml'], accept), expected));

  it('so that no other has a better quality, whatever Accept says', () => {
    const range = fc.constantFrom(...Object.values(NAMES).flat(), 'text/*', 'application/*', '*/*', 'image/png');
    const quality = fc.constantFrom(0, 0.1, 0.5, 0.9, 1);
    const accept = fc.uniqueArray(fc.tuple(range, quality), { selector: ([name]) => name, minLength: 1, maxLength: 6 });
    const types = fc.shuffledSubarray([...TYPES], { minLength: 1 });
    fc.assert(
      fc.property(accept, types, (ranges, offered) => {
        const header = ranges.map(([name, q]) => `${name};q=${q}`).join(', ');
        const best = (type: string): number => Math.max(...(NAMES[type] ?? []).map((name) => qualityOf(name, ranges)));
        const chosen = negotiate(offered, header);
        const most = Math.max(...offered.map(best));
        if (most === 0) assert.equal(chosen, undefined, header);
        else assert.equal(best(chosen ?? ''), most, header);
      }),
      { numRuns: 1000 },
    );
  });
});
