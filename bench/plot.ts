import type { Point } from './statistics.ts';

export interface Line {
  readonly title: string;
  readonly points: readonly Point[];
}

export interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
}

const [WIDTH, HEIGHT] = [720, 400];
const BOX = { left: 70, right: 20, top: 60, bottom: 50 };
/** Readable on white and on black alike. */
const COLOURS = ['#2f7ed8', '#d9730d', '#2e9e5b', '#a558c9'];
const STYLE = `text { font: 12px sans-serif; fill: #6e7781 } .title { font-size: 14px; font-weight: bold }
.grid { stroke: #8c959f; stroke-opacity: 0.3 } .axis { stroke: #8c959f }
@media (prefers-color-scheme: dark) { text { fill: #b1bac4 } }`;

/** A position on the page for each value: both axes are logarithmic. */
type Scale = (value: number) => number;

/**
 * A line chart as SVG, with logarithmic axes: what grows in proportion rises by one decade with each decade. Values have to
 * be over 0.
 */
export function lineChart({ title, x, y, lines }: Chart): string {
  const all = lines.flatMap(({ points }) => points);
  const xs = [...new Set(all.map(([value]) => value))].sort((a, b) => a - b);
  const ys = all.map(([, value]) => value);
  const yTicks = decades(Math.min(...ys), Math.max(...ys));
  const toX = logScale(xs[0] ?? 1, xs.at(-1) ?? 1, BOX.left, WIDTH - BOX.right);
  const toY = logScale(yTicks[0] ?? 1, yTicks.at(-1) ?? 1, HEIGHT - BOX.bottom, BOX.top);
  const [bottom, right] = [HEIGHT - BOX.bottom, WIDTH - BOX.right];
  const parts = [
    text(title, WIDTH / 2, 18, 'middle', 'title'),
    ...lines.map((line, index) => legend(line, index)),
    ...yTicks.map((tick) => straight('grid', BOX.left, toY(tick), right, toY(tick))),
    ...yTicks.map((tick) => text(shortNumber(tick), BOX.left - 8, toY(tick) + 4, 'end')),
    ...spaced(xs, toX).map((tick) => text(shortNumber(tick), toX(tick), bottom + 18, 'middle')),
    straight('axis', BOX.left, bottom, right, bottom),
    straight('axis', BOX.left, BOX.top, BOX.left, bottom),
    text(x, (BOX.left + right) / 2, HEIGHT - 10, 'middle'),
    text(y, BOX.left, BOX.top - 10, 'start'),
    ...lines.flatMap((line, index) => drawn(line, colour(index), toX, toY)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escaped(title)}">
<style>${STYLE}</style>
${parts.join('\n')}
</svg>
`;
}

function logScale(least: number, most: number, from: number, to: number): Scale {
  const range = Math.log(most / least);
  return (value) => (range === 0 ? (from + to) / 2 : from + ((to - from) * Math.log(value / least)) / range);
}

/** 1, 2, 5, 10, 20 …, from below the least value to above the most. */
function decades(least: number, most: number): number[] {
  const low = Math.floor(Math.log10(least));
  const high = Math.ceil(Math.log10(most));
  const all = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  const ticks = all.flatMap((decade) => [1, 2, 5].map((factor) => Number((factor * decade).toPrecision(1))));
  const first = ticks.findLastIndex((tick) => tick <= least);
  const last = ticks.findIndex((tick) => tick >= most);
  return ticks.slice(first, Math.max(last, first + 1) + 1);
}

/** Those of the values whose labels do not cover each other. */
function spaced(values: readonly number[], toX: Scale): number[] {
  let taken = Number.NEGATIVE_INFINITY;
  return values.filter((value) => {
    const isFree = toX(value) - taken >= 40;
    if (isFree) taken = toX(value);
    return isFree;
  });
}

function drawn({ points }: Line, stroke: string, toX: Scale, toY: Scale): string[] {
  const places = points.map(([x, y]) => [rounded(toX(x)), rounded(toY(y))] as const);
  const line = places.map(([x, y]) => `${x},${y}`).join(' ');
  return [
    `<polyline points="${line}" fill="none" stroke="${stroke}" stroke-width="2"/>`,
    ...places.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${stroke}"/>`),
  ];
}

function legend({ title }: Line, index: number): string {
  const left = BOX.left + 150 + index * 180;
  const mark = `<rect x="${left}" y="${BOX.top - 20}" width="12" height="12" fill="${colour(index)}"/>`;
  return mark + text(title, left + 18, BOX.top - 10, 'start');
}

function colour(index: number): string {
  return COLOURS[index % COLOURS.length] ?? '';
}

function straight(kind: string, x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="${kind}" x1="${rounded(x1)}" y1="${rounded(y1)}" x2="${rounded(x2)}" y2="${rounded(y2)}"/>`;
}

function text(content: string, x: number, y: number, anchor: 'start' | 'middle' | 'end', kind = ''): string {
  const styled = kind === '' ? '' : ` class="${kind}"`;
  return `<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}"${styled}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}

/** `1`, `0.05`, `5k`, `1M`. */
export function shortNumber(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 1000) return `${Number((value / 1000).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}
