import { readFile, stat } from 'node:fs/promises';
import { NoTextError, textOfFile } from '../utf8-file.ts';
import { diagnosticOf } from './file-diagnostic.ts';
import type { FileDiagnostic } from './file-diagnostic.ts';

const MIB = 1024 ** 2;
/** As the admin API takes them. */
const MOST_BYTES = 16 * MIB;

/** Reads the text of a rule or script file; else says why it cannot be read. */
export async function readSourceText(file: string): Promise<string | FileDiagnostic> {
  try {
    const { size, isFile } = await kindOf(file);
    if (!isFile) return diagnosticOf(file, { message: 'is no file that can be read to its end' });
    if (size > MOST_BYTES) {
      const message = `has ${(size / MIB).toFixed(1)} MiB; a rule or a script has at most ${MOST_BYTES / MIB} MiB`;
      return diagnosticOf(file, { message });
    }
    return textOfFile(await readFile(file));
  } catch (error) {
    if (error instanceof NoTextError) return diagnosticOf(file, { message: error.message, line: error.line });
    return unreadable(file, error);
  }
}

async function kindOf(file: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const kind = await stat(file);
  return { size: kind.size, isFile: kind.isFile() };
}

/** What the system says of a file that it does not give. @throws the error, where it is none of the system's. */
export function unreadable(file: string, error: unknown): FileDiagnostic {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  const why = REASONS[code] ?? message;
  return diagnosticOf(file, { message: `cannot be read: ${why}` });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the file, or what the link leads to, is not there',
  ELOOP: 'the link leads back to itself',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
};
