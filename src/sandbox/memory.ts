import { readFileSync } from 'node:fs';

/**
 * The memory that a process has for itself: without the pages of Node's own binary, which all processes share.
 * Undefined where the system does not tell (only Linux does), or the process has ended.
 */
export function residentBytes(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const kilobytes = /^RssAnon:\s+(\d+) kB/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
