import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a folder and those above it, where they are not there yet. Node's own `recursive` says ENOENT of a read-only file
 * system, and never ends in `/proc`.
 * @throws the system's error, with the folder that cannot be made.
 */
export async function makeFolder(folder: string): Promise<void> {
  const whole = path.resolve(folder);
  try {
    await makeOne(whole);
  } catch (error) {
    const above = path.dirname(whole);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === whole) throw error;
    await makeFolder(above);
    await makeOne(whole);
  }
}

/** It may be there already, or be made by another process meanwhile. */
async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST' && (await stat(folder)).isDirectory();
    if (!isThere) throw error;
  }
}
