import { readFile } from 'node:fs/promises';
import { openStore } from '../../src/store/open.ts';
import { masterKey } from '../store/store-under-test.ts';
import { playCell } from './cell.ts';
import type { Cell } from './cell.ts';
import { withFailpoint } from './failpoint.ts';

/*
 * Plays the cells of a file on a database, and kills itself when every one of them has come to its failpoint.
 */

const [url = '', file = ''] = process.argv.slice(2);
const cells = JSON.parse(await readFile(file, 'utf8')) as Cell[];
const store = await openStore({ url, masterKey, log: { warn: () => undefined } });
let missing = cells.length;
const crash = (): Promise<never> => {
  if (--missing === 0) process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};
for (const cell of cells) {
  void playCell(cell, store, (deps) => withFailpoint(deps, cell.failpoint, crash).deps).then(({ status }) => {
    throw new Error(`nobody came to ${JSON.stringify(cell.failpoint)}; the answer was ${status}`);
  });
}
