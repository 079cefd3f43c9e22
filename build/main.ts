import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { bundle } from './bundle.ts';
import { licencesOf } from './licences.ts';

/*
 * `npm run build`: dist/, the JavaScript of the package. Its types are written by tsc afterwards.
 */

const ROOT = path.join(import.meta.dirname, '..');
const DIST = path.join(ROOT, 'dist');
/** Modules that the sandbox process reads as text, and puts together itself. */
const REALM = 'src/sandbox/realm';

rmSync(DIST, { recursive: true, force: true });
const files = await bundle(ROOT, DIST);
writeFileSync(path.join(DIST, 'LICENSES.txt'), licencesOf(ROOT, files));

mkdirSync(path.join(DIST, REALM), { recursive: true });
for (const file of readdirSync(path.join(ROOT, REALM))) {
  const text = stripTypeScriptTypes(readFileSync(path.join(ROOT, REALM, file), 'utf8'));
  writeFileSync(path.join(DIST, REALM, file.replace(/\.ts$/, '.js')), text);
}
