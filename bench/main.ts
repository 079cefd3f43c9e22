import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DidNotStart } from './child.ts';
import { CASES, MEMORY, START } from './cases.ts';
import { compareCpu } from './check.ts';
import { measureCases } from './compare.ts';
import type { Bench } from './compare.ts';
import { environmentOf } from './environment.ts';
import { readFigures, writeFigures } from './figures.ts';
import type { Comparison, Figures, Growth, SingleFigure } from './figures.ts';
import { SWEEPS, measureGrowth } from './growth/growth.ts';
import { chooseLoadGenerator } from './load.ts';
import { nodeRedVersion } from './node-red.ts';
import { USAGE, UsageError, readOptions } from './options.ts';
import type { BenchOptions } from './options.ts';
import { documentOf } from './report.ts';
import { createServers } from './servers.ts';
import { measureIdle, measureLoaded, measureStarts } from './single-figures.ts';

/** `npm run bench`: see `USAGE`. */
const ROOT = path.join(import.meta.dirname, '..');
const FIGURES = path.join(ROOT, 'bench/figures.json');

async function run(options: BenchOptions): Promise<void> {
  const known = options.growth ? SWEEPS.map(({ name }) => name) : [...CASES.map(({ name }) => name), START, MEMORY];
  const wrong = options.only.find((name) => !known.includes(name));
  if (wrong !== undefined) throw new UsageError(`--only is "${wrong}"; expected one of ${known.join(', ')}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'stepgate-bench-'));
  const servers = createServers(options, folder);
  try {
    const progress = (text: string): void => void process.stderr.write(`${text}\n`);
    const bench = { options, servers, load: await chooseLoadGenerator(folder), folder, progress };
    const kept = readFigures(FIGURES);
    const now = options.growth ? { growth: await growth(bench) } : { comparison: await comparison(bench) };
    process.stdout.write(documentOf(now)['performance.md'] ?? '');
    if (options.check) check(kept, now.comparison);
    if (options.write) write(kept, now);
    if (options.profile) process.stdout.write(`profiles: ${folder}/*.cpuprofile\n`);
  } finally {
    await servers.stop();
    if (!options.profile) rmSync(folder, { recursive: true, force: true });
  }
}

function isWanted({ only }: BenchOptions, name: string): boolean {
  return only.length === 0 || only.includes(name);
}

async function comparison(bench: Bench): Promise<Comparison> {
  const { options, load } = bench;
  const single: SingleFigure[] = [];
  if (isWanted(options, MEMORY)) single.push(...(await measureIdle(bench)));
  // They take a minute, and what fails in them would lose what the cases take a quarter of an hour for.
  const starts = isWanted(options, START) ? await measureStarts(bench) : [];
  const cases = await measureCases(
    bench,
    CASES.filter(({ name }) => isWanted(options, name)),
  );
  if (isWanted(options, MEMORY)) single.push(await measureLoaded(bench));
  single.push(...starts);
  const environment = await environmentOf(options, load.name, `${options.connections} connections`);
  const nodeRed = await bench.servers.started('nodeRed')?.catch(() => undefined);
  return {
    environment: nodeRed ? { ...environment, 'Node-RED': nodeRedVersion(nodeRed.output) } : environment,
    ...{ cases, single },
  };
}

async function growth(bench: Bench): Promise<Growth> {
  const sweeps = await measureGrowth(
    bench,
    SWEEPS.filter(({ name }) => isWanted(bench.options, name)),
  );
  return {
    environment: await environmentOf(bench.options, 'from the process of the benchmark', 'few connections'),
    sweeps,
  };
}

function check(kept: Figures, now: Comparison | undefined): void {
  const { lines, isLoss } = compareCpu(kept.comparison?.cases ?? [], now?.cases ?? []);
  process.stdout.write(`${lines.join('\n')}\n`);
  if (kept.comparison === undefined) process.stderr.write('bench/figures.json holds no comparison\n');
  if (isLoss || kept.comparison === undefined) process.exitCode = 1;
}

/** What was not measured now stays as it was kept. */
function write(kept: Figures, now: Figures): void {
  const figures = { ...kept, ...now };
  writeFigures(FIGURES, figures);
  for (const [name, text] of Object.entries(documentOf(figures))) writeFileSync(path.join(ROOT, 'docs', name), text);
}

try {
  if (process.argv.includes('--help')) process.stdout.write(USAGE);
  else await run(readOptions(process.argv.slice(2)));
} catch (error) {
  if (error instanceof UsageError) process.stderr.write(`${error.message}\n\n${USAGE}`);
  else if (error instanceof DidNotStart) process.stderr.write(`${error.message}\n`);
  else throw error;
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
