import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { bundle } from './bundle.ts';

/** Modules that the sandbox process reads as text, and puts together itself. */
const REALM = 'src/sandbox/realm';

/**
 * Writes the JavaScript of the program in `root` to `folder`, in place of whatever is there.
 * @param others files, relative to `root`, that start it in another way.
 * @returns the files that went in, relative to `root`.
 */
export async function writeProgram(root: string, folder: string, others: readonly string[] = []): Promise<string[]> {
  rmSync(folder, { recursive: true, force: true });
  const files = await bundle(root, folder, others);
  mkdirSync(path.join(folder, REALM), { recursive: true });
  for (const file of readdirSync(path.join(root, REALM))) {
    const text = stripTypeScriptTypes(readFileSync(path.join(root, REALM, file), 'utf8'));
    writeFileSync(path.join(folder, REALM, file.replace(/\.ts$/, '.js')), text);
  }
  return files;
}
