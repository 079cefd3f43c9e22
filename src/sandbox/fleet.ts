import type { Logger } from 'pino';
import type { ProcessExit, Role } from './process-events.ts';
import type { SandboxProcess } from './process.ts';

/** Processes of each role kept started beyond those at work, to take the place of a lost one at once: once there are scripts. */
const SPARES = 1;
const FIRST_BACK_OFF_MS = 100;
const MAX_BACK_OFF_MS = 5000;
/** Long, for a busy machine may leave it little time: what starts is given up only when it must be stuck. */
const START_TIMEOUT_MS = 60_000;
/** A process that is there on demand is ended when it has been idle for this long. */
const IDLE_MS = 30_000;

/** The processes of one role. */
interface Crew {
  /** How many are to take calls. */
  wanted: number;
  readonly atWork: SandboxProcess[];
  /** They have started, and wait for a place. */
  readonly spares: SandboxProcess[];
  usedAt: number;
}

/** Of these there is a process when it is needed. */
export type OnDemand = Exclude<Role, 'working'>;
/** In the order in which their processes are started. */
const ROLES: readonly Role[] = ['working', 'trial', 'apart'];

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
  readonly #crews: Readonly<Record<Role, Crew>>;
  /** Worn out or condemned: they get no new calls, and end with their last one. */
  readonly #worn = new Set<SandboxProcess>();
  /** There was a script to run: spares are worth their memory. */
  #wantsSpares = false;
  #backOffMs = FIRST_BACK_OFF_MS;
  #backOff: NodeJS.Timeout | undefined;
  #failure: string | undefined;
  #restarts = 0;
  #closed = false;

  constructor(deps: FleetDeps) {
    this.#deps = deps;
    // At first every script is new.
    this.#crews = { working: crewOf(deps.size), trial: crewOf(1), apart: crewOf(0) };
    this.#fill();
  }

  /** Processes that take calls. */
  get working(): readonly SandboxProcess[] {
    return this.#crews.working.atWork;
  }

  /** The process of a role that is there on demand; undefined: it is on its way, `onReady` tells. */
  onDemand(role: OnDemand): SandboxProcess | undefined {
    const crew = this.#crews[role];
    crew.usedAt = performance.now();
    if (crew.wanted === 0 || !this.#wantsSpares) {
      crew.wanted = 1;
      this.#wantsSpares = true;
      this.#fill();
    }
    return crew.atWork[0];
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
    for (const { atWork, spares } of Object.values(this.#crews)) {
      yield* atWork;
      yield* spares;
    }
    yield* this.#starting.keys();
    yield* this.#worn;
  }

  /** A process has started. */
  ready(process: SandboxProcess): void {
    clearTimeout(this.#starting.get(process));
    this.#starting.delete(process);
    this.#crews[process.role].spares.push(process);
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
    if (this.#crews[process.role].spares.length > 0) this.condemn(process);
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
    const { trial, apart } = this.#crews;
    for (const crew of [trial, apart]) endIdle(crew);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#backOff);
    for (const process of [...this.all()]) process.kill('the sandbox is closed');
  }

  /** Takes it out of its place; false: it has none. */
  #take(process: SandboxProcess): boolean {
    const { atWork, spares } = this.#crews[process.role];
    const list = atWork.includes(process) ? atWork : spares;
    const at = list.indexOf(process);
    if (at >= 0) list.splice(at, 1);
    return at >= 0;
  }

  /** Puts spares to work, and starts as many processes as are missing. */
  #fill(): void {
    if (this.#closed) return;
    for (const { wanted, atWork, spares } of Object.values(this.#crews)) {
      atWork.push(...spares.splice(0, Math.max(0, wanted - atWork.length)));
    }
    for (const role of ROLES) this.#startMissing(role, 0);
    if (this.#wantsSpares) for (const role of ROLES) this.#startMissing(role, SPARES);
  }

  /** @param beyond how many there are to be beyond those that take calls. */
  #startMissing(role: Role, beyond: number): void {
    const { wanted, atWork, spares } = this.#crews[role];
    if (wanted === 0) return;
    const starting = [...this.#starting.keys()].filter((process) => process.role === role);
    for (
      let missing = wanted + beyond - atWork.length - spares.length - starting.length;
      missing > 0 && this.#backOff === undefined;
      missing--
    )
      this.#start(role);
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

function crewOf(wanted: number): Crew {
  return { wanted, atWork: [], spares: [], usedAt: performance.now() };
}

/** Ends a crew that is there on demand when nobody has needed it for a while. */
function endIdle(crew: Crew): void {
  const processes = [...crew.atWork, ...crew.spares];
  if (performance.now() - crew.usedAt < IDLE_MS || processes.some((process) => process.callsRunning > 0)) return;
  crew.wanted = 0;
  for (const process of processes) process.kill('it was idle', 'idle');
}
