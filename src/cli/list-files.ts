import { readdir, stat } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { CliError } from './cli-error.ts';
import { diagnosticOf } from './file-diagnostic.ts';
import type { FileDiagnostic } from './file-diagnostic.ts';
import { unreadable } from './source-text.ts';

/** What lies in a folder. */
export interface Listed {
  /** Absolute paths, in order of name. */
  readonly files: readonly string[];
  /** What looks like a file and is none. */
  readonly diagnostics: readonly FileDiagnostic[];
}

/**
 * The files below `folder` that end in one of `endings`. Links are followed; names that begin with a dot are passed over.
 * A folder that is not there has no files.
 * @throws CliError when a folder cannot be read.
 */
export async function listFiles(folder: string, endings: readonly string[]): Promise<Listed> {
  const listed = { files: [] as string[], diagnostics: [] as FileDiagnostic[] };
  await list(folder, endings, await foldersAbove(folder), listed);
  return listed;
}

/** @param above the folders on the way to this one: a link back to one of them has no end. */
async function list(
  folder: string,
  endings: readonly string[],
  above: readonly string[],
  listed: { readonly files: string[]; readonly diagnostics: FileDiagnostic[] },
): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (name.startsWith('.')) continue;
    const file = path.join(folder, name);
    const isNamedSo = endings.includes(path.extname(name)) && !name.endsWith('.d.ts');
    const kind = await kindOf(file);
    if ('diagnostic' in kind) {
      if (isNamedSo) listed.diagnostics.push(kind.diagnostic);
    } else if (kind.isDirectory()) {
      const id = idOf(kind);
      const before = listed.files.length;
      if (above.includes(id)) {
        listed.diagnostics.push(diagnosticOf(file, { message: 'is a link to a folder in which it lies; remove it' }));
      } else await list(file, endings, [...above, id], listed);
      if (isNamedSo && listed.files.length === before) {
        listed.diagnostics.push(
          diagnosticOf(file, { message: 'is a folder, and has no files in it; rename or remove it' }),
        );
      }
    } else if (isNamedSo) listed.files.push(file);
  }
}

/** The folder and all in which it lies. */
async function foldersAbove(folder: string): Promise<string[]> {
  const parent = path.dirname(folder);
  const kind = await kindOf(folder);
  return [...('diagnostic' in kind ? [] : [idOf(kind)]), ...(parent === folder ? [] : await foldersAbove(parent))];
}

function idOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

async function kindOf(file: string): Promise<Stats | { readonly diagnostic: FileDiagnostic }> {
  try {
    return await stat(file);
  } catch (error) {
    return { diagnostic: unreadable(file, error) };
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new CliError(`the folder ${folder} cannot be read: ${message}`);
  }
}
