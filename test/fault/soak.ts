import { fork } from 'node:child_process';
import { once } from 'node:events';

/** What is sent to soak-process.ts: where to send how many requests a second, for how long, at most so many at once. */
export type SoakOrder =
  | { readonly urls: readonly string[]; readonly perSecond: number; readonly seconds: number; readonly most: number }
  | 'calls'
  | 'end';

/** What it sends: where its upstream is; of a load what came of it; how many calls its upstream has had. */
export interface SoakNews {
  readonly upstream?: string;
  readonly calls?: number;
  /** By rule, status and code. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Answers that no client should get, and broken connections. */
  readonly undeclared?: readonly string[];
  readonly sent?: number;
}

/** An upstream that does everything wrong, and clients of rules that call it, in a process of their own. */
export interface Soak {
  readonly upstream: string;
  load(order: Exclude<SoakOrder, string>): Promise<Required<Pick<SoakNews, 'counts' | 'undeclared' | 'sent'>>>;
  /** Requests that its upstream has had. */
  calls(): Promise<number>;
  end(): Promise<void>;
}

export async function startSoak(seed: number): Promise<Soak> {
  const child = fork(new URL('./soak-process.ts', import.meta.url), [String(seed)]);
  const news = async (): Promise<SoakNews> => ((await once(child, 'message')) as [SoakNews])[0];
  const send = (order: SoakOrder): void => void child.send(order);
  const { upstream = '' } = await news();
  return {
    upstream,
    async load(order) {
      send(order);
      const { counts = {}, undeclared = [], sent = 0 } = await news();
      return { counts, undeclared, sent };
    },
    async calls() {
      send('calls');
      return (await news()).calls ?? Number.NaN;
    },
    async end() {
      const ended = once(child, 'exit');
      send('end');
      await ended;
    },
  };
}
