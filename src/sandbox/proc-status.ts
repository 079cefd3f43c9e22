import { readFileSync } from 'node:fs';

/**
 * What the system tells of a process: the first group of `line` in proc_pid_status(5). Undefined where the system does
 * not tell (only Linux does), or the process has ended.
 */
export function procStatus(pid: number | 'self', line: RegExp): string | undefined {
  try {
    return line.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  } catch {
    return undefined;
  }
}
