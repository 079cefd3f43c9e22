import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Child } from './child.ts';

const run = promisify(execFile);

/** What is sent (POST, JSON), by how many at once, for how long. */
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

export interface LoadGenerator {
  readonly name: string;
  /** Puts load on a server, from a process of its own. @throws when an answer is none of 2xx. */
  generate(server: Child, load: Load): Promise<Measured>;
}

/** What a program that puts load on a server tells. */
interface Told extends Omit<Measured, 'cpuUs'> {
  readonly requests: number;
}

/** `wrk` where it is installed: it takes less of the machine away from what is measured. Files lie in `folder`. */
export async function chooseLoadGenerator(folder: string): Promise<LoadGenerator> {
  const file = path.join(folder, 'body.json');
  const hasWrk = await isInstalled('wrk');
  const send = hasWrk ? withWrk : withAutocannon;
  return {
    name: hasWrk ? 'wrk' : 'autocannon',
    async generate(server, load) {
      writeFileSync(file, load.body);
      const before = server.cpuSeconds();
      const { requests, ...told } = await send(server.url, load, file);
      return { ...told, cpuUs: ((server.cpuSeconds() - before) / requests) * 1e6 };
    },
  };
}

async function isInstalled(command: string): Promise<boolean> {
  try {
    await run(command, ['--version']);
    return true;
  } catch (error) {
    // wrk shows its usage, and exits with 1.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

async function withWrk(url: string, load: Load, body: string): Promise<Told> {
  const script = `${body}.lua`;
  writeFileSync(
    script,
    `wrk.method = 'POST'\nwrk.body = io.open('${body}', 'rb'):read('*a')\nwrk.headers['content-type'] = 'application/json'\n`,
  );
  const { stdout } = await run('wrk', [
    ...['-t1', `-c${load.connections}`, `-d${load.seconds}s`, '--latency', '--timeout', '30s'],
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

async function withAutocannon(url: string, load: Load, body: string): Promise<Told> {
  const { stdout } = await run(path.join(import.meta.dirname, '../node_modules/.bin/autocannon'), [
    ...['--json', '-m', 'POST', '-H', 'content-type=application/json', '-i', body],
    ...['-c', String(load.connections), '-d', String(load.seconds), '-t', '30', url + load.path],
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
