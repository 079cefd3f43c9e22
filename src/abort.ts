/** Ends a wait before its time: an `Abort`, or an `AbortSignal`. */
export interface Signal {
  readonly aborted: boolean;
  /** Why; undefined until then. */
  readonly reason: Error | undefined;
  /** @throws its reason */
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: AbortListener): void;
  removeEventListener(type: 'abort', listener: AbortListener): void;
}

/** Is told of an abort; an object needs no function for that. */
export type AbortListener = (() => void) | { handleEvent(): void };

/**
 * An `AbortController` and its signal in one plain object. Each layer of each run has one, most are never aborted,
 * and Node's are events with all that belongs to them.
 */
export class Abort implements Signal {
  #reason: Error | undefined;
  #listeners: Set<AbortListener> | undefined;
  readonly #parent: Signal | undefined;

  /** @param parent aborts this one, too. */
  constructor(parent?: Signal) {
    this.#parent = parent;
    if (parent?.aborted) this.handleEvent();
    else parent?.addEventListener('abort', this);
  }

  get aborted(): boolean {
    return this.#reason !== undefined;
  }

  get reason(): Error | undefined {
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#reason !== undefined) throw this.#reason;
  }

  /** Once it is aborted, nobody is told any more. */
  addEventListener(_: 'abort', listener: AbortListener): void {
    if (this.#reason === undefined) (this.#listeners ??= new Set()).add(listener);
  }

  removeEventListener(_: 'abort', listener: AbortListener): void {
    this.#listeners?.delete(listener);
  }

  /** The first reason counts. */
  abort(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#parent?.removeEventListener('abort', this);
    // Who is removed by another listener is not told.
    for (const listener of this.#listeners ?? []) {
      if (typeof listener === 'function') listener();
      else listener.handleEvent();
    }
    this.#listeners = undefined;
  }

  /** Its parent has aborted. */
  handleEvent(): void {
    this.abort(this.#parent?.reason ?? new Error('aborted'));
  }
}

/** Waits for `work`, no longer than `signal` allows. @throws the signal's reason, or what the work fails with. */
export async function untilAborted<T>(work: Promise<T>, signal: Signal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
