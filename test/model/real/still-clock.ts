import type { Clock } from '../../../src/clock.ts';
import { NOW } from '../program.ts';

/** Time stands still, unless it is moved; a sleep ends at once; time limits are the test's to let pass. */
export class StillClock implements Clock {
  readonly #slept: (ms: number) => void;
  #now = NOW;
  #timers: { readonly ms: number; readonly act: () => void }[] = [];

  /** @param slept is told of each sleep. */
  constructor(slept: (ms: number) => void) {
    this.#slept = slept;
  }

  now(): number {
    return this.#now;
  }

  /** It is that time now. */
  moveTo(ms: number): void {
    this.#now = Math.max(this.#now, ms);
  }

  elapsed(): number {
    return 0;
  }

  sleep(ms: number, signal?: Parameters<Clock['sleep']>[1]): Promise<void> {
    this.#slept(ms);
    return signal?.aborted ? Promise.reject(signal.reason ?? new Error('aborted')) : Promise.resolve();
  }

  timer(ms: number, act: () => void): () => void {
    const one = { ms, act };
    this.#timers.push(one);
    return () => (this.#timers = this.#timers.filter((other) => other !== one));
  }

  /** Lets that time limit pass; false: none is so long. */
  fire(after: number): boolean {
    const found = this.#timers.filter(({ ms }) => ms === after);
    for (const { act } of found) act();
    return found.length > 0;
  }

  /** Of a process that is gone. */
  forget(): void {
    this.#timers = [];
  }
}
