/**
 * The process that starts sandbox processes (launcher.ts): for each connection it starts one of the kind that was asked
 * for, whose descriptor 3 the connection is. It ends when the gateway has closed the channel to it, or has gone, and all
 * that it has started have ended.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import { lastCores } from './cores.ts';
import type { Command, LauncherNews } from './launcher.ts';

/** Where its sockets lie; and for each of them, what is started for whoever connects to it. */
const [, , folder = '', commands = '{}'] = process.argv;
const MAX_STDERR = 4000;
const MAX_NICENESS = 19;
/**
 * Starts a program that is nicer from its first moment. To make it so afterwards comes too late for the threads that it
 * has by then, where a thread has a priority of its own (Linux).
 */
const NICE = programOf('nice');
const TASKSET = programOf('taskset');

/** The gateway may have gone meanwhile: then nobody listens. */
const tell = (news: LauncherNews): void => void process.send?.(news, undefined, undefined, () => undefined);
let living = 0;

function launch(command: Command, connection: Socket): void {
  connection.on('error', () => undefined);
  try {
    const [file = '', ...args] = wrapped(command);
    const child = spawn(file, args, {
      ...(command.cwd !== undefined && { cwd: command.cwd }),
      env: {},
      stdio: ['ignore', 'ignore', 'pipe', connection],
      windowsHide: true,
    });
    watch(child, command);
  } catch (error) {
    tell({ kind: 'failed', message: String(error) });
  }
  // The process has its own copy of it.
  connection.destroy();
}

/** The command behind those that settle how it may use the processors: each becomes the next one. */
function wrapped({ file, args, niceness, confined = false }: Command): string[] {
  const cores = confined ? lastCores() : undefined;
  return [
    ...(TASKSET !== undefined && cores !== undefined ? [TASKSET, cores] : []),
    ...(NICE !== undefined ? [NICE, '-n', String(niceness)] : []),
    ...[file, ...args],
  ];
}

function programOf(name: string): string | undefined {
  return ['/usr/bin', '/bin'].map((directory) => join(directory, name)).find((file) => existsSync(file));
}

function watch(child: ChildProcess, command: Command): void {
  const { pid } = child;
  let stderr = '';
  child.on('error', (error) => tell({ kind: 'failed', message: error.message }));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(0, MAX_STDERR);
  });
  if (pid === undefined) return;
  living++;
  if (NICE === undefined) yieldToGateway(pid, command);
  tell({ kind: 'started', pid });
  child.on('close', (code, signal) => {
    living--;
    tell({ kind: 'ended', pid, code, signal, stderr: stderr.trim() });
    endWhenDone();
  });
}

/** What loops in a process does not keep the gateway from its work. */
function yieldToGateway(pid: number, { niceness }: Command): void {
  try {
    setPriority(pid, Math.min(MAX_NICENESS, getPriority() + niceness));
  } catch {
    // It has just ended; or the system has no priorities.
  }
}

function endWhenDone(): void {
  if (process.connected || living > 0) return;
  // The folder of the socket: a gateway that was killed has left it.
  rmSync(folder, { recursive: true, force: true });
  process.exit();
}

process.on('disconnect', endWhenDone);
// A terminal, or a service manager, tells the whole group: the gateway drains first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
await Promise.all(
  Object.entries(JSON.parse(commands) as Record<string, Command>).map(([path, command]) => {
    const server = createServer({ pauseOnConnect: true }, (connection) => launch(command, connection));
    // The gateway, if it is still there, says why.
    server.on('error', ({ message }) => {
      process.send?.({ kind: 'failed', message } satisfies LauncherNews, undefined, undefined, () => process.exit(1));
    });
    return new Promise<void>((resolve) => server.listen(path, resolve));
  }),
);
tell({ kind: 'listens' });
