import { resolve } from 'node:path';

/** What a file or folder suffers from, and what to do about it, by the system's code. */
const MEANING: Readonly<Partial<Record<string, string>>> = {
  EACCES: 'permission denied; give the user that runs Stepgate the right to read and write there',
  EPERM: 'not permitted; give the user that runs Stepgate the right to read and write there',
  EROFS: 'its file system is read-only; mount it writable, or name a place that is',
  ENOSPC: 'its disk is full; free space there',
  EDQUOT: 'the quota of its disk is used up; free space there',
  EFBIG: 'it would be larger than files may be here; raise the limit',
  EISDIR: 'it is a folder, and a file is needed; move it away, or name another path',
  ENOTDIR: 'a part of its path is a file, and a folder is needed; move it away, or name another path',
  EEXIST: 'it is there already; move it away, or name another path',
  ENOENT: 'there is no such file or folder; check the path',
  ELOOP: 'its links lead in a circle; name another path',
  ENAMETOOLONG: 'the name is too long; name another path',
  EMFILE: 'too many files are open; raise the limit (ulimit -n)',
  ENFILE: 'too many files are open on this machine; raise its limit',
  EIO: 'its disk reports an error; look at the log of the system',
};

const DONE: Readonly<Partial<Record<string, string>>> = {
  mkdir: 'made',
  scandir: 'read',
  read: 'read',
  write: 'written',
  rename: 'renamed',
  unlink: 'deleted',
  rmdir: 'deleted',
  chmod: 'changed',
  copyfile: 'copied',
};

/** What went wrong with a file or folder, in one line with what to do; undefined: `error` is no such error. `file`: where it does not say which. */
export function systemError(error: unknown, file?: string): string | undefined {
  const { code, path = file, syscall } = error as NodeJS.ErrnoException;
  const meaning = code === undefined ? undefined : MEANING[code];
  if (!(error instanceof Error) || meaning === undefined || syscall === undefined) return undefined;
  const what = path === undefined ? 'a file' : resolve(path);
  return `${what} cannot be ${DONE[syscall] ?? 'opened'}: ${meaning} (${code})`;
}
