import path from 'node:path';

/**
 * A file of this program that is started or read by itself. `name`: its path in `src/` without the ending, which is .ts in a
 * checkout and .js in the package.
 */
export function ownFile(name: string): string {
  // In the package this module is part of a bundle, and all bundles that share code lie where `src/` would.
  return path.join(import.meta.dirname, name + path.extname(import.meta.filename));
}
