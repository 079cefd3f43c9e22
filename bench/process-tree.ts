import { readFileSync, readdirSync } from 'node:fs';

/*
 * What the system tells of a process and all that descend from it: of Linux only, from proc(5). Not by way of its
 * threads: what has looked at threads is something that the system has to forget when they end, and who waits for their
 * process waits for that, too.
 */

/** The page size of the machines that this is run on. */
const PAGE_BYTES = 4096;
const TICKS_A_SECOND = 100;

/** The process itself first, then its descendants. */
export function treeOf(root: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [Number(pid), Number(statOf(Number(pid))[1])]),
  );
  const tree = [root];
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  return tree;
}

/** Seconds of processor time that the tree has taken, those of its processes that have ended included; in hundredths. */
export function cpuSecondsOf(root: number): number {
  // utime, stime, and the same of children that have ended and were waited for.
  const ticks = treeOf(root).flatMap((pid) => statOf(pid).slice(11, 15).map(Number));
  return ticks.reduce((sum, one) => sum + one, 0) / TICKS_A_SECOND;
}

/** MiB in memory of the tree, what its processes share counted for each. */
export function residentMibOf(root: number): number {
  const pages = treeOf(root).map((pid) => Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0));
  return (pages.reduce((sum, one) => sum + one, 0) * PAGE_BYTES) / 2 ** 20;
}

/** MiB in memory of the tree, what its processes share counted once (PSS). */
export function proportionalMibOf(root: number): number {
  const kib = treeOf(root).map((pid) => Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0));
  return kib.reduce((sum, one) => sum + one, 0) / 1024;
}

/** The fields of `stat` from the third on: the second one, a name, may hold anything. None when the process has ended. */
function statOf(pid: number): string[] {
  return /^.*\) (.*)/s.exec(read(`/proc/${pid}/stat`))?.[1]?.split(' ') ?? [];
}

/** Empty when the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
