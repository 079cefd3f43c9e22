import type { Clock } from '../../clock.ts';

/** More than the requests that a call may have open. */
const MAX_OPEN = 32;

/** Asks the gateway; `sequence` comes back with the answer. */
type Send = (method: string, sequence: number, args: string) => void;

/**
 * What one call asks the gateway, and where the answers go. However many questions a script has at once, the gateway
 * sees a few. `sleep` is answered here.
 */
export class Questions {
  readonly #clock: Clock;
  readonly #send: Send;
  readonly #waiting = new Map<number, (answer: string) => void>();
  readonly #timers = new Set<() => void>();
  readonly #backlog: (() => void)[] = [];
  #sequence = 0;
  #open = 0;

  constructor(clock: Clock, send: Send) {
    this.#clock = clock;
    this.#send = send;
  }

  /** @param answered gets `+` and JSON, `-` and an ErrorText, or `''` when the call is ended first. */
  ask(method: string, args: string, answered: (answer: string) => void): void {
    const sequence = ++this.#sequence;
    this.#waiting.set(sequence, answered);
    if (method === 'sleep') return this.#sleep(args, sequence);
    const send = (): void => {
      this.#open++;
      this.#send(method, sequence, args);
    };
    if (this.#open < MAX_OPEN) send();
    else this.#backlog.push(send);
  }

  /** The gateway has answered. */
  answer(sequence: number, answer: string): void {
    this.#open--;
    this.#backlog.shift()?.();
    this.#answered(sequence, answer);
  }

  /** The call has ended: nothing is asked any more. */
  end(): void {
    for (const callOff of this.#timers) callOff();
    this.#backlog.length = 0;
    for (const sequence of [...this.#waiting.keys()]) this.#answered(sequence, '');
  }

  #sleep(args: string, sequence: number): void {
    const [ms = 0] = JSON.parse(args) as number[];
    const callOff = this.#clock.timer(ms, () => {
      this.#timers.delete(callOff);
      this.#answered(sequence, '+null');
    });
    this.#timers.add(callOff);
  }

  #answered(sequence: number, answer: string): void {
    const answered = this.#waiting.get(sequence);
    this.#waiting.delete(sequence);
    answered?.(answer);
  }
}
