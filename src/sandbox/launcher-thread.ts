/**
 * The thread that starts sandbox processes (launcher.ts): each connection asks for one, and becomes its descriptor 3.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Command, ThreadNews, ThreadOptions } from './launcher.ts';

const MAX_STDERR = 4000;
const MAX_NICENESS = 19;
/**
 * Starts a program that is nicer from its first moment. To make it so afterwards comes too late for the threads that it
 * has by then, where a thread has a priority of its own (Linux); to be as nice here would let whoever is less so keep
 * this thread from its work while it holds what the gateway waits for: its memory is locked as a process is started.
 */
const NICE = ['/usr/bin/nice', '/bin/nice'].find((file) => existsSync(file));

const { command, path } = workerData as ThreadOptions;
const tell = (news: ThreadNews): void => parentPort?.postMessage(news);

function launch(connection: Socket): void {
  connection.on('error', () => undefined);
  try {
    const { file, args } = nicer(command);
    const child = spawn(file, args, {
      ...(command.cwd !== undefined && { cwd: command.cwd }),
      env: {},
      stdio: ['ignore', 'ignore', 'pipe', connection],
      windowsHide: true,
    });
    watch(child);
  } catch (error) {
    tell({ kind: 'failed', message: String(error) });
  }
  // The process has its own copy of it.
  connection.destroy();
}

function nicer({ file, args, niceness }: Command): Pick<Command, 'file' | 'args'> {
  return NICE === undefined ? { file, args } : { file: NICE, args: ['-n', String(niceness), file, ...args] };
}

function watch(child: ChildProcess): void {
  const { pid } = child;
  let stderr = '';
  child.on('error', (error) => tell({ kind: 'failed', message: error.message }));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(0, MAX_STDERR);
  });
  if (pid === undefined) return;
  if (NICE === undefined) yieldToGateway(pid);
  tell({ kind: 'started', pid });
  child.on('close', (code, signal) => tell({ kind: 'ended', pid, code, signal, stderr: stderr.trim() }));
}

/** What loops in a process does not keep the gateway from its work. */
function yieldToGateway(pid: number): void {
  try {
    setPriority(pid, Math.min(MAX_NICENESS, getPriority() + command.niceness));
  } catch {
    // It has just ended; or the system has no priorities.
  }
}

createServer({ pauseOnConnect: true }, launch).listen(path, () => tell({ kind: 'listens' }));
