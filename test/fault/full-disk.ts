import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDir } from '../fixture/gateway.ts';

/** A folder on a disk that can be filled. */
export interface FullDisk {
  readonly dir: string;
  /** @param pid a process that writes there: where no disk can be mounted, its files may not grow any more. */
  fill(pid: number): Promise<void>;
  empty(pid: number): Promise<void>;
  clear(): Promise<void>;
}

const SIZE = '24m';
const CHUNK = Buffer.alloc(64 * 1024);

/** A small disk of its own where that is allowed to be mounted, else a limit on the size of the files of a process. */
export async function createFullDisk(): Promise<FullDisk> {
  const folder = await temporaryDir();
  const dir = join(folder, 'disk');
  await mkdir(dir);
  const isMounted = mount(dir);
  const balloon = join(dir, 'balloon');
  return {
    dir,
    async fill(pid) {
      if (isMounted) await inflate(balloon);
      else limit(pid, String((await stat(join(dir, 'stepgate.db-wal'))).size));
    },
    async empty(pid) {
      if (isMounted) await rm(balloon);
      else limit(pid, 'unlimited');
    },
    async clear() {
      if (isMounted) execFileSync('umount', [dir]);
      await rm(folder, { recursive: true });
    },
  };
}

function mount(dir: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', dir], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The hard limit stays, so that it can be raised again. */
function limit(pid: number, bytes: string): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
}

async function inflate(balloon: string): Promise<void> {
  try {
    for (;;) await appendFile(balloon, CHUNK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
