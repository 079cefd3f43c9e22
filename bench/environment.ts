import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import path from 'node:path';
import { direct } from '../test/store/direct.ts';
import type { Environment } from './figures.ts';
import type { BenchOptions } from './options.ts';

const ROOT = path.join(import.meta.dirname, '..');

/** Machine, versions, date, and how it was measured. */
export async function environmentOf(options: BenchOptions, load: string, connections: string): Promise<Environment> {
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  const packages = ['fastify', 'undici'].map((name) => `${name} ${versionOf(`node_modules/${name}/package.json`)}`);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, ${gib} GiB; ${type()} ${release()}`,
    versions: [
      `Stepgate ${versionOf('package.json')}${commit()}`,
      `Node.js ${process.versions.node}`,
      ...packages,
      `SQLite ${process.versions.sqlite ?? ''}`,
      ...(options.mysql === undefined ? [] : [await serverVersion(options.mysql)]),
    ].join(', '),
    load: `${load}, ${connections}, ${options.rounds} round${options.rounds === 1 ? '' : 's'} of ${options.seconds} s`,
  };
}

function versionOf(file: string): string {
  return (JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) as { version: string }).version;
}

/** Empty without Git. */
function commit(): string {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    return ` (${execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8', stdio: [...stdio] }).trim()})`;
  } catch {
    return '';
  }
}

async function serverVersion(url: string): Promise<string> {
  const [row] = await direct(url, 'select version() as version');
  const version = String(row?.version);
  return version.includes('MariaDB') ? `MariaDB ${version.split('-')[0] ?? ''}` : `MySQL ${version}`;
}
