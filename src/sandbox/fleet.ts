import type { Logger } from 'pino';
import type { ProcessExit, Role, SandboxProcess } from './process.ts';

/** Processes of each role kept started beyond those at work, to take the place of a lost one at once: once there are scripts. */
const SPARES = 1;
const FIRST_BACK_OFF_MS = 100;
const MAX_BACK_OFF_MS = 5000;
/** Long, for a busy machine may leave it little time: what starts is given up only when it must be stuck. */
const START_TIMEOUT_MS = 60_000;
/** A process that is there on demand is ended when it has been idle for this long. */
const IDLE_MS = 30_000;

/** Of these there is one when it is needed. */
type OnDemand = Exclude<Role, 'working'>;
const ON_DEMAND: readonly OnDemand[] = ['trial', 'apart'];

interface Place {
  process: SandboxProcess | undefined;
  wanted: boolean;
  usedAt: number;
}

export interface FleetDeps {
  /** Processes at work. */
  readonly size: number;
  readonly launch: (role: Role) => SandboxProcess;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** There is a process more that can take calls. */
  readonly onReady: () => void;
}

/**
 * The processes: `size` at work; one on trial for new scripts, and one apart for suspects, when there are any; a spare
 * behind each. What a process is for is settled when it starts: its threads are as nice as the first one was.
 *
 *     starting ──► spare ──► at work, on trial, or apart ──► worn out
 *         └► failed: the next start waits, longer each time
 */
export class Fleet {
  readonly #deps: FleetDeps;
  readonly #starting = new Map<SandboxProcess, NodeJS.Timeout>();
  readonly #spares: Readonly<Record<Role, SandboxProcess[]>> = { working: [], trial: [], apart: [] };
  readonly #working: SandboxProcess[] = [];
  /** Worn out or condemned: they get no new calls, and end with their last one. */
  readonly #worn = new Set<SandboxProcess>();
  /** At first every script is new. */
  readonly #places: Readonly<Record<OnDemand, Place>> = {
    trial: { process: undefined, wanted: true, usedAt: performance.now() },
    apart: { process: undefined, wanted: false, usedAt: 0 },
  };
  /** There was a script to run: spares are worth their memory. */
  #wantsSpares = false;
  #backOffMs = FIRST_BACK_OFF_MS;
  #backOff: NodeJS.Timeout | undefined;
  #failure: string | undefined;
  #restarts = 0;
  #closed = false;

  constructor(deps: FleetDeps) {
    this.#deps = deps;
    this.#fill();
  }

  /** Processes that take calls. */
  get working(): readonly SandboxProcess[] {
    return this.#working;
  }

  /** The process that is there on demand; undefined: it is on its way, `onReady` tells. */
  onDemand(role: OnDemand): SandboxProcess | undefined {
    const place = this.#places[role];
    place.usedAt = performance.now();
    place.wanted = true;
    this.#wantsSpares = true;
    this.#fill();
    return place.process;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** Why processes do not start; undefined: they do. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** All that have been started. */
  *all(): Generator<SandboxProcess> {
    yield* this.#working;
    for (const role of ON_DEMAND) {
      const { process } = this.#places[role];
      if (process !== undefined) yield process;
    }
    for (const spares of Object.values(this.#spares)) yield* spares;
    yield* this.#starting.keys();
    yield* this.#worn;
  }

  /** A process has started. */
  ready(process: SandboxProcess): void {
    clearTimeout(this.#starting.get(process));
    this.#starting.delete(process);
    this.#spares[process.role].push(process);
    this.#failure = undefined;
    this.#backOffMs = FIRST_BACK_OFF_MS;
    this.#fill();
    this.#deps.onReady();
  }

  /** A process has ended, whatever it was doing. */
  exited(process: SandboxProcess, exit: ProcessExit): void {
    const timer = this.#starting.get(process);
    if (timer !== undefined) {
      clearTimeout(timer);
      this.#starting.delete(process);
      if (!this.#closed) this.#failed(exit.killedFor ?? `${exit.how}${exit.stderr === '' ? '' : `: ${exit.stderr}`}`);
      return;
    }
    this.#take(process);
    this.#worn.delete(process);
    if (this.#closed || exit.cause === 'idle') return;
    this.#restarts++;
    this.#fill();
  }

  /**
   * A process has taken much of its memory: V8 keeps what isolates once had, so it will not have it back. A spare, when
   * there is one, takes its place.
   */
  wearOut(process: SandboxProcess): void {
    if (this.#spares[process.role].length > 0) this.condemn(process);
  }

  /** A process gets no new calls; another takes its place, now or as soon as there is one. */
  condemn(process: SandboxProcess): void {
    if (!this.#take(process)) return;
    this.#worn.add(process);
    this.#fill();
    this.#deps.onReady();
  }

  /** Ends worn and condemned processes without calls, and what was there on demand when nobody has needed it for a while. */
  trim(): void {
    for (const process of [...this.#worn]) {
      if (process.callsRunning > 0) continue;
      if (process.condemnedFor !== undefined) process.kill(process.condemnedFor);
      else process.kill('it was worn out', 'idle');
    }
    for (const role of ON_DEMAND) this.#trimOnDemand(role);
  }

  #trimOnDemand(role: OnDemand): void {
    const place = this.#places[role];
    const { process } = place;
    if (process === undefined || process.callsRunning > 0) return;
    if (performance.now() - place.usedAt < IDLE_MS) return;
    place.wanted = false;
    place.process = undefined;
    for (const idle of [process, ...this.#spares[role]]) idle.kill('it was idle', 'idle');
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#backOff);
    for (const process of [...this.all()]) process.kill('the sandbox is closed');
  }

  /** Takes it out of its place; false: it has none. */
  #take(process: SandboxProcess): boolean {
    const place = process.role === 'working' ? undefined : this.#places[process.role];
    if (place?.process === process) {
      place.process = undefined;
      return true;
    }
    const list = this.#working.includes(process) ? this.#working : this.#spares[process.role];
    const at = list.indexOf(process);
    if (at >= 0) list.splice(at, 1);
    return at >= 0;
  }

  /** Puts spares to work, and starts as many processes as are missing. */
  #fill(): void {
    if (this.#closed) return;
    for (const role of ON_DEMAND) {
      const place = this.#places[role];
      if (place.wanted) place.process ??= this.#spares[role].pop();
    }
    while (this.#working.length < this.#deps.size) {
      const spare = this.#spares.working.pop();
      if (spare === undefined) break;
      this.#working.push(spare);
    }
    const wanted = ON_DEMAND.filter((role) => this.#places[role].wanted);
    this.#startMissing('working', this.#deps.size);
    for (const role of wanted) this.#startMissing(role, 1);
    if (!this.#wantsSpares) return;
    this.#startMissing('working', this.#deps.size + SPARES);
    for (const role of wanted) this.#startMissing(role, 1 + SPARES);
  }

  #startMissing(role: Role, wanted: number): void {
    const there = [...this.all()].filter((process) => process.role === role && !this.#worn.has(process)).length;
    for (let missing = wanted - there; missing > 0 && this.#backOff === undefined; missing--) this.#start(role);
  }

  #start(role: Role): void {
    const process = this.#deps.launch(role);
    const timer = setTimeout(() => process.kill(`it did not start within ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    this.#starting.set(process, timer);
  }

  #failed(cause: string): void {
    if (this.#failure !== cause) {
      this.#deps.log.error({ cause }, 'a sandbox process failed to start; scripts cannot run without one');
    }
    this.#failure = cause;
    if (this.#backOff !== undefined) return;
    this.#backOff = setTimeout(() => {
      this.#backOff = undefined;
      this.#fill();
    }, this.#backOffMs);
    this.#backOffMs = Math.min(this.#backOffMs * 2, MAX_BACK_OFF_MS);
  }
}
