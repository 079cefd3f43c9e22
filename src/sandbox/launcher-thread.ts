/**
 * The thread that starts sandbox processes (launcher.ts): each connection asks for one, and becomes its descriptor 3.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadNews, ThreadOptions } from './launcher.ts';

const MAX_STDERR = 4000;
const MAX_NICENESS = 19;
/** Elsewhere a priority is the whole process's, which is the gateway's. */
const PER_THREAD = process.platform === 'linux';
/** To the system: this thread. */
const SELF = 0;

const { command, path } = workerData as ThreadOptions;
const tell = (news: ThreadNews): void => parentPort?.postMessage(news);

function launch(connection: Socket): void {
  connection.on('error', () => undefined);
  try {
    const child = spawn(command.file, command.args, {
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

function watch(child: ChildProcess): void {
  const { pid } = child;
  let stderr = '';
  child.on('error', (error) => tell({ kind: 'failed', message: error.message }));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(0, MAX_STDERR);
  });
  if (pid === undefined) return;
  if (!PER_THREAD) yieldToGateway(pid);
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

if (PER_THREAD) yieldToGateway(SELF);

createServer({ pauseOnConnect: true }, launch).listen(path, () => tell({ kind: 'listens' }));
