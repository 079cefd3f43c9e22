import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface Child {
  readonly url: string;
  /** Seconds of processor time that it has taken, without its children: only Linux tells. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** Starts a program of this project; resolves when a line that it prints matches `pattern`, whose group is its URL. */
export async function startChild(
  args: readonly string[],
  pattern: RegExp,
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Child> {
  const [file = '', ...rest] = args;
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '..', file), ...rest], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, ...options.env },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  const url = await firstMatch(child.stdout, pattern);
  child.stdout.resume();
  return {
    url,
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** utime and stime of proc_pid_stat(5), in hundredths of a second. */
function cpuSecondsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

async function firstMatch(output: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const url = pattern.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
    output.on('end', () => reject(new Error(`a program of the benchmark did not start:\n${text}`)));
  });
}
