import path from 'node:path';
import { writeProgram } from '../build/program.ts';

/*
 * Runs once before all tests. What they start as a process is the program as it is packaged: it takes half the processor
 * time to start that its sources take, and the tests start it some hundred times.
 */

const ROOT = path.join(import.meta.dirname, '..');
const FOLDER = path.join(ROOT, 'node_modules/.cache/programs-of-tests');

export async function globalSetup(): Promise<void> {
  await writeProgram(ROOT, FOLDER, ['test/fault/start.ts', 'test/gateway/measured-start.ts']);
  process.env.TEST_PROGRAMS = FOLDER;
}
