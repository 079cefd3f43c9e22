import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readFigures } from '../../bench/figures.ts';
import type { CaseFigures, Figures, SweepFigures } from '../../bench/figures.ts';
import { DOCUMENT, comparisonPart, documentOf, verdicts } from '../../bench/report.ts';
import type { Point } from '../../bench/statistics.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const of = (median: number, least = median, most = median) => ({ median, least, most });
const values = { requests: of(0.98, 0.95, 1.01), cpu: of(1.2), p99: of(1.1), addedMs: of(0.05) };
const environment = { date: '2026-01-02', machine: 'a machine' };

function tableRow(one: CaseFigures): string {
  const text = comparisonPart({ environment, cases: [one], single: [] });
  return text.split('\n').find((line) => line.startsWith(`| ${one.title}`)) ?? '';
}

function sweep(points: readonly Point[], turnsMs: readonly Point[]): SweepFigures {
  const series = [
    { title: 'Stepgate', unit: 'µs', points, isJudged: true },
    { title: 'by hand', unit: 'µs', points, isJudged: false },
  ];
  return { name: 'layers', title: 'Layers', x: 'layers', series, turnsMs, single: [] };
}

const TURNS: Point[] = [
  [1, 3],
  [10, 20],
  [100, 50],
];

describe('the document of the benchmark', () => {
  it('shows each figure with its bar, met or not', () => {
    const bars = { requests: { atLeast: 1 }, cpu: { atMost: 1.5 }, p99: { atMost: 1.1 } };
    assert.equal(
      tableRow({ name: 'plain', title: 'the rule', bars, values }),
      '| the rule | 0.98 (0.95 to 1.01); ≥ 1: **not met** | 1.20; ≤ 1.5: met | 1.10; ≤ 1.1: met | 0.05 ms |',
    );
  });

  it('says why a case has no figures, or is not judged', () => {
    assert.equal(
      tableRow({ name: 'x', title: 'two', bars: {}, note: 'not available: no server' }),
      '| two | not available: no server | | | |',
    );
    assert.match(
      tableRow({ name: 'x', title: 'two', bars: { requests: { atLeast: 1.7 } }, note: 'two cores', values }),
      /^\| two \(two cores\) \| 0\.98 \(0\.95 to 1\.01\); ≥ 1\.7: not judged \|/,
    );
  });

  it('shows a load that several cases share once, as it was measured first', () => {
    const load = (perSecond: number) => ({ title: 'by hand', perSecond, cpuUs: 95, p50Ms: 2, p99Ms: 9 });
    const cases = [10, 20].map((n) => ({
      name: '',
      title: '',
      bars: {},
      values,
      loads: [load(n), load(n + 1)] as const,
    }));
    const rows = comparisonPart({ environment, cases, single: [] }).match(/^\| by hand .*$/gm);
    assert.deepEqual(rows, ['| by hand | 10 | 95 µs | 2.00 ms | 9.00 ms |']);
  });

  it('shows start and memory', () => {
    const single = [{ name: 'm', title: 'memory, idle', unit: 'MiB', value: of(161), bar: { atMost: 160 } }];
    assert.match(
      comparisonPart({ environment, cases: [], single }),
      /^\| memory, idle \| 161 MiB; ≤ 160: \*\*not met\*\* \|$/m,
    );
  });

  it('judges how the cost of the gateway grows, and its longest turn', () => {
    const linear = TURNS.map(([x]): Point => [x, 10 + x]);
    const square = TURNS.map(([x]): Point => [x, x * x]);
    assert.deepEqual(verdicts(sweep(linear, TURNS)), [
      'Stepgate: exponent 0.50, linear or better; each one more costs 1 µs',
      'longest turn 50 ms: met',
    ]);
    assert.deepEqual(verdicts(sweep(square, [[1, 50.6]])), [
      'Stepgate: exponent 2.00, **worse than linear**; each one more costs 101 µs',
      'longest turn 51 ms: **not met**',
    ]);
  });

  it('has a plot for each unit, without what is not over 0', () => {
    const [own, peer] = sweep(TURNS, TURNS).series;
    assert.ok(own && peer);
    const memory = { ...own, title: 'memory', unit: 'MiB', points: [[1, -2], ...TURNS.slice(1)] as Point[] };
    const figures: Figures = {
      growth: { environment, sweeps: [{ ...sweep([], TURNS), series: [own, peer, memory] }] },
    };
    const files = documentOf(figures);
    const marks = Object.values(files).map((text) => text.match(/<circle/g)?.length ?? 0);
    assert.deepEqual(Object.keys(files), [DOCUMENT, 'performance-layers.svg', 'performance-layers-2.svg']);
    assert.deepEqual(marks, [0, 6, 2]);
    assert.match(
      files[DOCUMENT] ?? '',
      /!\[Layers\]\(performance-layers\.svg\)\n!\[Layers\]\(performance-layers-2\.svg\)/,
    );
  });

  it('has a plot for each growth that was measured, and says which was not', () => {
    const missing = { ...sweep([], []), series: [], name: 'rules', title: 'Rules', note: 'it did not start' };
    const figures: Figures = { growth: { environment, sweeps: [sweep(TURNS, TURNS), missing] } };
    const files = documentOf(figures);
    assert.deepEqual(Object.keys(files), [DOCUMENT, 'performance-layers.svg']);
    assert.match(files[DOCUMENT] ?? '', /!\[Layers\]\(performance-layers\.svg\)/);
    assert.match(files[DOCUMENT] ?? '', /### Rules\n\nNot measured: it did not start/);
    assert.match(files[DOCUMENT] ?? '', /^\| 10 \| 20 \| 20 \| 20 \|$/m);
  });

  it('in docs/ is that of the figures in bench/', () => {
    const files = documentOf(readFigures(path.join(ROOT, 'bench/figures.json')));
    for (const [name, text] of Object.entries(files))
      assert.equal(readFileSync(path.join(ROOT, 'docs', name), 'utf8'), text);
  });
});
