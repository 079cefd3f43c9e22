import { readFileSync, readdirSync } from 'node:fs';

/** Looks at the memory of a process and of all below it until it is stopped. */
export interface MemoryWatch {
  /** MiB, one for each look; memory that several of them share counts once. */
  stop(): readonly number[];
}

export function watchMemory(pid: number, everyMs: number): MemoryWatch {
  const seen: number[] = [];
  const timer = setInterval(() => seen.push(memoryOf(pid)), everyMs).unref();
  return {
    stop() {
      clearInterval(timer);
      return seen;
    },
  };
}

/** MiB. */
function memoryOf(pid: number): number {
  return processesBelow(pid).reduce((sum, one) => sum + sharedFairly(one), 0) / 1024;
}

function processesBelow(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads.flatMap((id) => readFileSync(`/proc/${pid}/task/${id}/children`, 'utf8').split(' '));
    return [pid, ...children.filter((id) => id.trim() !== '').flatMap((id) => processesBelow(Number(id)))];
  } catch {
    // It has ended meanwhile.
    return [];
  }
}

/** KiB: Linux' proportional set size. */
function sharedFairly(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
