import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Child } from './child.ts';

const run = promisify(execFile);

/** What is sent, by how many, for how long. */
export interface Load {
  readonly path: string;
  readonly body: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Microseconds of the server's processor time for a request: it holds on a machine on which other things run. */
  readonly cpuUs: number;
}

/** Puts load on a server. @throws when an answer is none of 2xx. */
export type LoadGenerator = (server: Child, load: Load) => Promise<Measured>;

/** Of one server, what a program that puts load on it tells. */
type Generate = (url: string, load: Load) => Promise<Told>;

interface Told extends Omit<Measured, 'cpuUs'> {
  readonly requests: number;
}

/** `wrk` where it is installed: it takes less of the machine away from what is measured. */
export async function chooseLoadGenerator(): Promise<{ readonly name: string; readonly generateLoad: LoadGenerator }> {
  try {
    // It shows its usage, and exits with 1.
    await run('wrk', ['--version']).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    });
    return { name: 'wrk', generateLoad: withProcessorTime(withWrk) };
  } catch {
    return { name: 'autocannon', generateLoad: withProcessorTime(withAutocannon) };
  }
}

function withProcessorTime(generate: Generate): LoadGenerator {
  return async (server, load) => {
    const before = server.cpuSeconds();
    const { requests, ...told } = await generate(server.url, load);
    return { ...told, cpuUs: ((server.cpuSeconds() - before) / requests) * 1e6 };
  };
}

async function withWrk(url: string, load: Load): Promise<Told> {
  const script = path.join(mkdtempSync(path.join(tmpdir(), 'stepgate-bench-')), 'post.lua');
  const body = load.body.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  writeFileSync(
    script,
    `wrk.method = 'POST'\nwrk.body = '${body}'\nwrk.headers['content-type'] = 'application/json'\n`,
  );
  const { stdout } = await run('wrk', [
    ...['-t1', `-c${load.connections}`, `-d${load.seconds}s`, '--latency'],
    ...['-s', script, url + load.path],
  ]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`not every request was answered well:\n${stdout}`);
  const number = (pattern: RegExp): string => pattern.exec(stdout)?.[1] ?? '';
  return {
    requests: Number(number(/(\d+) requests in/)),
    perSecond: Number(number(/Requests\/sec:\s+([\d.]+)/)),
    p50Ms: milliseconds(number(/^\s+50%\s+(\S+)/m)),
    p99Ms: milliseconds(number(/^\s+99%\s+(\S+)/m)),
  };
}

/** `1.23ms`, `456.00us`, `1.02s`. */
function milliseconds(text: string): number {
  const factor = text.endsWith('us') ? 0.001 : text.endsWith('ms') ? 1 : 1000;
  return Number.parseFloat(text) * factor;
}

async function withAutocannon(url: string, load: Load): Promise<Told> {
  const { stdout } = await run(path.join(import.meta.dirname, '../node_modules/.bin/autocannon'), [
    ...['--json', '-m', 'POST', '-H', 'content-type=application/json', '-b', load.body],
    ...['-c', String(load.connections), '-d', String(load.seconds), url + load.path],
  ]);
  const { non2xx, errors, requests, latency } = JSON.parse(stdout) as Report;
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} requests were not answered well`);
  return { requests: requests.total, perSecond: requests.average, p50Ms: latency.p50, p99Ms: latency.p99 };
}

/** What autocannon reports, of it what is used here. */
interface Report {
  readonly non2xx: number;
  readonly errors: number;
  readonly requests: { readonly average: number; readonly total: number };
  readonly latency: { readonly p50: number; readonly p99: number };
}

/** The middle one of what was measured. */
export function median(all: readonly Measured[], of: (one: Measured) => number): number {
  return all.map(of).sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
}

/** A line of the report: medians of what was measured of a server, or of a rule. */
export function line(name: string, all: readonly Measured[]): string {
  const perSecond = median(all, (one) => one.perSecond).toFixed(0);
  const [p50, p99] = [median(all, (one) => one.p50Ms), median(all, (one) => one.p99Ms)].map((ms) => ms.toFixed(2));
  const cpu = `${median(all, (one) => one.cpuUs).toFixed(0)} µs of processor time`;
  return `${name.padEnd(10)} ${perSecond.padStart(8)} requests/s   p50 ${p50 ?? ''} ms   p99 ${p99 ?? ''} ms   ${cpu}`;
}
