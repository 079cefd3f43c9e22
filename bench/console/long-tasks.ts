import type { Browser, Page } from 'playwright-core';

/** What an action of a user made the page do. */
export interface Measured {
  readonly action: string;
  /** How many tasks of the page's main thread took over 50 ms of the processor. */
  readonly longTasks: number;
  /** What the longest task took of the processor, in ms: while it goes on, nothing answers. */
  readonly longestMs: number;
}

/** Of time on the clock, the other programs of a machine take some. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Time of the processor, in µs. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

const LONG_MS = 50;
const CATEGORIES = ['disabled-by-default-devtools.timeline', '__metadata'];

/** Two frames, and time for what was put off. */
const AT_REST =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(1), 250))))';

/** Measures what a page does in a row of actions. */
export class LongTasks {
  readonly measured: Measured[] = [];
  readonly #page: Page;
  readonly #browser: Browser;

  constructor(page: Page) {
    const browser = page.context().browser();
    if (!browser) throw new Error('the page has no browser');
    this.#page = page;
    this.#browser = browser;
  }

  /** Does what a user does, and notes what came of it. */
  async during(action: string, act: () => Promise<unknown>): Promise<void> {
    await this.#browser.startTracing(this.#page, { categories: CATEGORIES });
    await act();
    await this.#page.evaluate(AT_REST);
    const { traceEvents } = JSON.parse((await this.#browser.stopTracing()).toString()) as {
      traceEvents: readonly TraceEvent[];
    };
    const tasks = mainThreadTasks(traceEvents);
    this.measured.push({
      action,
      longTasks: tasks.filter((ms) => ms > LONG_MS).length,
      longestMs: Math.max(0, ...tasks),
    });
  }
}

/** The tasks of the main threads of all pages, in ms; only one page is open. */
function mainThreadTasks(events: readonly TraceEvent[]): number[] {
  const key = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const named = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const threads = new Set(named.map(key));
  return events.filter((one) => one.name === 'RunTask' && threads.has(key(one))).map(({ tdur = 0 }) => tdur / 1000);
}
