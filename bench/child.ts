import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface Child {
  readonly url: string;
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
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
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
