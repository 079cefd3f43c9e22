import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SaxesParser } from 'saxes';
import { lineChart, shortNumber } from '../../bench/plot.ts';
import type { Chart } from '../../bench/plot.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** Its elements; throws where it is no XML. */
function drawn(chart: Chart): Element[] {
  const found: Element[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => found.push({ name, attributes, text: '' }));
  parser.on('text', (text) => {
    const last = found.at(-1);
    if (last) last.text += text;
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(lineChart(chart)).close();
  return found;
}

const CHART: Chart = {
  ...{ title: 'Layers & "more" < all', x: 'layers', y: 'µs' },
  lines: [
    {
      title: 'Stepgate',
      points: [
        [1, 10],
        [10, 100],
        [100, 1000],
      ],
    },
    { title: 'by hand', points: [[1, 20]] },
  ],
};

describe('a line chart', () => {
  it('names title, axes, lines and ticks', () => {
    const texts = drawn(CHART)
      .filter(({ name }) => name === 'text')
      .map(({ text }) => text.trim());
    for (const expected of [CHART.title, 'layers', 'µs', 'Stepgate', 'by hand', '1', '100', '1k', '50'])
      assert.ok(texts.includes(expected), expected);
  });

  it('draws what grows in proportion as a straight line', () => {
    const line = drawn(CHART).find(({ name }) => name === 'polyline')?.attributes.points ?? '';
    const [first, second, third] = line.split(' ').map((place) => place.split(',').map(Number));
    for (const axis of [0, 1]) {
      const [a = 0, b = 0, c = 0] = [first?.[axis], second?.[axis], third?.[axis]];
      assert.ok(Math.abs(b - a - (c - b)) < 0.3 && a !== b, line);
    }
  });

  it('keeps all points within the picture, also where there is one size or one value', () => {
    const flat = {
      title: 'flat',
      points: [
        [5, 7],
        [50, 7],
      ] as const,
    };
    for (const lines of [CHART.lines, [flat], [{ title: 'one', points: [[5, 7]] as const }]])
      for (const { attributes } of drawn({ ...CHART, lines }).filter(({ name }) => name === 'circle')) {
        const [x, y] = [Number(attributes.cx), Number(attributes.cy)];
        assert.ok(x >= 70 && x <= 700 && y >= 60 && y <= 350, `${x}, ${y}`);
      }
  });

  it('writes numbers short', () => {
    assert.deepEqual([0.05, 1, 64, 999, 1000, 20_000, 1_500_000].map(shortNumber), [
      '0.05',
      '1',
      '64',
      '999',
      '1k',
      '20k',
      '1.5M',
    ]);
  });
});
