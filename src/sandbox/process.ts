import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { StepgateError, toStepgateError } from '../error.ts';
import type { PendingCall } from './call.ts';
import { createFrameReader, createFrameWriter } from './frame.ts';
import type { Frame } from './frame.ts';
import type { Launched } from './launcher.ts';
import { residentBytes } from './memory.ts';
import { Down, Up } from './message.ts';
import type { CallMode, ErrorText } from './message.ts';
import type { KillCause, ProcessEvents, Role } from './process-events.ts';
import type { HostMethod, LogLevel, SandboxScript } from './sandbox.ts';

/**
 * How long a process has to show that the isolate of an abandoned call still works. Long, for a machine may be busy:
 * that a script goes on working is noticed sooner, by the process itself (child/watch.ts).
 */
const ABANDON_GRACE_MS = 1000;
/** Script versions that a process is known to hold: fewer than it keeps (child/runner.ts). */
const MAX_KNOWN_SCRIPTS = 900;

/** Signals that come from outside: V8 ends a process with SIGABRT, SIGTRAP, SIGILL or SIGSEGV. */
const OUTSIDE = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']);
/** A process without calls may still be at work, for a call that has ended. */
const ACTIVE_MS = 1000;
/** Ended calls that a late stall can still be traced to: to their scripts, for calls are big, and would grow old here. */
const MAX_ENDED = 1000;

/**
 * One sandbox process, seen from the gateway.
 *
 *     starting ──► ready ──► dead
 *         └──────────────────► dead
 */
export class SandboxProcess {
  readonly role: Role;
  state: 'starting' | 'ready' | 'dead' = 'starting';
  /** Why it is going to be killed; undefined: it is not. */
  condemnedFor: string | undefined;
  /** It has ended: its pipe tells sooner than the system, which has to be asked for the cause. */
  gone = false;
  /** Undefined while it is being started. */
  #child: Launched | undefined;
  readonly #events: ProcessEvents<SandboxProcess>;
  #send: ReturnType<typeof createFrameWriter> = () => undefined;
  readonly #calls = new Map<number, PendingCall>();
  readonly #known = new Set<string>();
  readonly #checks = new Map<number, (findings: string | undefined) => void>();
  readonly #abandoned = new Map<number, NodeJS.Timeout>();
  #lastId = 0;
  #killed: { readonly reason: string; readonly cause: KillCause } | undefined;
  readonly #ended = new Map<number, SandboxScript>();
  #activeAt = 0;
  #reportedBytes: number | undefined;

  constructor(role: Role, launched: Promise<Launched>, events: ProcessEvents<SandboxProcess>) {
    this.role = role;
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
    for (const end of ['end', 'close']) pipe.once(end, () => (this.gone = true));
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

  get calls(): readonly PendingCall[] {
    return [...this.#calls.values()];
  }

  get callsRunning(): number {
    return this.#calls.size;
  }

  /** Whether it may be at work. */
  get active(): boolean {
    if (this.#calls.size > 0) this.#activeAt = performance.now();
    return performance.now() - this.#activeAt < ACTIVE_MS;
  }

  /** Runs a call. */
  start(pending: PendingCall, mode: CallMode): void {
    const { script, input, trx, logId } = pending.call;
    const id = ++this.#lastId;
    this.#calls.set(id, pending);
    if (!this.#known.has(script.version)) {
      const [oldest] = this.#known;
      if (this.#known.size >= MAX_KNOWN_SCRIPTS && oldest !== undefined) this.#known.delete(oldest);
      this.#known.add(script.version);
      this.#send(Down.script, 0, script.version, script.name, script.language, script.source);
    }
    this.#send(Down.start, id, script.version, mode, input, trx, logId);
  }

  /** Gives a call up; when its isolate does not show that it still works, the process is killed. */
  abandon(pending: PendingCall): void {
    const id = this.#leave(pending);
    if (id === undefined) return;
    const check = (): void => {
      // The answer may be waiting in the pipe while this side was busy.
      setImmediate(() => {
        if (this.#abandoned.has(id)) this.#events.stuck(this, pending);
      });
    };
    this.#abandoned.set(id, setTimeout(check, ABANDON_GRACE_MS));
  }

  /** Gives a call up whose isolate is known to be stuck; false: it is not here any more. */
  drop(pending: PendingCall): boolean {
    return this.#leave(pending) !== undefined;
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

  #leave(pending: PendingCall): number | undefined {
    for (const [id, one] of this.#calls) {
      if (one !== pending) continue;
      this.#forget(id, pending);
      this.#send(Down.abandon, id);
      return id;
    }
    return undefined;
  }

  #forget(id: number, pending: PendingCall): void {
    this.#calls.delete(id);
    this.#activeAt = performance.now();
    this.#ended.set(id, pending.call.script);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > MAX_ENDED && oldest !== undefined) this.#ended.delete(oldest);
  }

  #receive({ op, id, fields }: Frame): void {
    if (this.state === 'dead') return;
    if (op === Up.ready) {
      this.state = 'ready';
      return this.#events.ready(this);
    }
    if (op === Up.pong) this.#reportedBytes = Number(fields[0]);
    else if (op === Up.checked) this.#checked(id, fields[0]);
    else if (op === Up.abandoned) this.#clearAbandoned(id);
    else if (op === Up.stalled) this.#stalled(id, fields);
    else if (op === Up.rested) this.#rested(id);
    else {
      const pending = this.#calls.get(id);
      if (pending !== undefined) this.#ofCall(op, id, pending, fields);
    }
  }

  #ofCall(op: number, id: number, pending: PendingCall, fields: readonly string[]): void {
    const [first = '', second = '', third = ''] = fields;
    switch (op) {
      case Up.call:
        return void this.#host(pending, id, first as HostMethod, second, third);
      case Up.waits:
        return this.#events.waits(pending);
      case Up.log:
        return pending.log(first as LogLevel, third, Number(second));
      case Up.warning:
        return pending.warn(first);
      case Up.dropped:
        return pending.logsDropped(Number(first));
      case Up.end:
        this.#forget(id, pending);
        if (first === 'lost') return this.#events.lost(pending);
        pending.endAs(fields);
        this.#events.ended(pending);
    }
  }

  async #host(pending: PendingCall, id: number, method: HostMethod, sequence: string, args: string): Promise<void> {
    pending.note(method);
    const began = performance.now();
    const answering = answerOf(pending, method, args);
    const paceMs = pending.paceMs(performance.now() - began);
    pending.asking++;
    const answer = await answering;
    pending.asking--;
    if (paceMs > 0) await delay(paceMs);
    if (this.#calls.has(id)) this.#send(Down.answer, id, sequence, answer);
  }

  #stalled(id: number, victims: readonly string[]): void {
    const waiting = victims.flatMap((victim) => this.#calls.get(Number(victim)) ?? []);
    const running = this.#calls.get(id);
    const culprit = running?.call.script ?? this.#ended.get(id);
    if (culprit !== undefined) this.#events.stalled(this, culprit, running !== undefined, waiting);
    else this.kill('a script went on working long after its call had ended');
  }

  #rested(id: number): void {
    const script = this.#ended.get(id);
    if (script !== undefined) this.#events.rested(script);
  }

  #checked(id: number, findings: string | undefined): void {
    this.#checks.get(id)?.(findings);
    this.#checks.delete(id);
  }

  #clearAbandoned(id: number): void {
    clearTimeout(this.#abandoned.get(id));
    this.#abandoned.delete(id);
  }

  #exited(how: string, signal: NodeJS.Signals | null, stderr = ''): void {
    if (this.state === 'dead') return;
    const wasReady = this.state === 'ready';
    this.state = 'dead';
    const calls = [...this.#calls.values()];
    const unstopped = [...this.#abandoned.keys()].flatMap((id) => this.#ended.get(id) ?? []);
    this.#calls.clear();
    for (const id of [...this.#abandoned.keys()]) this.#clearAbandoned(id);
    for (const id of [...this.#checks.keys()]) this.#checked(id, undefined);
    this.#events.exited(this, {
      calls,
      unstopped,
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
    const { code, message, status, retryable } = toStepgateError(error);
    return `-${JSON.stringify({ code, msg: message, status, retryable } satisfies ErrorText)}`;
  }
}

/** The error of a call that was lost with its process. */
export function lostError(script: string, why: string, retryable: boolean): StepgateError {
  return new StepgateError('110013', `the sandbox process of script ${script} was lost: ${why}`, { retryable });
}
