import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';

/** A program, and how it is started. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Undefined: that of this process. */
  readonly cwd?: string;
  /** By how much it is nicer than this process. */
  readonly niceness: number;
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

/** Starts processes. */
export interface Launcher {
  /** One after the other. Rejects when the system cannot start another process. */
  launch(): Promise<Launched>;
  /** Starts no more. What was started lives on; the thread ends after it. */
  close(): void;
}

/** What launcher-thread.ts is told when it starts. */
export interface ThreadOptions {
  readonly command: Command;
  /** Where it listens. */
  readonly path: string;
}

/** What it tells. */
export type ThreadNews =
  | { readonly kind: 'listens' }
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'failed'; readonly message: string }
  | ({ readonly kind: 'ended'; readonly pid: number } & LaunchedEnd);

/**
 * Starts processes from a thread of its own. To start a process blocks its thread until the system has loaded the
 * program: 5 ms on an idle machine, 160 ms were seen on a busy one, in which the gateway would answer nobody.
 *
 * A thread cannot hand a pipe to another one, so this side connects to a socket on which the thread listens, in a
 * folder that is this user's only; the thread gives its end of the connection to the process.
 *
 *     launch() ── connect ──► thread ── spawn, with the connection as descriptor 3 ──► process
 *        ▲                      └── started, failed, ended
 *        └── the connection's other end
 */
export function createLauncher(command: Command): Launcher {
  return new ThreadLauncher(command);
}

type Started = Extract<ThreadNews, { kind: 'started' | 'failed' }>;

class ThreadLauncher implements Launcher {
  readonly #folder = mkdtempSync(join(tmpdir(), 'stepgate-sandbox-'));
  readonly #path = join(this.#folder, 'launcher');
  readonly #worker: Worker;
  readonly #listens = Promise.withResolvers<undefined>();
  /** Resolves how each living process ends, by its id. */
  readonly #living = new Map<number, (end: LaunchedEnd) => void>();
  #started: PromiseWithResolvers<Started> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;
  readonly #remove = (): void => rmSync(this.#folder, { recursive: true, force: true });

  constructor(command: Command) {
    // The worker's file ends as this one does: .ts in the checkout, .js in the package.
    const file = new URL(`./launcher-thread${extname(import.meta.filename)}`, import.meta.url);
    const workerData: ThreadOptions = { command, path: this.#path };
    this.#worker = new Worker(file, { workerData, execArgv: [] });
    this.#worker.on('message', (news: ThreadNews) => this.#hear(news));
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the thread that starts processes has ended')));
    this.#worker.unref();
    this.#listens.promise.catch(() => undefined);
    process.once('exit', this.#remove);
  }

  launch(): Promise<Launched> {
    const launched = this.#last.then(() => this.#launch());
    this.#last = launched.catch(() => undefined);
    return launched;
  }

  close(): void {
    this.#closed = true;
    void this.#last.then(() => this.#endThread());
    process.removeListener('exit', this.#remove);
    this.#remove();
  }

  async #launch(): Promise<Launched> {
    await this.#listens.promise;
    if (this.#closed) throw new Error('no more processes are started');
    const started = (this.#started = Promise.withResolvers<Started>());
    const pipe = connect(this.#path);
    const broken = (error?: Error): void => started.reject(error ?? new Error('no pipe to it: too many open files?'));
    pipe.once('error', broken).once('close', () => broken());
    const news = await started.promise;
    if (news.kind === 'failed') {
      pipe.destroy();
      throw new Error(news.message);
    }
    const { promise: ended, resolve } = Promise.withResolvers<LaunchedEnd>();
    const { pid } = news;
    this.#living.set(pid, resolve);
    return {
      pid,
      pipe,
      ended,
      kill: () => {
        if (!this.#living.has(pid)) return;
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It has ended by itself, and the thread's news of it is on its way.
        }
      },
    };
  }

  #hear(news: ThreadNews): void {
    switch (news.kind) {
      case 'listens':
        return this.#listens.resolve(undefined);
      case 'started':
      case 'failed':
        return this.#started?.resolve(news);
      case 'ended':
        this.#living.get(news.pid)?.(news);
        this.#living.delete(news.pid);
        if (this.#closed) this.#endThread();
    }
  }

  /** Not before it has seen the end of all that it has started. */
  #endThread(): void {
    if (this.#living.size === 0) void this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#listens.reject(error);
    this.#started?.reject(error);
  }
}
