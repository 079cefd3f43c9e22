import type { Clock } from '../clock.ts';
import type { ProcessExit, SandboxProcess } from './process.ts';

const FIRST_BACK_OFF_MS = 100;
const MAX_BACK_OFF_MS = 5000;
/** Long, for a busy machine may leave it little time: what starts is given up only when it must be stuck. */
const START_TIMEOUT_MS = 60_000;
/**
 * A group that nothing was asked of for so long ends its processes: each takes 50 MiB, and 0.25 s of a processor to start,
 * for which the next call waits. So an endpoint that is called every minute waits once.
 */
const IDLE_MS = 300_000;

/** What a group needs. */
export interface WorkerGroupDeps {
  /** Processes that take calls. */
  readonly size: number;
  readonly launch: () => SandboxProcess;
  readonly clock: Clock;
  /** Processes do not start, for a cause that is not the one before. */
  readonly onFailure: (cause: string) => void;
  /** There is a process more that can take calls. */
  readonly onReady: () => void;
}

/**
 * The processes of one kind: active ones, and, once there was a call, a standby that takes the place of a lost one at
 * once. There are none before the group is woken, and again none when it has been idle.
 *
 *     starting ──► standby ──► active ──► retiring ──► ended
 *         └► failed: the next start waits, longer each time
 */
export class WorkerGroup {
  readonly #deps: WorkerGroupDeps;
  /** With what ends their time limit. */
  readonly #starting = new Map<SandboxProcess, AbortController>();
  readonly #standby: SandboxProcess[] = [];
  readonly #active: SandboxProcess[] = [];
  /** They get no new calls, and end with their last one. */
  readonly #retiring = new Set<SandboxProcess>();
  #isAwake = false;
  #wantsStandby = false;
  /** When something was last asked of it, on the monotonic clock. */
  #usedAt = 0;
  #backOffMs = FIRST_BACK_OFF_MS;
  #isBackingOff = false;
  #failure: string | undefined;
  #restarts = 0;
  readonly #closed = new AbortController();

  constructor(deps: WorkerGroupDeps) {
    this.#deps = deps;
  }

  /** Processes that take calls. */
  get size(): number {
    return this.#active.length;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** Why processes do not start; undefined: they do. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** All that have been started. */
  get all(): readonly SandboxProcess[] {
    return [...this.#active, ...this.#standby, ...this.#starting.keys(), ...this.#retiring];
  }

  /** Whether it has processes, or starts them. */
  get isAwake(): boolean {
    return this.#isAwake;
  }

  /** Starts the active processes, unless they are there; they stay until the group has been idle. */
  wake(): void {
    this.#usedAt = this.#deps.clock.elapsed();
    if (this.#isAwake) return;
    this.#isAwake = true;
    this.#fill();
  }

  /** Starts what is missing; the standby last, for calls may wait for the others. */
  #fill(): void {
    if (this.#closed.signal.aborted || !this.#isAwake) return;
    while (this.#active.length < this.#deps.size && this.#standby.length > 0)
      this.#active.push(...this.#standby.splice(0, 1));
    const present = this.#active.length + this.#standby.length + this.#starting.size;
    const standby = Number(this.#wantsStandby && this.#active.length === this.#deps.size);
    const missing = this.#deps.size + standby - present;
    for (let count = 0; count < missing && !this.#isBackingOff; count++) this.#start();
  }

  /** Wakes the group for calls: it has a standby as long as it is awake. */
  wakeForCalls(): void {
    this.wake();
    if (this.#wantsStandby) return;
    this.#wantsStandby = true;
    this.#fill();
  }

  /** The process for a call of this version: the least busy one, of equals one that has its source. */
  forCall(version: string): SandboxProcess | undefined {
    let best: SandboxProcess | undefined;
    for (const process of this.#active) {
      if (process.isDisconnected) continue;
      const fewer = best === undefined ? -1 : process.callsRunning - best.callsRunning;
      if (fewer < 0 || (fewer === 0 && process.knows(version) && best?.knows(version) === false)) best = process;
    }
    return best;
  }

  /** The process for what may hurt whoever shares it: one without calls, if there is one. */
  forCheck(): SandboxProcess | undefined {
    return this.#standby[0] ?? this.#active.toSorted((a, b) => a.callsRunning - b.callsRunning)[0];
  }

  ready(process: SandboxProcess): void {
    this.#started(process);
    this.#standby.push(process);
    this.#failure = undefined;
    this.#backOffMs = FIRST_BACK_OFF_MS;
    this.#fill();
    this.#deps.onReady();
  }

  /** A process has ended, whatever it was doing. */
  exited(process: SandboxProcess, exit: ProcessExit): void {
    if (this.#started(process)) {
      const why = exit.killedFor ?? `${exit.how}${exit.stderr === '' ? '' : `: ${exit.stderr}`}`;
      if (!this.#closed.signal.aborted) this.#failed(why);
      return;
    }
    this.#remove(process);
    this.#retiring.delete(process);
    if (exit.cause !== 'idle') this.#restarts++;
    this.#fill();
  }

  /**
   * A process has taken much of its memory: V8 keeps what isolates once had, so it will not have it back. The standby,
   * when there is one, takes its place.
   */
  retire(process: SandboxProcess): void {
    if (this.#standby.length === 0 || !this.#remove(process)) return;
    this.#retiring.add(process);
    this.#fill();
    this.#deps.onReady();
  }

  /** Ends retiring processes without calls; all of them, when the group is idle. */
  trim(): void {
    for (const process of [...this.#retiring]) if (process.callsRunning === 0) process.kill('it has retired', 'idle');
    const now = this.#deps.clock.elapsed();
    // Somebody may be waiting for those that start.
    if (this.#starting.size > 0 || this.#isBackingOff || this.all.some(({ isBusy }) => isBusy)) this.#usedAt = now;
    if (now - this.#usedAt < IDLE_MS) return;
    this.#isAwake = this.#wantsStandby = false;
    for (const process of this.all) process.kill('nothing was asked of it', 'idle');
  }

  close(): void {
    this.#closed.abort();
    for (const process of this.all) process.kill('the sandbox is closed');
  }

  /** Takes it out of its place; false: it has none. */
  #remove(process: SandboxProcess): boolean {
    for (const list of [this.#active, this.#standby]) {
      const at = list.indexOf(process);
      if (at >= 0) return list.splice(at, 1).length > 0;
    }
    return false;
  }

  #start(): void {
    const process = this.#deps.launch();
    const limit = new AbortController();
    this.#starting.set(process, limit);
    const giveUp = (): void => process.kill(`it did not start within ${START_TIMEOUT_MS} ms`);
    // A sleep, not a timer: a command that waits for the first process does not end before it is there.
    this.#deps.clock.sleep(START_TIMEOUT_MS, limit.signal).then(giveUp, () => undefined);
  }

  /** It has started, or failed to; false: it had before. */
  #started(process: SandboxProcess): boolean {
    this.#starting.get(process)?.abort();
    return this.#starting.delete(process);
  }

  #failed(cause: string): void {
    if (this.#failure !== cause) this.#deps.onFailure(cause);
    this.#failure = cause;
    if (this.#isBackingOff) return;
    this.#isBackingOff = true;
    const again = (): void => {
      this.#isBackingOff = false;
      this.#fill();
    };
    this.#deps.clock.sleep(this.#backOffMs, this.#closed.signal).then(again, () => undefined);
    this.#backOffMs = Math.min(this.#backOffMs * 2, MAX_BACK_OFF_MS);
  }
}
