import { existsSync } from 'node:fs';
import path from 'node:path';

/** Where the built console lies, in a checkout and in the package. */
export const consoleFolder = path.join(packageFolder(), 'console', 'dist');

/** Whether there is a console to serve. */
export function isConsoleBuilt(): boolean {
  return existsSync(path.join(consoleFolder, 'index.html'));
}

/** This file is in `src/cli/`, or in `dist/src/cli/` once it is built. */
function packageFolder(): string {
  const above = path.join(import.meta.dirname, '..', '..');
  return existsSync(path.join(above, 'package.json')) ? above : path.dirname(above);
}
