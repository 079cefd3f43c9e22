import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { licencesOf } from './licences.ts';
import { writeProgram } from './program.ts';

/*
 * `npm run build`: dist/, the JavaScript of the package. Its types are written by tsc afterwards.
 */

const ROOT = path.join(import.meta.dirname, '..');
const DIST = path.join(ROOT, 'dist');

writeFileSync(path.join(DIST, 'LICENSES.txt'), licencesOf(ROOT, await writeProgram(ROOT, DIST)));
