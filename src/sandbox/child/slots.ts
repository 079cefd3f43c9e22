import type { ChildCall, Slot } from './call.ts';
import type { ScriptIsolate } from './isolate.ts';

/** Idle isolates kept warm beyond the moment. */
const KEEP_IDLE = 16;
/** A call that has not waited for so long keeps the shared isolate from others: who comes now need not wait for it. */
const HELD_MS = 2;
/** Compiled scripts of one isolate; one with more is replaced, which frees the versions nobody runs any more. */
const MAX_SCRIPTS = 300;

export interface SlotsDeps {
  readonly create: () => Promise<ScriptIsolate>;
  /** Exclusive isolates at the same time. */
  readonly maxExclusive: number;
  /** When the call was given its isolate, on the monotonic clock; undefined: it has waited for something since, or ended. */
  readonly atWorkSince: (id: number) => number | undefined;
  /** There is an isolate for this call. */
  readonly run: (slot: Slot, call: ChildCall) => void;
  /** An isolate could not be made. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * The isolates of this process: one shared, where async handlers wait together, and as many exclusive ones as calls
 * need, up to a limit.
 *
 *     making ──► idle ◄──► in use ──► retired ──► disposed
 */
export class Slots {
  /** The first isolates are made: a call need not wait for one. */
  readonly ready: Promise<unknown>;
  readonly #deps: SlotsDeps;
  readonly #slots = new Set<Slot>();
  readonly #idle: Slot[] = [];
  readonly #waiting = new Set<ChildCall>();
  readonly #waitingForShared = new Set<ChildCall>();
  #shared: Slot | undefined;
  #makesShared = false;
  /** Exclusive isolates, those being made included. */
  #exclusive = 0;
  #making = 0;

  constructor(deps: SlotsDeps) {
    this.#deps = deps;
    this.ready = Promise.all([this.#makeShared(), this.#makeExclusive()]);
  }

  /** Runs the call as soon as there is an isolate for it. */
  take(call: ChildCall, shared: boolean): void {
    const slot = shared ? this.#sharedUnlessHeld() : this.#idle.pop();
    if (slot !== undefined) {
      this.#deps.run(slot, call);
    } else if (shared) {
      this.#waitingForShared.add(call);
      void this.#makeShared();
    } else {
      this.#waiting.add(call);
      this.#makeForWaiting();
    }
  }

  /** The shared isolate; while one call holds it, another one that is idle. */
  #sharedUnlessHeld(): Slot | undefined {
    const since = this.#shared === undefined ? undefined : this.#deps.atWorkSince(this.#shared.isolate.busyWith());
    if (since === undefined || performance.now() - since < HELD_MS) return this.#shared;
    const idle = this.#idle.pop();
    if (this.#idle.length === 0 && this.#making === 0 && this.#exclusive < KEEP_IDLE) void this.#makeExclusive();
    return idle ?? this.#shared;
  }

  /** A call that still waits for an isolate leaves; false: it does not wait. */
  leave(call: ChildCall): boolean {
    return this.#waiting.delete(call) || this.#waitingForShared.delete(call);
  }

  /** A call has ended, and its isolate has shown that it is idle again. */
  release(slot: Slot): void {
    if (slot.retired) {
      if (slot.calls.size === 0) this.#close(slot);
    } else if (slot.isolate.defined.size > MAX_SCRIPTS) {
      this.retire(slot);
    } else if (!slot.shared) {
      this.#offer(slot);
    }
  }

  /** No new calls for this isolate. */
  retire(slot: Slot): void {
    slot.retired = true;
    if (slot === this.#shared) {
      this.#shared = undefined;
      void this.#makeShared();
    }
    if (slot.calls.size === 0) this.#close(slot);
  }

  /** The isolate is gone. */
  lost(slot: Slot): void {
    slot.calls.clear();
    this.retire(slot);
  }

  all(): Iterable<Slot> {
    return this.#slots;
  }

  /** Disposes isolates that were needed only for a moment. */
  trim(): void {
    while (this.#idle.length > KEEP_IDLE) {
      const slot = this.#idle.shift();
      if (slot !== undefined) this.#close(slot);
    }
  }

  async #makeShared(): Promise<void> {
    if (this.#makesShared) return;
    this.#makesShared = true;
    const slot = await this.#make(true);
    this.#makesShared = false;
    if (slot === undefined) return;
    this.#shared = slot;
    for (const call of this.#waitingForShared) this.#deps.run(slot, call);
    this.#waitingForShared.clear();
  }

  #makeForWaiting(): void {
    while (this.#making < this.#waiting.size && this.#exclusive < this.#deps.maxExclusive) void this.#makeExclusive();
  }

  async #makeExclusive(): Promise<void> {
    this.#exclusive++;
    this.#making++;
    const slot = await this.#make(false);
    this.#making--;
    if (slot !== undefined) this.#offer(slot);
  }

  async #make(shared: boolean): Promise<Slot | undefined> {
    try {
      const isolate = await this.#deps.create();
      const pinged = { entered: false, pingShareMs: undefined, busyWith: 0, told: undefined };
      const state = { ...pinged, askTurns: 0, asking: 0, retired: false };
      const slot: Slot = { isolate, shared, calls: new Set(), ...state };
      this.#slots.add(slot);
      return slot;
    } catch (error) {
      this.#deps.onFailure(error);
      return undefined;
    }
  }

  #offer(slot: Slot): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#idle.push(slot);
      return;
    }
    this.#waiting.delete(next);
    this.#deps.run(slot, next);
  }

  #close(slot: Slot): void {
    if (!this.#slots.delete(slot)) return;
    slot.isolate.dispose();
    if (slot.shared) return;
    this.#exclusive--;
    this.#makeForWaiting();
  }
}
