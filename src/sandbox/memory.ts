import { procStatus } from './proc-status.ts';

/**
 * The memory that a process has for itself: without the pages of Node's own binary, which all processes share.
 * Undefined where the system does not tell, or the process has ended.
 */
export function residentBytes(pid: number | 'self'): number | undefined {
  const kilobytes = procStatus(pid, /^RssAnon:\s+(\d+) kB/m);
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
