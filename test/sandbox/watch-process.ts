import { longestPauseMs } from '../../bench/event-loop.ts';
import { residentMibOf, treeOf } from '../../bench/process-tree.ts';

/** The worst that was seen of a gateway's process and those below it. */
export interface Seen {
  /** The longest pause of its event loop, in milliseconds. */
  readonly pauseMs: number;
  /** Of how many spells of 15 s how many had a pause of over 50 ms. */
  readonly spells: number;
  readonly pausedSpells: number;
  /** Memory of all of them together. */
  readonly mib: number;
  readonly processes: number;
}

const NOTHING: Seen = { pauseMs: 0, spells: 0, pausedSpells: 0, mib: 0, processes: 0 };

const EVERY_MS = 2000;
/** As often as a Prometheus that nobody has told otherwise: to be scraped is work for the gateway. */
const SCRAPE_EVERY_MS = 15_000;
const LONG_PAUSE_MS = 50;

/** Looks at the processes, and at the event loop as `/metrics` tells it (the worst since it was asked last), until it is stopped. */
export function watchProcess(pid: number, metricsUrl: string): { seen(): Seen; stop(): Promise<Seen> } {
  let seen: Seen = NOTHING;
  const look = (): void => {
    const mib = Math.round(residentMibOf(pid));
    seen = { ...seen, mib: Math.max(seen.mib, mib), processes: Math.max(seen.processes, treeOf(pid).length) };
  };
  const scrape = async (): Promise<void> => {
    const pauseMs = await longestPauseMs(metricsUrl);
    const pausedSpells = seen.pausedSpells + (pauseMs > LONG_PAUSE_MS ? 1 : 0);
    seen = { ...seen, pauseMs: Math.max(seen.pauseMs, pauseMs), spells: seen.spells + 1, pausedSpells };
  };
  // What was before is none of ours: the first scrape forgets it.
  let scraping: Promise<void> = scrape().then(() => void (seen = NOTHING));
  const timers = [
    setInterval(look, EVERY_MS),
    setInterval(() => {
      scraping = scraping.then(scrape);
    }, SCRAPE_EVERY_MS),
  ];
  return {
    seen: () => seen,
    async stop() {
      timers.forEach(clearInterval);
      look();
      await scraping.then(scrape);
      return seen;
    },
  };
}
