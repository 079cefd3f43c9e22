import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuSecondsOf, proportionalMibOf } from './process-tree.ts';

/** A program under way, which listens; figures are of its process and those below it. */
export interface Child {
  readonly url: string;
  readonly pid: number;
  /** All that it wrote until it listened. */
  readonly output: string;
  /** Seconds of processor time. */
  cpuSeconds(): number;
  /** MiB of memory (PSS). */
  memoryMib(): number;
  /** Ends it as an operator does; by force when that takes over a minute. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** It ended before it listened, or could not be run; the message holds what it wrote. */
export class DidNotStart extends Error {
  override readonly name = 'DidNotStart';
}

const ROOT = path.join(import.meta.dirname, '..');
const LONGEST_STOP_MS = 60_000;
/** Of what a program wrote that did not start. */
const LONGEST_MESSAGE = 4000;

/** The command that runs a program of this project with the Node.js that runs this one. */
export function nodeCommand(file: string, args: readonly string[] = [], nodeArgs: readonly string[] = []): string[] {
  return [process.execPath, ...nodeArgs, path.join(ROOT, file), ...args];
}

/**
 * Starts a program; resolves when what it prints matches `listens`, whose group is its URL.
 * @throws DidNotStart
 */
export async function startChild(
  command: readonly string[],
  listens: RegExp,
  options: ChildOptions = {},
): Promise<Child> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...options.env },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  const { url, output } = await listening(child, listens);
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    output,
    cpuSeconds: () => cpuSecondsOf(pid),
    memoryMib: () => proportionalMibOf(pid),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const late = new AbortController();
      const force = delay(LONGEST_STOP_MS, undefined, { signal: late.signal }).then(
        () => child.kill('SIGKILL'),
        () => undefined,
      );
      await ended;
      late.abort();
      await force;
    },
  };
}

function listening(child: ChildProcess, pattern: RegExp): Promise<{ readonly url: string; readonly output: string }> {
  let output = '';
  return new Promise((resolve, reject) => {
    let isListening = false;
    const onData = (chunk: Buffer): void => {
      if (isListening) return;
      output += chunk.toString();
      const url = pattern.exec(output)?.[1];
      if (url === undefined) return;
      isListening = true;
      resolve({ url, output });
    };
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
    child.once('error', (error) => reject(new DidNotStart(error.message)));
    child.once('close', () => {
      const called = child.spawnargs.map((arg) => path.basename(arg)).join(' ');
      reject(new DidNotStart(`${called} did not start:\n${output.slice(-LONGEST_MESSAGE)}`));
    });
  });
}
