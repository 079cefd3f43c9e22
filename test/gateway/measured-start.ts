import { loadConfig } from '../../src/config.ts';
import { start } from '../../src/cli/start.ts';

/*
 * `stepgate start` that measures its event loop from SIGUSR2 on, in processor time of the main thread between two of
 * its turns: what else the machine does at that time does not count. At its end it prints the longest, in milliseconds.
 */

const longest: number[] = [];
let last = process.threadCpuUsage();

process.on('SIGUSR2', () => {
  last = process.threadCpuUsage();
  setInterval(() => {
    const now = process.threadCpuUsage();
    note((now.user - last.user + now.system - last.system) / 1000);
    last = now;
  }, 1).unref();
});
process.on('exit', () => process.stdout.write(`longest turns: ${JSON.stringify(longest)}\n`));

function note(ms: number): void {
  if (longest.length === 10 && ms <= (longest[9] ?? 0)) return;
  longest.push(Math.round(ms * 10) / 10);
  longest.sort((a, b) => b - a).splice(10);
}

await start(loadConfig(), { watch: false });
