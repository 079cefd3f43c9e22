import { StepgateError } from '../error.ts';
import type { ErrorDetail } from '../error.ts';
import type { Logger } from 'pino';
import { PendingCall } from './call.ts';
import { Fleet } from './fleet.ts';
import type { OnDemand } from './fleet.ts';
import { exclusiveIsolates, sandboxCommand } from './launch.ts';
import { createLauncher } from './launcher.ts';
import type { Command, Launcher } from './launcher.ts';
import type { CallMode } from './message.ts';
import type { ProcessEvents, ProcessExit, Role } from './process-events.ts';
import { lostError, SandboxProcess } from './process.ts';
import type { Sandbox, SandboxCall, SandboxOutcome, SandboxScript, SandboxStatus } from './sandbox.ts';
import { Reputation } from './reputation.ts';
import type { Standing } from './reputation.ts';

/** What `createSandbox` needs. */
export interface SandboxOptions {
  readonly processes: number;
  /** Resident memory that one process may take. */
  readonly memoryBytes: number;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** How a process is started; by default `sandboxCommand`. */
  readonly command?: Command;
}

/** Calls in one process at the same time; most of them wait for something. */
const MAX_CALLS = 2000;
const MAX_QUEUED = 10_000;
const MEMORY_INTERVAL_MS = 20;
/** What calls of a process have that is killed for another one's fault. */
const CONDEMNED_MS = 400;
/** How scripts run of which this is known. */
const MODES: Readonly<Record<Standing, CallMode>> = {
  new: 'observed',
  waiting: 'observed',
  trusted: 'shared',
  suspect: 'exclusive',
};
/** The part of its memory beyond which a process is replaced as soon as its calls have ended. */
const WORN = 0.7;

/** Starts the sandbox's processes; calls wait until they are ready. @throws when isolated-vm has no binary here. */
export function createSandbox(options: SandboxOptions): Sandbox {
  return new Pool(options);
}

/** Brings calls and processes together: queues, places, repeats what was lost. */
class Pool implements Sandbox {
  readonly #options: SandboxOptions;
  readonly #launcher: Launcher<Role>;
  readonly #fleet: Fleet;
  readonly #reputation = new Reputation();
  readonly #queue = new Set<PendingCall>();
  readonly #homes = new Map<PendingCall, SandboxProcess>();
  readonly #checks = new Set<() => void>();
  readonly #timer: NodeJS.Timeout;
  /** Calls of new scripts at the same time, while nothing is known of them: each may need an isolate. */
  readonly #maxNew: number;
  #closed = false;

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#maxNew = exclusiveIsolates(options.memoryBytes);
    const command = (role: Role): Command => options.command ?? sandboxCommand(options.memoryBytes, role);
    this.#launcher = createLauncher({ working: command('working'), trial: command('trial'), apart: command('apart') });
    const events: ProcessEvents<SandboxProcess> = {
      ready: (process) => this.#fleet.ready(process),
      waits: (call) => this.#waits(call),
      ended: (call) => this.#left(call),
      rested: (script) => this.#rested(script),
      stuck: (process, call) => this.#stuck(process, call),
      stalled: (process, culprit, running, victims) => this.#stalled(process, culprit, running, victims),
      lost: (call) => this.#again(call, 'another script exhausted the memory of their isolate'),
      exited: (process, exit) => this.#exited(process, exit),
    };
    this.#fleet = new Fleet({
      size: options.processes,
      launch: (role) => new SandboxProcess(role, this.#launcher.launch(role), events),
      log: options.log,
      onReady: () => this.#drain(),
    });
    this.#timer = setInterval(() => this.#watch(), MEMORY_INTERVAL_MS).unref();
  }

  run(call: SandboxCall): Promise<SandboxOutcome> {
    if (call.signal?.aborted === true) return Promise.reject(call.signal.reason as Error);
    if (this.#closed) return Promise.reject(new StepgateError('000503', 'the sandbox is closed'));
    if (this.#queue.size >= MAX_QUEUED) {
      const msg = `${MAX_QUEUED} scripts wait for a sandbox process already; send the request again later`;
      return Promise.reject(new StepgateError('000503', msg));
    }
    return new Promise((resolve, reject) => {
      this.#place(new PendingCall(call, { resolve, reject }, (pending, reason) => this.#giveUp(pending, reason)));
    });
  }

  async check(source: string, language: 'js' | 'ts'): Promise<ErrorDetail[]> {
    // Twice: the process may have been lost through somebody else.
    for (let attempt = 0; attempt < 2; attempt++) {
      const process = await this.#trial();
      const findings = await process.check(language, source);
      if (findings !== undefined) return JSON.parse(findings) as ErrorDetail[];
    }
    return [{ message: 'the script cannot be compiled: it ends the sandbox process', line: 1, column: 1 }];
  }

  status(): SandboxStatus {
    const processes = [...this.#fleet.all()].filter((process) => process.state === 'ready');
    const ready = !this.#closed && this.#fleet.working.length > 0;
    const reason = this.#closed ? 'closed' : (this.#fleet.failure ?? 'the sandbox processes are starting');
    return {
      ready,
      ...(!ready && { reason }),
      isolation: 'isolates in child processes, Node permission model',
      processes: this.#fleet.working.length,
      callsRunning: this.#homes.size,
      callsQueued: this.#queue.size,
      restarts: this.#fleet.restarts,
      pids: processes.flatMap((process) => process.pid ?? []),
    };
  }

  close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const call of this.#queue) call.reject(new StepgateError('000503', 'the sandbox is closed'));
    this.#queue.clear();
    this.#fleet.close();
    this.#launcher.close();
    return Promise.resolve();
  }

  #place(call: PendingCall): void {
    const standing = call.apart ? 'suspect' : this.#reputation.standing(call.call.script.version);
    const process = this.#processFor(standing);
    if (process === undefined || process.callsRunning >= MAX_CALLS) {
      this.#queue.add(call);
      return;
    }
    this.#homes.set(call, process);
    process.start(call, MODES[standing]);
  }

  #processFor(standing: Standing): SandboxProcess | undefined {
    if (standing === 'trusted') return this.#leastBusy();
    if (standing === 'suspect') return this.#onDemand('apart');
    const trial = this.#onDemand('trial');
    if (trial !== undefined && trial.callsRunning < this.#maxNew) return trial;
    // A burst of a new script: when it is seen to wait, which is what makes bursts, there is room for it everywhere.
    return standing === 'waiting' ? this.#leastBusy() : undefined;
  }

  #onDemand(role: OnDemand): SandboxProcess | undefined {
    const process = this.#fleet.onDemand(role);
    return process?.gone === true ? undefined : process;
  }

  /** Whoever kills one process often kills others with it: a call that has lost one is not to lose the next, too. */
  #leastBusy(): SandboxProcess | undefined {
    let best: SandboxProcess | undefined;
    for (const process of this.#fleet.working) {
      if (process.gone) continue;
      if (best === undefined || process.callsRunning < best.callsRunning) best = process;
    }
    return best;
  }

  #drain(): void {
    for (const wake of this.#checks) wake();
    this.#checks.clear();
    // Those that still find no place queue up again, in their order.
    const waiting = [...this.#queue];
    this.#queue.clear();
    for (const call of waiting) this.#place(call);
  }

  /** For what may hurt others: the compiling of anything. */
  async #trial(): Promise<SandboxProcess> {
    for (;;) {
      const process = this.#onDemand('trial');
      if (process !== undefined) return process;
      if (this.#closed || this.#fleet.failure !== undefined) {
        throw new StepgateError('000503', `no sandbox process is ready: ${this.status().reason ?? ''}`);
      }
      await new Promise<void>((wake) => this.#checks.add(wake));
    }
  }

  #waits(call: PendingCall): void {
    this.#reputation.waits(call.call.script.version);
    if (this.#queue.size > 0) this.#drain();
  }

  #rested(script: SandboxScript): void {
    this.#reputation.trust(script.version);
    if (this.#queue.size > 0) this.#drain();
  }

  #left(call: PendingCall): void {
    this.#homes.delete(call);
    if (this.#queue.size > 0) this.#drain();
  }

  /** The deadline, or the caller's signal. */
  #giveUp(call: PendingCall, reason: unknown): void {
    call.reject(reason);
    this.#queue.delete(call);
    this.#homes.get(call)?.abandon(call);
    this.#left(call);
  }

  /** An abandoned call's isolate did not answer. */
  #stuck(process: SandboxProcess, call: PendingCall): void {
    this.#reputation.suspect(call.call.script.version);
    this.#condemn(process, `script ${call.call.script.name} passed its deadline and did not stop`);
  }

  #stalled(process: SandboxProcess, culprit: SandboxScript, running: boolean, victims: readonly PendingCall[]): void {
    this.#reputation.suspect(culprit.version);
    if (!running) this.#condemn(process, `script ${culprit.name} went on working after its call had ended`);
    this.#move(process, victims);
  }

  /** Runs calls elsewhere of which nobody can notice that they begin again. */
  #move(from: SandboxProcess, calls: readonly PendingCall[]): void {
    for (const call of calls) {
      if (call.hasEffect || !from.drop(call)) continue;
      call.forget();
      this.#place(call);
    }
  }

  /** Kills a process, and replaces it at once; calls that cannot be moved have a moment to come to their own end. */
  #condemn(process: SandboxProcess, reason: string): void {
    if (process.condemnedFor !== undefined) return;
    process.condemnedFor = reason;
    this.#fleet.condemn(process);
    this.#move(process, process.calls);
    if (process.callsRunning === 0) process.kill(reason);
    else setTimeout(() => process.kill(reason), CONDEMNED_MS);
  }

  #exited(process: SandboxProcess, exit: ProcessExit): void {
    this.#fleet.exited(process, exit);
    if (this.#closed) {
      for (const call of exit.calls) call.reject(new StepgateError('000503', 'the sandbox is closed'));
      return;
    }
    const why = exit.killedFor ?? `it ended by itself (${exit.how})`;
    if (exit.wasReady && exit.cause !== 'idle') {
      const { stderr, calls } = exit;
      this.#options.log.warn({ pid: process.pid, why, stderr, calls: calls.length }, 'a sandbox process was replaced');
    }
    if (exit.cause !== 'outside') for (const { version } of exit.unstopped) this.#reputation.suspect(version);
    const isScriptsFault = exit.cause === 'memory' || exit.cause === 'crash';
    for (const call of exit.calls) {
      this.#homes.delete(call);
      // Whoever waits for the gateway has not done it.
      if (isScriptsFault && call.asking === 0) {
        this.#reputation.suspect(call.call.script.version);
        call.apart = true;
      }
      if (isScriptsFault && exit.calls.length === 1) call.reject(lostError(call.call.script.name, why, false));
      else this.#again(call, why);
    }
    this.#drain();
  }

  /** A call was lost that is not known to be guilty: it runs again, if nobody can notice. */
  #again(call: PendingCall, why: string): void {
    this.#homes.delete(call);
    if (call.settled) return;
    if (!call.repeatable) return call.reject(lostError(call.call.script.name, why, call.hasEffect));
    call.repeat();
    this.#place(call);
  }

  #watch(): void {
    this.#fleet.trim();
    const { memoryBytes } = this.#options;
    for (const process of [...this.#fleet.all()]) {
      const bytes = process.active ? process.memoryBytes() : undefined;
      if (bytes === undefined) continue;
      if (bytes > memoryBytes) process.kill(`it took more than its ${memoryBytes} bytes of memory`, 'memory');
      else if (bytes > memoryBytes * WORN) this.#fleet.wearOut(process);
    }
  }
}
