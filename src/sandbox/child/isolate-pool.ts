import type { Clock } from '../../clock.ts';
import { defineIn } from './call.ts';
import type { ChildCall, PooledIsolate } from './call.ts';
import type { ScriptIsolate } from './isolate.ts';
import { LOOK_MS, untilIdle } from './until-idle.ts';

/** How long V8 may take to leave a script that was disposed of. */
const STUCK_MS = 1000;
/** What an isolate keeps of the versions that it has run; with more, it ends, and its garbage with it. */
const MAX_DEFINED_BYTES = 2.5 * 1024 * 1024;
/** What a version takes beside its source: measured, of a small one. */
const DEFINED_BYTES = 10_000;

/** What the pool needs of the process. */
export interface IsolatePoolDeps {
  readonly create: () => Promise<ScriptIsolate>;
  /** Whether there is memory for one more than so many. */
  readonly mayMake: (isolates: number) => boolean;
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
  /** It was there when the isolates were looked at: more of them are needed. */
  isLate: boolean;
}

/** Its call blocks it: that is the only one then. */
function isBlocked({ calls }: PooledIsolate): boolean {
  const [first] = calls;
  return first?.script.blocks === true;
}

/**
 * The isolates of this process. A version of a script has isolates of its own while calls of it run: one for all that
 * leave it while they wait, and one for each that blocks. The isolate that has been idle for longest serves the next
 * version. Calls that find none idle wait for one, and more are made when that takes a while: one costs as much processor
 * time as a hundred small calls. Only when there is no memory for more do versions share one.
 *
 * An isolate whose calls have all ended may still be at work for them. It is asked when it is next looked at, or when
 * another version needs it: a call of the same version, which mostly comes first, does not wait for the answer.
 *
 * Idle ones are kept: V8 gives little of their memory back.
 *
 *     making ──► idle ◄──► in use ──► disposed: hung, over its memory limit, or full of versions
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
  #isMaking = false;
  /** What `mayMake` last said. */
  #mayMake = true;
  #isLooking = false;

  constructor(deps: IsolatePoolDeps) {
    this.#deps = deps;
    this.ready = this.#make()
      .then(() => this.#make())
      .then(() => this.#makeMissing());
  }

  /** Runs the call as soon as there is an isolate for it. */
  take(call: ChildCall): void {
    const { version } = call;
    const { blocks } = call.script;
    let pooled = this.#find(version, blocks);
    for (; pooled?.isolate.disposed; pooled = this.#find(version, blocks)) this.#lost(pooled);
    if (pooled !== undefined) return this.#run(pooled, call);
    const same = blocks ? undefined : this.#queue.find((request) => !request.blocks && request.version === version);
    if (same !== undefined) same.calls.add(call);
    else this.#queue.push({ blocks, version, calls: new Set([call]), isLate: false });
    this.#askLeft();
    this.#look();
  }

  /**
   * The call has ended, or is given up. It may still be at work: `idle`, `hung` or `lost` tells what becomes of its
   * isolate.
   */
  leave(call: ChildCall): void {
    const { pooled } = call;
    if (pooled === undefined) return this.#unqueue(call);
    pooled.calls.delete(call);
    this.leaving(call);
    if (this.#queue.length > 0) this.#askLeft();
  }

  /** The call has its outcome, and leaves as soon as its isolate has come to the end of its work for it. */
  leaving(call: ChildCall): void {
    const { pooled } = call;
    if (pooled === undefined) return;
    if (pooled.isolate.disposed) return this.#deps.idle([call]);
    pooled.left.add(call);
    this.#look();
  }

  #find(version: string, blocks: boolean): PooledIsolate | undefined {
    if (!blocks) return this.#shared.get(version) ?? this.#idleFor(version) ?? this.#sharedWithOthers();
    // Calls that block, however many, leave one isolate to those that do not.
    const blocked = [...this.#inUse].filter(isBlocked).length;
    return blocked < this.#count - 1 ? this.#idleFor(version) : undefined;
  }

  /** Finds isolates for those that wait. */
  #serveQueue(): void {
    const waiting = this.#queue.splice(0);
    // Where there is none for a version, there is none for another.
    const isRefused = { blocking: false, other: false };
    for (const request of waiting) {
      const kind = request.blocks ? 'blocking' : 'other';
      const pooled = isRefused[kind] ? undefined : this.#find(request.version, request.blocks);
      if (pooled !== undefined) for (const call of request.calls) this.#run(pooled, call);
      else {
        isRefused[kind] = true;
        this.#queue.push(request);
      }
    }
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

  /** When all isolates are in use, and no more can be made: the one with the fewest calls. */
  #sharedWithOthers(): PooledIsolate | undefined {
    if (!this.#mayMake) this.#mayMake = this.#deps.mayMake(this.#count);
    // One that its calls have left becomes idle when it is asked.
    if (this.#mayMake || [...this.#inUse].some(({ calls }) => calls.size === 0)) return undefined;
    let best: PooledIsolate | undefined;
    for (const pooled of this.#shared.values()) {
      if (best === undefined || pooled.calls.size < best.calls.size) best = pooled;
    }
    return best;
  }

  #run(pooled: PooledIsolate, call: ChildCall): void {
    const { isolate } = pooled;
    const { version, script } = call;
    const wasIdle = this.#idle.delete(pooled);
    this.#inUse.add(pooled);
    if (!isolate.defined.has(version)) {
      isolate.defined.add(version);
      pooled.definedBytes += DEFINED_BYTES + script.wrapped.length;
      defineIn(isolate, call);
    }
    if (!script.blocks) this.#shared.set(version, pooled);
    pooled.calls.add(call);
    call.pooled = pooled;
    if (wasIdle && this.#idle.size === 0) this.#askLeft();
    this.#deps.run(pooled, call);
    this.#look();
  }

  /** It serves none of its versions any more. */
  #unshare(pooled: PooledIsolate): void {
    for (const version of pooled.isolate.defined) {
      if (this.#shared.get(version) === pooled) this.#shared.delete(version);
    }
  }

  /** Asks the isolates that all calls have left whether they are idle. */
  #askLeft(): void {
    for (const pooled of this.#inUse) if (pooled.calls.size === 0) this.#ask(pooled);
  }

  get #count(): number {
    return this.#idle.size + this.#inUse.size;
  }

  /** One for each that has waited for a while, and one in reserve; one after the other, as they take memory. */
  #makeMissing(): void {
    this.#mayMake = this.#deps.mayMake(this.#count);
    if (this.#isMaking) return;
    const isLate = this.#queue.some((request) => request.isLate);
    const hasReserve = this.#idle.size > 0 || [...this.#inUse].some(({ calls }) => calls.size === 0);
    if ((isLate || !hasReserve) && this.#mayMake) void this.#make().then(() => this.#makeMissing());
  }

  async #make(): Promise<void> {
    this.#isMaking = true;
    try {
      const isolate = await this.#deps.create();
      this.#isMaking = false;
      this.#mayMake = this.#deps.mayMake(this.#count + 1);
      this.#offer({ isolate, calls: new Set(), left: new Set(), definedBytes: 0, isAsked: false });
    } catch (error) {
      // It stays so: this process ends.
      this.#deps.onFailure(error);
    }
  }

  /** It has nothing to do. */
  #offer(pooled: PooledIsolate): void {
    this.#inUse.delete(pooled);
    this.#unshare(pooled);
    if (pooled.definedBytes > MAX_DEFINED_BYTES) return this.#dispose(pooled, undefined);
    this.#idle.add(pooled);
    this.#serveQueue();
  }

  #ask(pooled: PooledIsolate): void {
    if (!pooled.isAsked) void this.#waitFor(pooled);
  }

  async #waitFor(pooled: PooledIsolate): Promise<void> {
    pooled.isAsked = true;
    const left = [...pooled.left];
    const end = await untilIdle(pooled, this.#deps.clock);
    if (end === 'gone') return this.#lost(pooled);
    if (end !== 'idle') return this.#hung(pooled, end.ping);
    for (const call of left) pooled.left.delete(call);
    this.#deps.idle(left);
    pooled.isAsked = false;
    if (pooled.calls.size > 0) return;
    if (pooled.left.size === 0) this.#offer(pooled);
    else if (this.#queue.length > 0) this.#ask(pooled);
  }

  async #hung(pooled: PooledIsolate, ping: Promise<unknown>): Promise<void> {
    const { isolate, left, calls } = pooled;
    const busyWith = isolate.busyWith();
    const suspects = [...left, ...calls];
    const culprit = (suspects.find(({ id }) => id === busyWith) ?? suspects[0])?.version ?? '';
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
    this.#unshare(pooled);
    if (!this.#inUse.delete(pooled)) this.#idle.delete(pooled);
    pooled.isolate.dispose();
    const calls = [...pooled.calls];
    pooled.calls.clear();
    this.#deps.idle([...pooled.left].filter((call) => !calls.includes(call)));
    pooled.left.clear();
    if (calls.length > 0) this.#deps.lost(calls, culprit);
    this.#makeMissing();
  }

  /** Looks at the isolates in use: V8 tells nobody that one has gone over its memory limit. */
  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#deps.clock.timer(LOOK_MS, () => {
      this.#isLooking = false;
      for (const pooled of [...this.#inUse]) {
        if (pooled.isolate.disposed) this.#lost(pooled);
        else if (pooled.left.size > 0) this.#ask(pooled);
      }
      this.#serveQueue();
      this.#makeMissing();
      for (const request of this.#queue) request.isLate = true;
      if (this.#inUse.size + this.#queue.length > 0) this.#look();
    });
  }
}
