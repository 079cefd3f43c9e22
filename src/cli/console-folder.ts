import { existsSync } from 'node:fs';
import path from 'node:path';
import { packageFolder } from '../version.ts';

/** Where the built console lies, in a checkout and in the package. */
export const consoleFolder = path.join(packageFolder, 'console', 'dist');

/** Whether there is a console to serve. */
export function isConsoleBuilt(): boolean {
  return existsSync(path.join(consoleFolder, 'index.html'));
}
