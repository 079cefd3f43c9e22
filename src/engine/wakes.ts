import type { Clock } from '../clock.ts';

/** So many are woken at a time; one that runs for longer than `LONG_MS` makes room. */
const AT_ONCE = 32;
const LONG_MS = 1000;

/** What wakes a run. */
export interface WakeDeps {
  readonly clock: Clock;
  /** Resolves once the run has begun, with when it has ended; undefined: it does not rest, or not any more. */
  readonly wake: (trx: string) => Promise<{ readonly done: Promise<unknown> } | undefined>;
  /** Whether it rests, and what it waits for has come. */
  readonly isDue: (trx: string) => Promise<boolean>;
  readonly onError: (error: unknown, what: string) => void;
}

/** Runs that rest and are to go on: some at a time, so that a burst of callbacks is no burst of runs. */
export class Wakes {
  readonly #deps: WakeDeps;
  /** In the order in which they came. */
  readonly #waiting = new Set<string>();
  #underWay = 0;
  #stopped = false;

  constructor(deps: WakeDeps) {
    this.#deps = deps;
  }

  /** What the run waits for may have come. */
  ask(trx: string): void {
    if (this.#stopped) return;
    this.#waiting.add(trx);
    this.#next();
  }

  /** The run has come to rest here: what it waits for may have come meanwhile, to another process even. */
  async rests(trx: string): Promise<void> {
    try {
      if (!this.#stopped && (await this.#deps.isDue(trx))) this.ask(trx);
    } catch (error) {
      this.#deps.onError(error, `the waking of ${trx}`);
    }
  }

  /** Nothing is woken from now on. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.clear();
  }

  #next(): void {
    for (const trx of this.#waiting) {
      if (this.#underWay >= AT_ONCE) return;
      this.#waiting.delete(trx);
      this.#underWay++;
      void this.#wake(trx).finally(() => {
        this.#underWay--;
        this.#next();
      });
    }
  }

  async #wake(trx: string): Promise<void> {
    try {
      const woken = await this.#deps.wake(trx);
      if (woken) await this.#endOrLong(woken.done);
    } catch (error) {
      this.#deps.onError(error, `the waking of ${trx}`);
    }
  }

  #endOrLong(done: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const callOff = this.#deps.clock.timer(LONG_MS, resolve);
      void done.then(() => {
        callOff();
        resolve();
      });
    });
  }
}
