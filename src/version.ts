import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the package: this file is in `src/`, or in `dist/src/` once it is built. */
export const packageFolder = folderAbove(import.meta.dirname);

/** Of the package. */
export const { version } = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as {
  readonly version: string;
};

function folderAbove(from: string): string {
  for (let folder = from; folder !== path.dirname(folder); folder = path.dirname(folder))
    if (existsSync(path.join(folder, 'package.json'))) return folder;
  throw new Error(`no package.json above ${from}`);
}
