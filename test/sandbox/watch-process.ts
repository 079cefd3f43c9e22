import { readFileSync, readdirSync } from 'node:fs';

/** The worst that was seen of a gateway's process and those below it. */
export interface Seen {
  /** The longest pause of its event loop, in milliseconds. */
  readonly pauseMs: number;
  /** Memory of all of them together. */
  readonly mib: number;
  readonly processes: number;
}

const EVERY_MS = 500;
const PAGE_BYTES = 4096;

/** Looks twice a second at the processes, and at the event loop as `/metrics` tells it, until it is stopped. */
export function watchProcess(pid: number, metricsUrl: string): { stop(): Promise<Seen> } {
  let seen: Seen = { pauseMs: 0, mib: 0, processes: 0 };
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    const text = await (await fetch(metricsUrl)).text();
    const pauseMs = 1000 * Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(text)?.[1] ?? Number.NaN);
    const tree = treeOf(pid);
    const mib = Math.round(tree.reduce((sum, one) => sum + residentBytes(one), 0) / 2 ** 20);
    seen = {
      pauseMs: Math.max(seen.pauseMs, pauseMs),
      mib: Math.max(seen.mib, mib),
      processes: Math.max(seen.processes, tree.length),
    };
  };
  // What was before is none of ours: the first look forgets it.
  looking = look().then(() => void (seen = { ...seen, pauseMs: 0 }));
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
      return seen;
    },
  };
}

/** A process and all that descend from it (Linux). */
function treeOf(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(Number(name))] as const);
  const tree = [root];
  for (const pid of tree) tree.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child));
  return tree;
}

/** proc(5): the fourth field of `stat`, after a name that may hold anything but a last parenthesis. */
function parentOf(pid: number): number | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text === undefined ? undefined : Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
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
