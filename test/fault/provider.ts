import { setTimeout as delay } from 'node:timers/promises';
import { request } from '../fixture/gateway.ts';

/** What calls back those who have handed out a URL to it, as a payment provider does: until each has been taken. */
export interface Provider {
  /** Takes a URL of a callback; one that it knows is called back once all the same. */
  take(url: string): void;
  /** Where the gateway is by now. */
  isAt(gateway: string): void;
  /** Resolves once all have been called back. */
  idle(): Promise<void>;
  /** Those that were answered 200, or that an earlier one had been taken. */
  readonly taken: ReadonlySet<string>;
  /** Those that had to be sent again: nobody had answered. */
  readonly late: ReadonlySet<string>;
  /** Those that no run waited for, not any more either, 404: the trx of each. */
  readonly refused: readonly string[];
  /** Answers that a callback must not have got. */
  readonly wrong: readonly string[];
}

const LONGEST_MS = 200;
const AGAIN_MS = 50;

/** A callback brings the path of its own URL. */
export function createProvider(): Provider {
  const known = new Map<string, Promise<void>>();
  const taken = new Set<string>();
  const late = new Set<string>();
  const [refused, wrong]: [string[], string[]] = [[], []];
  let gateway = '';
  async function callBack(path: string): Promise<void> {
    await delay(Math.random() * LONGEST_MS);
    for (let mayBeTaken = false; ; await delay(AGAIN_MS)) {
      // Undefined: there is nobody, or no answer.
      const answer = await request('POST', gateway + path, { path }).catch(() => undefined);
      if (answer?.status === 200) return void taken.add(path);
      // An earlier one was taken, and its answer was lost: its run may even have ended since.
      if (answer && mayBeTaken && [404, 409].includes(answer.status)) return void taken.add(path);
      if (answer?.status === 404) return void refused.push(path.split('/')[2] ?? '');
      if (answer && answer.status !== 503)
        return void wrong.push(`${path} was answered ${answer.status} ${answer.text}`);
      mayBeTaken = true;
      late.add(path);
    }
  }

  return {
    take(url) {
      const path = new URL(url).pathname;
      if (!known.has(path)) known.set(path, callBack(path));
    },
    isAt: (url) => (gateway = url),
    async idle() {
      for (let count = -1; count !== known.size;) {
        count = known.size;
        await Promise.all(known.values());
      }
    },
    taken,
    late,
    refused,
    wrong,
  };
}
