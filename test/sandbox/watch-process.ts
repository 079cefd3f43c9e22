import { readFileSync, readdirSync } from 'node:fs';

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
const PAGE_BYTES = 4096;
const LONG_PAUSE_MS = 50;
/** The gateway looks at its event loop this often, and tells the time between two looks: that much is no pause. */
const LOOK_EVERY_MS = 10;

/** Looks at the processes, and at the event loop as `/metrics` tells it (the worst since it was asked last), until it is stopped. */
export function watchProcess(pid: number, metricsUrl: string): { seen(): Seen; stop(): Promise<Seen> } {
  let seen: Seen = NOTHING;
  const look = (): void => {
    const tree = treeOf(pid);
    const mib = Math.round(tree.reduce((sum, one) => sum + residentBytes(one), 0) / 2 ** 20);
    seen = { ...seen, mib: Math.max(seen.mib, mib), processes: Math.max(seen.processes, tree.length) };
  };
  const scrape = async (): Promise<void> => {
    const text = await (await fetch(metricsUrl)).text();
    const lookMs = 1000 * Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(text)?.[1] ?? Number.NaN);
    const pauseMs = lookMs - LOOK_EVERY_MS;
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

/**
 * A process and all that descend from it (Linux). Not by way of its threads: what has looked at threads is something
 * that the system has to forget when they end, and who waits for their process waits for that, too.
 */
function treeOf(root: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [Number(pid), parentOf(pid)]),
  );
  const tree = [root];
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  return tree;
}

/** proc(5): the fourth field of `stat`; the second one, a name, may hold anything. */
function parentOf(pid: string): number {
  return Number(/^.*\) \S (\d+)/s.exec(read(`/proc/${pid}/stat`) ?? '')?.[1]);
}

/** proc(5): the second field of `statm`, in pages. */
function residentBytes(pid: number): number {
  return Number(read(`/proc/${pid}/statm`)?.split(' ')[1] ?? 0) * PAGE_BYTES;
}

/** Undefined when the process has ended meanwhile. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
