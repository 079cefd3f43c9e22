import type { Clock } from '../../clock.ts';
import type { ChildCall, PooledIsolate } from './call.ts';
import type { ScriptIsolate } from './isolate.ts';

/** Idle isolates that are kept; more of them only for a moment, for they may be needed again. */
const KEEP_IDLE = 16;
const TRIM_MS = 5000;
/** The part of the isolates that calls which block leave to the others. */
const SHARED_PART = 0.1;
/** Processor time that an isolate may take for a call that has left it: on a busy machine others are not late for that. */
const HUNG_CPU_MS = 50;
/** How long V8 may take to leave a script that was disposed of. */
const STUCK_MS = 1000;
/** How often isolates at work are looked at. */
const LOOK_MS = 25;

/** What the pool needs of the process. */
export interface IsolatePoolDeps {
  readonly create: () => Promise<ScriptIsolate>;
  /** Isolates at the same time. */
  readonly max: number;
  readonly clock: Clock;
  /** There is an isolate for this call, in which its script is defined. */
  readonly run: (pooled: PooledIsolate, call: ChildCall) => void;
  /** The isolate has nothing left to do for these calls, which have left it. */
  readonly idle: (calls: readonly ChildCall[]) => void;
  /** The isolate went on working for a call of this version, which had left it, and is disposed of. */
  readonly hung: (version: string) => void;
  /** The thread of such an isolate does not stop: V8 is in code that it cannot leave. */
  readonly stuck: (version: string) => void;
  /** The isolate that these calls were in is gone; `culprit` was at work when it went over its memory limit. */
  readonly lost: (calls: readonly ChildCall[], culprit: number | undefined) => void;
  /** An isolate could not be made: this process is of no use. */
  readonly onFailure: (error: unknown) => void;
}

/** Calls that one isolate serves: a blocking one, or all of a version that wait for one. */
interface Request {
  readonly blocks: boolean;
  readonly version: string;
  readonly calls: Set<ChildCall>;
}

/**
 * The isolates of this process. A version of a script has isolates of its own while calls of it run: one for all that
 * leave it while they wait, and one for each that blocks. The isolate that has been idle for longest serves the next
 * version. Only when all are in use do versions share one.
 *
 *     making ──► idle ◄──► in use ──► disposed: hung, over its memory limit, or one idle too many
 */
export class IsolatePool {
  /** The first isolates are made: a call need not wait for one. */
  readonly ready: Promise<unknown>;
  readonly #deps: IsolatePoolDeps;
  /** In the order in which they became idle. */
  readonly #idle = new Set<PooledIsolate>();
  readonly #inUse = new Set<PooledIsolate>();
  /** By version: where its calls run that do not block. */
  readonly #shared = new Map<string, PooledIsolate>();
  readonly #queue: Request[] = [];
  #making = 0;
  #isLooking = false;
  #isTrimming = false;

  constructor(deps: IsolatePoolDeps) {
    this.#deps = deps;
    this.ready = Promise.all([this.#make(), this.#make()]);
  }

  /** Runs the call as soon as there is an isolate for it. */
  take(call: ChildCall): void {
    const { blocks } = call.script;
    const pooled = this.#mayRun(blocks)
      ? (this.#shared.get(call.version) ?? this.#idleFor(call.version) ?? this.#sharedWithOthers(call))
      : undefined;
    if (pooled !== undefined) return this.#run(pooled, call);
    const same = blocks
      ? undefined
      : this.#queue.find((request) => !request.blocks && request.version === call.version);
    if (same !== undefined) same.calls.add(call);
    else this.#queue.push({ blocks, version: call.version, calls: new Set([call]) });
    this.#makeMissing();
  }

  /**
   * The call has ended, or waits for an isolate no longer.
   * @param isAbandoned it may be at work: `idle`, `hung` or `lost` tells what becomes of its isolate.
   */
  leave(call: ChildCall, isAbandoned: boolean): void {
    const { pooled } = call;
    if (pooled === undefined) return this.#unqueue(call);
    pooled.calls.delete(call);
    if (isAbandoned || pooled.calls.size === 0) this.leaving(call);
  }

  /** The call has its outcome, and leaves as soon as its isolate has come to the end of its work for it. */
  leaving(call: ChildCall): void {
    const { pooled } = call;
    if (pooled === undefined) return;
    if (pooled.isolate.disposed) return this.#deps.idle([call]);
    if (!pooled.left.includes(call)) pooled.left.push(call);
    if (!pooled.isChecked) void this.#check(pooled);
  }

  /** Calls that block, however many, leave a part of the isolates to those that do not. */
  #mayRun(blocks: boolean): boolean {
    if (!blocks) return true;
    const blocked = [...this.#inUse].filter((pooled) => pooled.isBlocked).length;
    return blocked < this.#deps.max - Math.ceil(this.#deps.max * SHARED_PART);
  }

  #unqueue(call: ChildCall): void {
    const at = this.#queue.findIndex(({ calls }) => calls.delete(call));
    if (at >= 0 && this.#queue[at]?.calls.size === 0) this.#queue.splice(at, 1);
    this.#deps.idle([call]);
  }

  /** One that has run this version, or none, or the one that has been idle for longest. */
  #idleFor(version: string): PooledIsolate | undefined {
    let best: PooledIsolate | undefined;
    for (const pooled of this.#idle) {
      const { defined } = pooled.isolate;
      if (defined.has(version)) return pooled;
      if (best === undefined || (defined.size === 0 && best.isolate.defined.size > 0)) best = pooled;
    }
    return best;
  }

  /** When all isolates are in use: the one with the fewest calls. */
  #sharedWithOthers(call: ChildCall): PooledIsolate | undefined {
    if (call.script.blocks || this.#count < this.#deps.max) return undefined;
    let best: PooledIsolate | undefined;
    for (const pooled of this.#shared.values()) {
      if (best === undefined || pooled.calls.size < best.calls.size) best = pooled;
    }
    return best;
  }

  #run(pooled: PooledIsolate, call: ChildCall): void {
    const { isolate } = pooled;
    const { version, script } = call;
    if (this.#idle.delete(pooled)) {
      this.#inUse.add(pooled);
      if (!isolate.defined.has(version)) this.#clear(pooled);
      if (this.#idle.size === 0 && this.#making === 0 && this.#count < this.#deps.max) void this.#make();
    }
    if (!isolate.defined.has(version)) {
      isolate.defined.add(version);
      isolate.enter('define', call.id, version, script.wrapped, script.sourceMap);
    }
    if (!script.blocks) this.#shared.set(version, pooled);
    pooled.isBlocked = script.blocks;
    pooled.calls.add(call);
    call.pooled = pooled;
    this.#deps.run(pooled, call);
    this.#look();
  }

  /** It serves none of its versions any more. */
  #clear(pooled: PooledIsolate): void {
    const { isolate } = pooled;
    for (const version of isolate.defined) {
      if (this.#shared.get(version) === pooled) this.#shared.delete(version);
    }
    if (isolate.defined.size > 0) isolate.enter('clear');
    isolate.defined.clear();
  }

  get #count(): number {
    return this.#idle.size + this.#inUse.size + this.#making;
  }

  #makeMissing(): void {
    while (this.#making < this.#queue.length && this.#count < this.#deps.max) void this.#make();
  }

  async #make(): Promise<void> {
    this.#making++;
    try {
      const isolate = await this.#deps.create();
      this.#making--;
      this.#offer({ isolate, calls: new Set(), left: [], isBlocked: false, isChecked: false });
    } catch (error) {
      this.#making--;
      this.#deps.onFailure(error);
    }
  }

  /** It has nothing to do. */
  #offer(pooled: PooledIsolate): void {
    this.#inUse.delete(pooled);
    this.#idle.add(pooled);
    const at = this.#queue.findIndex(({ blocks }) => this.#mayRun(blocks));
    const [next] = at < 0 ? [] : this.#queue.splice(at, 1);
    if (next !== undefined) for (const call of next.calls) this.#run(pooled, call);
    if (this.#idle.size <= KEEP_IDLE || this.#isTrimming) return;
    this.#isTrimming = true;
    this.#deps.clock.timer(TRIM_MS, () => this.#trim());
  }

  #trim(): void {
    this.#isTrimming = false;
    for (const pooled of [...this.#idle].slice(0, -KEEP_IDLE)) this.#dispose(pooled, undefined);
  }

  async #check(pooled: PooledIsolate): Promise<void> {
    pooled.isChecked = true;
    while (pooled.left.length > 0) {
      const count = pooled.left.length;
      const end = await this.#pinged(pooled);
      if (end === 'gone') return this.#lost(pooled);
      if (end !== 'idle') return this.#hung(pooled, end.ping);
      this.#deps.idle(pooled.left.splice(0, count));
    }
    pooled.isChecked = false;
    if (pooled.calls.size === 0) this.#offer(pooled);
  }

  /** Resolves when the isolate has answered, is gone, or works for nobody: then with the answer that is to come. */
  #pinged({ isolate, calls }: PooledIsolate): Promise<'idle' | 'gone' | { readonly ping: Promise<unknown> }> {
    const { clock } = this.#deps;
    return new Promise((resolve) => {
      const ping = isolate.ping();
      let since = isolate.cpuMs();
      const look = (): void => {
        const busyWith = isolate.busyWith();
        // A call may keep its isolate busy as long as it lives; 0: the answer is late only because this thread was busy.
        const isFine = busyWith === 0 || [...calls].some(({ id, outcome }) => id === busyWith && outcome === undefined);
        if (isFine) since = isolate.cpuMs();
        if (isolate.cpuMs() - since >= HUNG_CPU_MS) resolve({ ping });
        else callOff = clock.timer(LOOK_MS, look);
      };
      let callOff = clock.timer(LOOK_MS, look);
      const settled = (end: 'idle' | 'gone') => (): void => {
        callOff();
        resolve(end);
      };
      ping.then(settled('idle'), settled('gone'));
    });
  }

  async #hung(pooled: PooledIsolate, ping: Promise<unknown>): Promise<void> {
    const { isolate, left } = pooled;
    const busyWith = isolate.busyWith();
    const culprit = left.find(({ id }) => id === busyWith)?.version ?? [...isolate.defined][0] ?? '';
    this.#deps.hung(culprit);
    this.#dispose(pooled, undefined);
    // What is disposed of answers with an error, once its thread has come out of the script.
    const callOff = this.#deps.clock.timer(STUCK_MS, () => this.#deps.stuck(culprit));
    await ping.catch(() => undefined);
    callOff();
  }

  /** It went over its memory limit, for the call that was at work. */
  #lost(pooled: PooledIsolate): void {
    this.#dispose(pooled, pooled.isolate.busyWith());
  }

  #dispose(pooled: PooledIsolate, culprit: number | undefined): void {
    this.#clear(pooled);
    if (!this.#inUse.delete(pooled)) this.#idle.delete(pooled);
    pooled.isolate.dispose();
    const calls = [...pooled.calls];
    pooled.calls.clear();
    this.#deps.idle(pooled.left.splice(0).filter((call) => !calls.includes(call)));
    if (calls.length > 0) this.#deps.lost(calls, culprit);
    this.#makeMissing();
  }

  /** V8 tells nobody that an isolate has gone over its memory limit. */
  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#deps.clock.timer(LOOK_MS, () => {
      this.#isLooking = false;
      for (const pooled of [...this.#inUse]) if (pooled.isolate.disposed) this.#lost(pooled);
      if (this.#inUse.size > 0) this.#look();
    });
  }
}
