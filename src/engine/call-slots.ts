import { untilAborted } from '../abort.ts';
import type { Signal } from '../abort.ts';

/** Calls that a run makes at once; others wait. */
const MOST = 1000;

/** The calls of a run that are under way inside its flows and loops. */
export class CallSlots {
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  /** Takes a slot; later where none is free, in the order of those who ask. @throws the signal's reason, as the promise. */
  take(signal: Signal): Promise<void> | undefined {
    if (this.#taken >= MOST) return this.#wait(signal);
    this.#taken++;
    return undefined;
  }

  async #wait(signal: Signal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    try {
      await untilAborted(promise, signal);
    } catch (error) {
      const at = this.#waiting.indexOf(resolve);
      // Where it was handed over meanwhile, it goes to the next one.
      if (at < 0) this.give();
      else this.#waiting.splice(at, 1);
      throw error;
    }
  }

  /** Gives one back. */
  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#taken--;
  }
}
