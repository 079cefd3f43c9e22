import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Of the package: this file is in `src/`, or in `dist/src/` once it is built. */
export const version = readVersion(import.meta.dirname);

function readVersion(from: string): string {
  for (let folder = from; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    try {
      const text = readFileSync(path.join(folder, 'package.json'), 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error(`no package.json above ${from}`);
}
