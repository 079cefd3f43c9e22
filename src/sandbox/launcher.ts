import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import module from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { ownFile } from '../own-file.ts';

/** How long the news may take of why a process could not be started, once its pipe has closed. */
const REASON_MS = 1000;

/** A program, and how it is started. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Undefined: that of this process. */
  readonly cwd?: string;
  /** By how much it is nicer than this process. */
  readonly niceness: number;
  /** Runs on no more than half of the processors. */
  readonly confined?: boolean;
}

/** How a process ended. */
export interface LaunchedEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it wrote there, cut. */
  readonly stderr: string;
}

/** A process that was started, without environment. */
export interface Launched {
  readonly pid: number;
  /** Its descriptor 3. */
  readonly pipe: Duplex;
  readonly ended: Promise<LaunchedEnd>;
  kill(): void;
}

/** Starts processes of a few kinds. */
export interface Launcher<Kind extends string> {
  /** One after the other. Rejects when the system cannot start another process. */
  launch(kind: Kind): Promise<Launched>;
  /** Gives its memory back, once all that it has started have ended; the next launch takes longer. */
  rest(): void;
  /** Starts no more. What was started lives on. */
  close(): void;
}

/** What launcher-process.ts tells. */
export type LauncherNews =
  | { readonly kind: 'listens' }
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'failed'; readonly message: string }
  | ({ readonly kind: 'ended'; readonly pid: number } & LaunchedEnd);

/**
 * Starts processes from a small process of its own. To start one is to copy the page tables of whoever does it: its
 * memory is locked meanwhile, and written to for the first time all over again afterwards. In the gateway that takes
 * longer the more it holds: 5 ms on an idle machine, 160 ms were seen on a busy one, in which it would answer nobody.
 *
 * This side connects to a socket on which the small process listens, one for each kind, in a folder that is this
 * user's only, and gets to the process that is started by it: as its descriptor 3.
 *
 *     launch() ── connection ──► small process ── spawn ──► process
 *        ▲                             └── started, failed, ended
 *        └── the connection's other end
 */
export function createLauncher<Kind extends string>(commands: Readonly<Record<Kind, Command>>): Launcher<Kind> {
  return new ProcessLauncher(commands);
}

/** Where the small process listens for who wants a process of this kind. */
function socketOf(path: string, kind: string): string {
  return `${path}-${kind}`;
}

class ProcessLauncher<Kind extends string> implements Launcher<Kind> {
  readonly #commands: Readonly<Record<Kind, Command>>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'stepgate-sandbox-'));
  /** Undefined: it is started when it is needed. */
  #process: SmallProcess | undefined;
  #count = 0;
  /** Resolves how each living process ends, by its id. */
  readonly #living = new Map<number, (end: LaunchedEnd) => void>();
  /** The id of the process that is being started. */
  #started: PromiseWithResolvers<number> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isResting = false;
  #closed = false;
  readonly #remove = (): void => rmSync(this.#folder, { recursive: true, force: true });

  constructor(commands: Readonly<Record<Kind, Command>>) {
    this.#commands = commands;
    process.once('exit', this.#remove);
  }

  launch(kind: Kind): Promise<Launched> {
    this.#isResting = false;
    const launched = this.#last.then(() => this.#launch(kind));
    this.#last = launched.catch(() => undefined);
    return launched;
  }

  rest(): void {
    this.#isResting = true;
    this.#endWhenResting();
  }

  close(): void {
    this.#closed = true;
    this.#started?.reject(new Error('no more processes are started'));
    if (this.#process === undefined) this.#gone();
    // It ends when all that it has started have ended.
    else if (this.#process.child.connected) this.#process.child.disconnect();
  }

  async #launch(kind: Kind): Promise<Launched> {
    if (this.#closed) throw new Error('no more processes are started');
    const { path, listens } = (this.#process ??= this.#startProcess());
    await listens;
    const started = (this.#started = Promise.withResolvers<number>());
    const pipe = connect(socketOf(path, kind));
    const broken = (error?: Error): void => started.reject(error ?? new Error('no pipe to it: too many open files?'));
    // Why it closes may be told a moment later.
    pipe.once('error', broken).once('close', () => setTimeout(broken, REASON_MS).unref());
    const pid = await started.promise.catch((error: unknown) => {
      // Whatever has it at its other end ends with it.
      pipe.destroy();
      throw error;
    });
    const { promise: ended, resolve } = Promise.withResolvers<LaunchedEnd>();
    this.#living.set(pid, resolve);
    const kill = (): void => {
      if (this.#living.has(pid)) killProcess(pid);
    };
    return { pid, pipe, ended, kill };
  }

  #startProcess(): SmallProcess {
    const path = join(this.#folder, String(++this.#count));
    const flags = ['--no-warnings', '--max-semi-space-size=1', '--v8-pool-size=1'];
    const stdio: StdioOptions = ['ignore', 'ignore', 'inherit', 'ipc'];
    // In a checkout it begins with the types of its code being stripped, unless Node has done so before.
    const cache = module.getCompileCacheDir();
    const env = cache === undefined ? {} : { NODE_COMPILE_CACHE: cache };
    const commands = Object.entries(this.#commands).map(([kind, command]) => [socketOf(path, kind), command]);
    const args = [
      ...flags,
      ownFile('sandbox/launcher-process'),
      this.#folder,
      JSON.stringify(Object.fromEntries(commands)),
    ];
    // In a session of its own: a Ctrl-C reaches all of a terminal's, and would end those that have just been started.
    const child = spawn(process.execPath, args, { env, stdio, windowsHide: true, detached: true });
    child.unref();
    child.channel?.unref();
    const { promise: listens, resolve, reject } = Promise.withResolvers<undefined>();
    listens.catch(() => undefined);
    child.on('message', (news: LauncherNews) => {
      if (news.kind === 'failed') reject(new Error(news.message));
      if (news.kind === 'listens') resolve(undefined);
      else this.#hear(news);
    });
    const ended = (error: Error): void => {
      reject(error);
      if (this.#process?.child === child) this.#lose(error);
    };
    child.once('error', ended);
    child.once('exit', (code, signal) => ended(new Error(`what starts processes has ended: ${signal ?? code ?? '?'}`)));
    return { child, path, listens };
  }

  #hear(news: Exclude<LauncherNews, { kind: 'listens' }>): void {
    if (news.kind === 'started') return this.#started?.resolve(news.pid);
    if (news.kind === 'failed') return this.#started?.reject(new Error(news.message));
    const { pid, code, signal, stderr } = news;
    this.#living.get(pid)?.({ code, signal, stderr });
    this.#living.delete(pid);
    this.#endWhenResting();
  }

  #endWhenResting(): void {
    if (!this.#isResting || this.#closed || this.#living.size > 0 || this.#process === undefined) return;
    const { child, path } = this.#process;
    this.#process = undefined;
    // It would take the folder with it if it ended by itself.
    child.kill('SIGKILL');
    for (const kind of Object.keys(this.#commands)) rmSync(socketOf(path, kind), { force: true });
  }

  /** The small process is gone, and nobody would tell of the ends of the others. */
  #lose(error: Error): void {
    this.#process = undefined;
    this.#started?.reject(error);
    for (const [pid, end] of this.#living) {
      killProcess(pid);
      end({ code: null, signal: 'SIGKILL', stderr: '' });
    }
    this.#living.clear();
    if (this.#closed) this.#gone();
  }

  #gone(): void {
    process.removeListener('exit', this.#remove);
    this.#remove();
  }
}

/** launcher-process.ts, and where it `listens`. */
interface SmallProcess {
  readonly child: ChildProcess;
  readonly path: string;
  readonly listens: Promise<undefined>;
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself, and the news of it is on its way.
  }
}
