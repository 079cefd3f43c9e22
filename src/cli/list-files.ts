import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from './cli-error.ts';

/**
 * Absolute paths of the files below `folder` that end in one of `endings`, in order of name. Links are followed; names
 * that begin with a dot are passed over. A folder that is not there has no files.
 */
export async function listFiles(folder: string, endings: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of await namesIn(folder)) {
    if (name.startsWith('.')) continue;
    const file = path.join(folder, name);
    const kind = await stat(file);
    if (kind.isDirectory()) found.push(...(await listFiles(file, endings)));
    else if (endings.includes(path.extname(name)) && !name.endsWith('.d.ts')) found.push(file);
  }
  return found;
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
