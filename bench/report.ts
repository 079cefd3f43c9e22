import { isMet } from './figures.ts';
import type {
  Bar,
  CaseFigures,
  Comparison,
  Environment,
  Figures,
  Growth,
  LoadFigures,
  SingleFigure,
} from './figures.ts';
import type { Measure, Series, SweepFigures } from './figures.ts';
import { lineChart } from './plot.ts';
import type { Line } from './plot.ts';
import { costOfOneMore, exponentOf } from './statistics.ts';
import type { Spread } from './statistics.ts';

/** A file of the document, by its path below `docs/`. */
export type Files = Readonly<Record<string, string>>;

export const DOCUMENT = 'performance.md';
/** No turn of the event loop may be longer. */
export const LONGEST_TURN_MS = 50;
/** A cost that grows with at most this exponent grows linearly: the rest is what measuring varies by. */
const LINEAR = 1.1;

const HEAD = `# Performance

Written by \`npm run bench\` and \`npm run bench -- --growth\` from \`bench/figures.json\`: [what is measured, and how to
measure](tests.md#benchmarks). Figures are medians of the rounds, with the least and the most in brackets.
`;

/** The document and its plots: of the figures alone. */
export function documentOf({ comparison, growth }: Figures): Files {
  const nothing = comparison || growth ? undefined : 'Nothing is measured yet.\n';
  const parts = [HEAD, nothing, comparison && comparisonPart(comparison), growth && growthPart(growth)];
  const plots = (growth?.sweeps ?? []).flatMap(plotsOf).map(({ file, svg }) => [file, svg] as const);
  return { [DOCUMENT]: parts.filter((part) => part !== undefined).join('\n'), ...Object.fromEntries(plots) };
}

export function comparisonPart({ environment, cases, single }: Comparison): string {
  const loads = new Map<string, LoadFigures>();
  // A server may have been measured for several cases: the first counts.
  for (const load of cases.flatMap((one) => one.loads ?? [])) if (!loads.has(load.title)) loads.set(load.title, load);
  return `## Against code written by hand

By hand: Fastify and undici, the same checks, calls and answers (\`bench/program/by-hand.ts\`), in a process of its own; so are
the upstream and the load. In each round the peer is measured, then what is compared with it: a ratio is of two such
neighbours. Processor time is that of all processes of a server, for a request; of a database server's it has none.
The rule is \`rules/register.json\` without \`record\`: one call, then two in parallel.

${environmentList(environment)}

| case | requests | processor time | p99 | added to the p50 |
|---|---|---|---|---|
${cases.map(caseRow).join('\n')}

| | requests/s | processor time | p50 | p99 |
|---|---|---|---|---|
${[...loads.values()].map(loadRow).join('\n')}
${single.length === 0 ? '' : `\n${singleTable('start and memory, of all processes of a gateway', single)}\n`}`;
}

function caseRow({ title, bars, values, note }: CaseFigures): string {
  if (values === undefined) return `| ${title} | ${note ?? ''} | | | |`;
  const cell = (measure: Measure, unit: string): string => {
    const figure = spread(values[measure], 2) + unit;
    return withBar(figure, bars[measure], note === undefined ? values[measure].median : undefined);
  };
  const cells = [cell('requests', ''), cell('cpu', ''), cell('p99', ''), cell('addedMs', ' ms')];
  return `| ${title}${note === undefined ? '' : ` (${note})`} | ${cells.join(' | ')} |`;
}

function loadRow({ title, perSecond, cpuUs, p50Ms, p99Ms }: LoadFigures): string {
  return `| ${title} | ${perSecond.toFixed(0)} | ${cpuUs.toFixed(0)} µs | ${p50Ms.toFixed(2)} ms | ${p99Ms.toFixed(2)} ms |`;
}

function singleTable(title: string, figures: readonly SingleFigure[]): string {
  const rows = figures.map((one) => {
    const figure = `${spread(one.value, one.unit === 's' ? 2 : 0)} ${one.unit}`;
    return `| ${one.title} | ${withBar(figure, one.bar, one.value.median)} |`;
  });
  return `| ${title} | |\n|---|---|\n${rows.join('\n')}`;
}

function growthPart({ environment, sweeps }: Growth): string {
  return `## How cost grows

Linear or better: the exponent of the larger half of the sizes is at most ${LINEAR}; 1 is in proportion. A turn is the longest of
the gateway's event loop, as its \`/metrics\` tells it; none may be over ${LONGEST_TURN_MS} ms.

${environmentList(environment)}

${sweeps.map(sweepPart).join('\n')}`;
}

/** A table, what it comes to, and the plot. */
function sweepPart(sweep: SweepFigures): string {
  const { title, x, series, turnsMs, single, note } = sweep;
  if (note !== undefined) return `### ${title}\n\nNot measured: ${note}\n`;
  const columns = [...series.map((one) => `${one.title}, ${one.unit}`), 'longest turn, ms'];
  const rows = turnsMs.map(([size, turn], index) => {
    const values = series.map(({ points }) => decimals(points[index]?.[1] ?? Number.NaN));
    return `| ${size} | ${[...values, turn.toFixed(0)].join(' | ')} |`;
  });
  const table = `| ${x} | ${columns.join(' | ')} |\n|${'---|'.repeat(columns.length + 1)}\n${rows.join('\n')}`;
  const more = single.length === 0 ? '' : `\n${singleTable('', single)}\n`;
  const plots = plotsOf(sweep).map(({ file }) => `![${title}](${file})`);
  const lines = verdicts(sweep).map((line) => `- ${line}`);
  return `### ${title}\n\n${table}\n\n${lines.join('\n')}\n${more}\n${plots.join('\n')}\n`;
}

/** What a sweep comes to, a line each. */
export function verdicts({ series, turnsMs }: SweepFigures): string[] {
  const turn = Math.max(...turnsMs.map(([, ms]) => ms));
  const isShort = turn <= LONGEST_TURN_MS;
  return [
    ...series.filter(({ isJudged }) => isJudged).map(growthOf),
    `longest turn ${turn.toFixed(0)} ms: ${isShort ? 'met' : '**not met**'}`,
  ];
}

function growthOf({ title, unit, points }: Series): string {
  const exponent = exponentOf(points);
  const more = `each one more costs ${decimals(costOfOneMore(points))} ${unit}`;
  return `${title}: exponent ${exponent.toFixed(2)}, ${exponent <= LINEAR ? 'linear or better' : '**worse than linear**'}; ${more}`;
}

/** One for each unit. */
function plotsOf({ name, title, x, series }: SweepFigures): { readonly file: string; readonly svg: string }[] {
  const units = [...new Set(series.map(({ unit }) => unit))];
  return units.map((y, index) => ({
    file: `performance-${name}${index === 0 ? '' : `-${index + 1}`}.svg`,
    svg: lineChart({ title, x, y, lines: series.filter(({ unit }) => unit === y).map(withoutNothing) }),
  }));
}

/** A logarithmic axis has no place for what is not over 0, such as memory that was given back. */
function withoutNothing({ title, points }: Series): Line {
  return { title, points: points.filter(([, y]) => y > 0) };
}

function environmentList(environment: Environment): string {
  return Object.entries(environment)
    .map(([name, value]) => `- ${name}: ${value}`)
    .join('\n');
}

/** Without a value the bar is shown, and not judged. */
function withBar(figure: string, bar: Bar | undefined, value: number | undefined): string {
  if (bar === undefined) return figure;
  const wanted = 'atLeast' in bar ? `≥ ${bar.atLeast}` : `≤ ${bar.atMost}`;
  const verdict = value === undefined ? 'not judged' : isMet(bar, value) ? 'met' : '**not met**';
  return `${figure}; ${wanted}: ${verdict}`;
}

function spread({ median, least, most }: Spread, digits: number): string {
  const middle = median.toFixed(digits);
  return least === most ? middle : `${middle} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}

function decimals(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
