import path from 'node:path';
import { writeProgram } from '../build/program.ts';

/*
 * Runs once before all tests. What they start as a process is the program as it is packaged: it takes half the processor
 * time to start that its sources take, and the tests start it some hundred times. Nor is each source compiled anew for
 * each test file.
 */

const ROOT = path.join(import.meta.dirname, '..');
const CACHE = path.join(ROOT, 'node_modules/.cache');
const FOLDER = path.join(CACHE, 'programs-of-tests');

export async function globalSetup(): Promise<void> {
  await writeProgram(ROOT, FOLDER, ['test/fault/start.ts', 'test/gateway/measured-start.ts']);
  process.env.TEST_PROGRAMS = FOLDER;
  process.env.NODE_COMPILE_CACHE ??= path.join(CACHE, 'compiled');
}
