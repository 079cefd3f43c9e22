import type { Duplex } from 'node:stream';
import type { Clock } from '../clock.ts';
import { StepgateError } from '../error.ts';
import type { PendingCall } from './call.ts';
import { createFrameReader, createFrameWriter } from './frame.ts';
import type { Frame } from './frame.ts';
import type { Launched } from './launcher.ts';
import { residentBytes } from './memory.ts';
import { textOfError } from './error-text.ts';
import { Down, Up } from './message.ts';
import type { HostMethod, LogLevel } from './sandbox.ts';

/** How long a process may leave an abandoned call unanswered: far longer than it takes to dispose of an isolate. */
const ANSWER_MS = 10_000;
/** A process without calls may still be at work, for a call that has ended, until its isolate is disposed of. */
const ACTIVE_MS = 3000;
/** Signals that come from outside: V8 ends a process with SIGABRT, SIGTRAP, SIGILL or SIGSEGV. */
const OUTSIDE = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']);

/** What a process is for. */
export type Role = 'working' | 'quarantine';

/** What a process tells the pool. */
export interface ProcessEvents {
  ready(process: SandboxProcess): void;
  /** A call has its outcome, by itself. */
  ended(call: PendingCall): void;
  /** A call was lost with its isolate, through no fault of its own. */
  lost(call: PendingCall): void;
  /** The isolate of a version is disposed of. `what`: what the script did; undefined: and works on. */
  disposed(process: SandboxProcess, version: string, name: string, what: string | undefined): void;
  /** It has ended. */
  exited(process: SandboxProcess, exit: ProcessExit): void;
}

/** Why a process is killed from here. */
export type KillCause = 'memory' | 'idle' | 'other';

/** How it ended, and whom that hits. */
export interface ProcessExit {
  /** The calls it held. */
  readonly calls: readonly PendingCall[];
  /** Versions whose calls had been given up, and for which it may still have been at work. */
  readonly abandoned: readonly string[];
  /** `outside`: a signal that scripts cannot cause; `crash`: by itself; the others: killed from here. */
  readonly cause: 'outside' | 'crash' | KillCause;
  /** Why it was killed from here. */
  readonly killedFor: string | undefined;
  /** Exit code or signal. */
  readonly how: string;
  /** What it wrote there, for the log. */
  readonly stderr: string;
  readonly wasReady: boolean;
}

/**
 * One sandbox process, seen from the gateway.
 *
 *     starting ──► ready ──► dead
 *         └──────────────────► dead
 */
export class SandboxProcess {
  readonly role: Role;
  state: 'starting' | 'ready' | 'dead' = 'starting';
  /** It has ended: its pipe tells sooner than the system, which has to be asked for the cause. */
  isDisconnected = false;
  /** Undefined while it is being started. */
  #child: Launched | undefined;
  readonly #clock: Clock;
  readonly #events: ProcessEvents;
  #send: ReturnType<typeof createFrameWriter> = () => undefined;
  readonly #calls = new Map<number, PendingCall>();
  readonly #known = new Set<string>();
  readonly #checks = new Map<number, (findings: string | undefined) => void>();
  readonly #abandoned = new Map<number, { readonly version: string; readonly callOff: () => void }>();
  #lastId = 0;
  #killed: { readonly reason: string; readonly cause: KillCause } | undefined;
  #activeAt = -Infinity;
  #reportedBytes: number | undefined;

  constructor(role: Role, launched: Promise<Launched>, clock: Clock, events: ProcessEvents) {
    this.role = role;
    this.#clock = clock;
    this.#events = events;
    launched.then(
      (child) => this.#attach(child),
      (error: unknown) => this.#exited(`did not start: ${String(error)}`, null),
    );
  }

  #attach(child: Launched): void {
    // Given up while it was being started.
    if (this.state === 'dead') return child.kill();
    this.#child = child;
    this.#send = createFrameWriter(child.pipe);
    this.#listen(child.pipe);
    void child.ended.then(({ code, signal, stderr }) =>
      this.#exited(signal ?? `exit code ${code ?? '?'}`, signal, stderr),
    );
  }

  #listen(pipe: Duplex): void {
    const read = createFrameReader((frame) => this.#receive(frame));
    pipe.on('error', () => undefined);
    for (const end of ['end', 'close']) pipe.once(end, () => (this.isDisconnected = true));
    pipe.on('data', (chunk: Buffer) => {
      try {
        read(chunk);
      } catch (error) {
        // Only a process that a script has broken out into can send what makes no sense.
        this.kill(`it broke the protocol: ${String(error)}`);
      }
    });
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get callsRunning(): number {
    return this.#calls.size;
  }

  /** Whether somebody waits for it. */
  get isBusy(): boolean {
    return this.#calls.size + this.#checks.size + this.#abandoned.size > 0;
  }

  /** Whether it may be at work. */
  get isActive(): boolean {
    if (this.#calls.size > 0) this.#activeAt = this.#clock.elapsed();
    return this.#clock.elapsed() - this.#activeAt < ACTIVE_MS;
  }

  /** Whether it has the source of this version. */
  knows(version: string): boolean {
    return this.#known.has(version);
  }

  /** Runs a call. */
  start(pending: PendingCall): void {
    const { script, input, trx, logId } = pending.call;
    const id = ++this.#lastId;
    this.#calls.set(id, pending);
    if (!this.#known.has(script.version)) {
      this.#known.add(script.version);
      this.#send(Down.script, 0, script.version, script.name, script.language, script.source);
    }
    this.#send(Down.start, id, script.version, input, trx, logId);
  }

  /** Gives a call up. */
  abandon(pending: PendingCall): void {
    const id = this.#calls.entries().find(([, one]) => one === pending)?.[0];
    if (id === undefined) return;
    this.#leave(id);
    const callOff = this.#clock.timer(ANSWER_MS, () => this.kill('it does not answer'));
    this.#abandoned.set(id, { version: pending.call.script.version, callOff });
    this.#send(Down.abandon, id);
  }

  /** JSON of what is wrong with a script; undefined when the process is lost meanwhile. */
  check(language: string, source: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      const id = ++this.#lastId;
      this.#checks.set(id, resolve);
      this.#send(Down.check, id, language, source);
    });
  }

  /** Resident memory in bytes, where it can be known. */
  memoryBytes(): number | undefined {
    const bytes = this.pid === undefined ? undefined : residentBytes(this.pid);
    if (bytes !== undefined) return bytes;
    // Other systems do not tell without a program of their own: the process itself has to.
    this.#send(Down.ping, 0);
    return this.#reportedBytes;
  }

  kill(reason: string, cause: KillCause = 'other'): void {
    if (this.state === 'dead') return;
    this.#killed = { reason, cause };
    this.#child?.kill();
    // Not waiting for its end: what it still says counts no more, and its calls can start elsewhere.
    this.#exited('SIGKILL', 'SIGKILL');
  }

  #leave(id: number): void {
    this.#calls.delete(id);
    this.#activeAt = this.#clock.elapsed();
  }

  #receive({ op, id, fields }: Frame): void {
    if (this.state === 'dead') return;
    const [first = '', second = '', third] = fields;
    switch (op) {
      case Up.ready:
        this.state = 'ready';
        return this.#events.ready(this);
      case Up.pong:
        this.#reportedBytes = Number(first);
        return;
      case Up.checked:
        return this.#checked(id, first);
      case Up.abandoned:
        return this.#stopped(id);
      case Up.disposed:
        return this.#events.disposed(this, first, second, third);
      default: {
        const pending = this.#calls.get(id);
        if (pending !== undefined) this.#ofCall(op, id, pending, fields);
      }
    }
  }

  #ofCall(op: number, id: number, pending: PendingCall, fields: readonly string[]): void {
    const [first = '', second = '', third = ''] = fields;
    switch (op) {
      case Up.call:
        return void this.#host(pending, id, first as HostMethod, second, third);
      case Up.log:
        return pending.log(first as LogLevel, third, Number(second));
      case Up.warning:
        return pending.warn(first);
      case Up.dropped:
        return pending.logsDropped(Number(first));
      case Up.end:
        this.#leave(id);
        if (first === 'lost') return this.#events.lost(pending);
        pending.endAs(fields);
        this.#events.ended(pending);
    }
  }

  async #host(pending: PendingCall, id: number, method: HostMethod, sequence: string, args: string): Promise<void> {
    pending.markEffect(method);
    const began = this.#clock.elapsed();
    const answering = answerOf(pending, method, args);
    const paceMs = pending.paceMs(this.#clock.elapsed() - began);
    pending.pendingQuestions++;
    const answer = await answering;
    pending.pendingQuestions--;
    if (paceMs > 0) await this.#clock.sleep(paceMs);
    if (this.#calls.has(id)) this.#send(Down.answer, id, sequence, answer);
  }

  #checked(id: number, findings: string | undefined): void {
    this.#checks.get(id)?.(findings);
    this.#checks.delete(id);
  }

  #stopped(id: number): void {
    this.#abandoned.get(id)?.callOff();
    this.#abandoned.delete(id);
  }

  #exited(how: string, signal: NodeJS.Signals | null, stderr = ''): void {
    if (this.state === 'dead') return;
    const wasReady = this.state === 'ready';
    this.state = 'dead';
    const calls = [...this.#calls.values()];
    const abandoned = [...this.#abandoned.values()].map(({ version }) => version);
    this.#calls.clear();
    for (const id of [...this.#abandoned.keys()]) this.#stopped(id);
    for (const id of [...this.#checks.keys()]) this.#checked(id, undefined);
    this.#events.exited(this, {
      calls,
      abandoned,
      cause: this.#killed?.cause ?? (signal !== null && OUTSIDE.has(signal) ? 'outside' : 'crash'),
      killedFor: this.#killed?.reason,
      how,
      stderr,
      wasReady,
    });
  }
}

/** `+` and the result's JSON, or `-` and an ErrorText. */
async function answerOf(pending: PendingCall, method: HostMethod, args: string): Promise<string> {
  try {
    return `+${await pending.call.host.call(method, args)}`;
  } catch (error) {
    return `-${textOfError(error)}`;
  }
}

/** The error of a call that was lost with its process. */
export function lostError(title: string, why: string, retryable: boolean): StepgateError {
  return new StepgateError('110013', `the sandbox process of ${title} was lost: ${why}`, { retryable });
}
