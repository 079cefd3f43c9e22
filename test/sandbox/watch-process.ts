import { readFileSync, readdirSync } from 'node:fs';

/** The worst that was seen of a gateway's process and those below it. */
export interface Seen {
  /** The longest pause of its event loop, in milliseconds. */
  readonly pauseMs: number;
  /** Memory of all of them together. */
  readonly mib: number;
  readonly processes: number;
}

const EVERY_MS = 2000;
const PAGE_BYTES = 4096;

/** Looks every two seconds (to look costs time, too) at the processes, and at the event loop as `/metrics` tells it, until it is stopped. */
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
  const tree = [root];
  for (const pid of tree) tree.push(...childrenOf(pid));
  return tree;
}

/** proc(5): each thread's `children`. */
function childrenOf(pid: number): number[] {
  const lists = threadsOf(pid).map((thread) => read(`/proc/${pid}/task/${thread}/children`) ?? '');
  return lists.join(' ').split(' ').filter(Boolean).map(Number);
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
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
