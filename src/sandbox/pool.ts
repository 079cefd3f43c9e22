import type { Logger } from 'pino';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { StepgateError } from '../error.ts';
import type { ErrorDetail } from '../error.ts';
import { kindOf, PendingCall, titleOf } from './call.ts';
import { sandboxCommand } from './launch.ts';
import { createLauncher } from './launcher.ts';
import type { Command, Launcher } from './launcher.ts';
import { lostError, SandboxProcess } from './process.ts';
import type { ProcessEvents, ProcessExit, Role } from './process.ts';
import { Quarantine } from './quarantine.ts';
import type { Language, Sandbox, SandboxCall, SandboxOutcome, SandboxStatus } from './sandbox.ts';
import { WorkerGroup } from './worker-group.ts';

/** What `createSandbox` needs. */
export interface SandboxOptions {
  readonly processes: number;
  /** Resident memory that one process may take. */
  readonly memoryBytes: number;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly clock?: Clock;
  /** How a process is started; by default `sandboxCommand`. */
  readonly command?: Command;
}

/** Calls that wait for the first process. */
const MAX_QUEUED = 10_000;
const MEMORY_INTERVAL_MS = 20;
/** The part of its memory beyond which a process is replaced as soon as its calls have ended. */
const MUCH_MEMORY = 0.75;

/**
 * A sandbox, whose processes start with the first script that is run or checked, and end when there was none for a while;
 * calls wait until they are ready. @throws when isolated-vm has no binary here.
 */
export function createSandbox(options: SandboxOptions): Sandbox {
  return new Pool(options);
}

/** Brings calls and processes together: queues, dispatches, runs again what was lost. */
class Pool implements Sandbox {
  readonly #options: SandboxOptions;
  readonly #clock: Clock;
  readonly #launcher: Launcher<Role>;
  readonly #groups: Readonly<Record<Role, WorkerGroup>>;
  readonly #quarantine: Quarantine;
  readonly #queue = new Set<PendingCall>();
  readonly #assignments = new Map<PendingCall, SandboxProcess>();
  /** Calls under way of versions of which none has ended yet: the first of each. */
  readonly #firstCalls = new Map<string, PendingCall>();
  readonly #checks = new Set<() => void>();
  #isWatching = false;
  #isClosed = false;

  constructor(options: SandboxOptions) {
    const { processes, memoryBytes, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.#quarantine = new Quarantine(clock);
    const command = (role: Role): Command => options.command ?? sandboxCommand(memoryBytes, role);
    this.#launcher = createLauncher({ working: command('working'), quarantine: command('quarantine') });
    this.#groups = { working: this.#group('working', processes), quarantine: this.#group('quarantine', 1) };
  }

  #group(role: Role, size: number): WorkerGroup {
    const clock = this.#clock;
    const events: ProcessEvents = {
      ready: (process) => this.#groups[role].ready(process),
      ended: (call) => {
        this.#left(call);
        this.#quarantine.prove(call.call.script.version);
      },
      lost: (call) => this.#retry(call, 'another call exhausted the memory of their isolate, or did not stop'),
      disposed: (process, version, name, what) => this.#disposed(process, version, name, what),
      exited: (process, exit) => this.#exited(process, exit),
    };
    return new WorkerGroup({
      ...{ size, clock },
      launch: () => new SandboxProcess(role, this.#launcher.launch(role), clock, events),
      onReady: () => this.#drain(),
      onFailure: (cause) => this.#failed(cause),
    });
  }

  run(call: SandboxCall): Promise<SandboxOutcome> {
    if (call.signal?.reason !== undefined) return Promise.reject(call.signal.reason);
    if (this.#isClosed) return Promise.reject(new StepgateError('000503', 'the sandbox is closed'));
    if (this.#queue.size >= MAX_QUEUED) {
      const msg = `${MAX_QUEUED} scripts wait for a sandbox process already; send the request again later`;
      return Promise.reject(new StepgateError('000503', msg));
    }
    return new Promise((resolve, reject) => {
      const settle = { resolve, reject };
      this.#dispatch(new PendingCall(this.#clock, call, settle, (pending, reason) => this.#giveUp(pending, reason)));
    });
  }

  async check(source: string, language: Language): Promise<ErrorDetail[]> {
    // Twice: the process may have been lost through somebody else.
    for (let attempt = 0; attempt < 2; attempt++) {
      const process = await this.#processForCheck();
      const findings = await process.check(language, source);
      if (findings !== undefined) return JSON.parse(findings) as ErrorDetail[];
    }
    return [{ message: `the ${kindOf(language)} cannot be compiled: it ends the sandbox process`, line: 1, column: 1 }];
  }

  status(): SandboxStatus {
    const { working, quarantine } = this.#groups;
    // Without processes it is ready too: a call starts them. That they do not start is known once they were needed.
    const reason = this.#isClosed ? 'closed' : working.size === 0 ? working.failure : undefined;
    return {
      ready: reason === undefined,
      ...(reason !== undefined && { reason }),
      isolation: 'isolates in child processes, Node permission model',
      processes: working.size,
      callsRunning: this.#assignments.size,
      callsQueued: this.#queue.size,
      restarts: working.restarts + quarantine.restarts,
      pids: this.#processes.filter(({ state }) => state === 'ready').flatMap(({ pid }) => pid ?? []),
    };
  }

  close(): Promise<void> {
    this.#isClosed = true;
    for (const call of this.#queue) call.reject(new StepgateError('000503', 'the sandbox is closed'));
    this.#queue.clear();
    for (const group of Object.values(this.#groups)) group.close();
    this.#launcher.close();
    return Promise.resolve();
  }

  get #processes(): SandboxProcess[] {
    return Object.values(this.#groups).flatMap(({ all }) => all);
  }

  #dispatch(call: PendingCall): void {
    const { version } = call.call.script;
    // The first call of a version runs in quarantine: most scripts that do harm do it at once.
    const isFirst = !this.#quarantine.isProven(version) && !call.isRetried && !this.#firstCalls.has(version);
    const role = isFirst || this.#quarantine.has(version) ? 'quarantine' : 'working';
    this.#groups[role].wakeForCalls();
    this.#startWatching();
    const process = this.#groups[role].forCall(version);
    if (process === undefined) {
      this.#queue.add(call);
      return;
    }
    // Where its next call runs. Not sooner: processes that start side by side wait for each other, and this call for all.
    if (role === 'quarantine') this.#groups.working.wakeForCalls();
    if (isFirst) this.#firstCalls.set(version, call);
    this.#assignments.set(call, process);
    process.start(call);
  }

  /** A call is in no process any more. */
  #left(call: PendingCall): void {
    const { version } = call.call.script;
    this.#assignments.delete(call);
    if (this.#firstCalls.get(version) === call) this.#firstCalls.delete(version);
  }

  #drain(): void {
    for (const wake of this.#checks) wake();
    this.#checks.clear();
    // Those that still find no process queue up again, in their order.
    const waiting = [...this.#queue];
    this.#queue.clear();
    for (const call of waiting) this.#dispatch(call);
  }

  async #processForCheck(): Promise<SandboxProcess> {
    const { working } = this.#groups;
    for (;;) {
      if (!this.#isClosed) working.wake();
      this.#startWatching();
      const process = working.forCheck();
      if (process !== undefined) return process;
      if (this.#isClosed || working.failure !== undefined) {
        throw new StepgateError('000503', `no sandbox process is ready: ${this.status().reason ?? ''}`);
      }
      await new Promise<void>((wake) => this.#checks.add(wake));
    }
  }

  /** The deadline, or the caller's signal. */
  #giveUp(call: PendingCall, reason: unknown): void {
    call.reject(reason);
    this.#queue.delete(call);
    this.#assignments.get(call)?.abandon(call);
    this.#left(call);
  }

  /** Said once where groups fail alike. */
  #failed(cause: string): void {
    if (Object.values(this.#groups).some(({ failure }) => failure === cause)) return;
    this.#options.log.error({ cause }, 'a sandbox process failed to start; scripts cannot run without one');
  }

  #disposed(process: SandboxProcess, version: string, script: string, what: string | undefined): void {
    this.#quarantine.add(version);
    if (what === undefined) return process.kill(`script ${script} went on working, and cannot be stopped`);
    const msg = `a script ${what}; it was stopped, and runs in quarantine for a while`;
    this.#options.log.warn({ script, pid: process.pid }, msg);
  }

  #exited(process: SandboxProcess, exit: ProcessExit): void {
    this.#groups[process.role].exited(process, exit);
    if (this.#isClosed) {
      for (const call of exit.calls) call.reject(new StepgateError('000503', 'the sandbox is closed'));
      return;
    }
    const why = exit.killedFor ?? `it ended by itself (${exit.how})`;
    if (exit.wasReady && exit.cause !== 'idle') {
      const { stderr, calls } = exit;
      this.#options.log.warn({ pid: process.pid, why, stderr, calls: calls.length }, 'a sandbox process was replaced');
    }
    const isScriptsFault = exit.cause === 'memory' || exit.cause === 'crash';
    // A script that waits for the gateway has not done it.
    const atWork = exit.calls.filter(({ pendingQuestions }) => pendingQuestions === 0);
    const versions = [...exit.abandoned, ...atWork.map(({ call }) => call.script.version)];
    if (isScriptsFault) this.#quarantine.addGuilty(versions);
    for (const call of exit.calls) {
      if (isScriptsFault && exit.calls.length === 1) {
        this.#left(call);
        call.reject(lostError(titleOf(call.call.script), why, false));
      } else this.#retry(call, why);
    }
    this.#drain();
  }

  /** A call was lost that is not known to be guilty: it runs again, if nobody can notice. */
  #retry(call: PendingCall, why: string): void {
    this.#left(call);
    if (call.settled) return;
    if (!call.canRetry) return call.reject(lostError(titleOf(call.call.script), why, call.hasEffect));
    call.retry();
    this.#dispatch(call);
  }

  #startWatching(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#watch();
  }

  /** Kills what takes too much memory, replaces what takes much, ends what is idle; over and over while there is any. */
  #watch(): void {
    this.#isWatching = !this.#isClosed && Object.values(this.#groups).some(({ isAwake }) => isAwake);
    if (!this.#isWatching) return this.#launcher.rest();
    const { memoryBytes } = this.#options;
    for (const process of this.#processes) {
      const bytes = process.isActive ? process.memoryBytes() : undefined;
      if (bytes === undefined) continue;
      if (bytes > memoryBytes) process.kill(`it took more than its ${memoryBytes} bytes of memory`, 'memory');
      else if (bytes > memoryBytes * MUCH_MEMORY) this.#groups[process.role].retire(process);
    }
    for (const group of Object.values(this.#groups)) group.trim();
    this.#clock.timer(MEMORY_INTERVAL_MS, () => this.#watch());
  }
}
