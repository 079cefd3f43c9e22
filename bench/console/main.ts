/*
 * Measures how fluid the console stays: `node bench/console/main.ts [run logs]`, 1,000,000 where none are given.
 *
 * Needs what the tests in a browser need. Prints the tables of docs/console.md.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { startConsole } from '../../test/console/fixture/console.ts';
import { startGateway, temporaryDir } from '../../test/fixture/gateway.ts';
import { direct } from '../../test/store/direct.ts';
import { addRunLogs } from '../../test/store/many-rows.ts';
import { measureDesigner } from './designer.ts';
import type { Measured } from './long-tasks.ts';
import { measureRunsList } from './runs-list.ts';

/** The rows have their times beside the head that the console shows. */
const WITH_TIMES = `update run_log set head = replace(head, '"start_datetime":""',
  '"start_datetime":"' || strftime('%Y-%m-%dT%H:%M:%fZ', start_at / 1000.0, 'unixepoch') || '"')`;

const count = Number(process.argv[2] ?? 1_000_000);
const dir = await temporaryDir();
try {
  // The first start makes the tables.
  await (await startGateway({ dir })).stop();
  process.stderr.write(`adding ${count} run logs\n`);
  const url = `sqlite:${path.join(dir, 'data/stepgate.db')}`;
  await addRunLogs(url, count);
  await direct(url, WITH_TIMES);
  const console_ = await startConsole({ dir, env: { STEPGATE_RETENTION_DAYS: '36500' } });
  try {
    await console_.gateway.api('GET', 'run_log/page?page=1');
    print(`The list of ${count.toLocaleString('en')} runs`, await measureRunsList(console_));
    print('A rule of 64 components in 12 layers', await measureDesigner(console_));
  } finally {
    await console_.close();
  }
} finally {
  await rm(dir, { recursive: true });
}

function print(title: string, measured: readonly Measured[]): void {
  console.log(`\n| ${title} | tasks over 50 ms | longest |\n|---|---:|---:|`);
  for (const { action, longTasks, longestMs } of measured) {
    console.log(`| ${action} | ${longTasks} | ${Math.round(longestMs)} ms |`);
  }
}
