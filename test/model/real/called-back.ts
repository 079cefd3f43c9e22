import type { WaitDesk, WaitRepository } from '../../../src/engine/wait-port.ts';
import { StepgateError } from '../../../src/error.ts';
import type { Json } from '../../../src/json.ts';
import type { SeenCall } from '../observation.ts';
import { CALLBACK_HEADER } from '../program.ts';
import type { CallingBack } from '../program.ts';

/** The upstream calls a run back before it waits there. */
export class CalledBack {
  /** What it brought, by the keys of the waits. */
  brought = new Map<string, Json>();
  /** How often it was told that nothing waits for that. */
  refused = 0;
  readonly #left: CallingBack[];
  readonly #waits: WaitRepository;
  readonly #trx: string;

  constructor(all: readonly CallingBack[], waits: WaitRepository, trx: string) {
    this.#left = [...all];
    this.#waits = waits;
    this.#trx = trx;
  }

  /** @param calls all that were made so far. @param answers how many were answered. */
  async comes(desk: WaitDesk, calls: readonly SeenCall[], answers: number): Promise<void> {
    const [next] = this.#left;
    if (next === undefined || answers < next.after) return;
    const open = await this.#notReached(calls);
    const key = open[next.which % open.length];
    if (key === undefined) return;
    this.#left.shift();
    try {
      await desk.calledBack(this.#trx, key, () => Promise.resolve(next.data));
      this.brought.set(key, next.data);
    } catch (error) {
      if (!(error instanceof StepgateError) || error.code !== '000404') throw error;
      this.refused += 1;
    }
  }

  beginSession(): void {
    this.brought = new Map();
    this.refused = 0;
  }

  async #notReached(calls: readonly SeenCall[]): Promise<string[]> {
    const keys = new Set(calls.flatMap(({ header }) => keyIn(header[CALLBACK_HEADER] ?? '')));
    const known = new Set((await this.#waits.of(this.#trx)).map(({ key }) => key));
    return [...keys].filter((key) => !known.has(key));
  }
}

function keyIn(url: string): string[] {
  const key = /\/callback\/\w+\/([^/]+)\/$/.exec(url)?.[1];
  return key === undefined ? [] : [decodeURIComponent(key)];
}
