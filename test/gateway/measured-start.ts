import { PerformanceObserver } from 'node:perf_hooks';
import { loadConfig } from '../../src/config.ts';
import { start } from '../../src/cli/start.ts';

/*
 * `stepgate start` that measures its event loop from SIGUSR2 on, in processor time of the main thread between two of
 * its turns: what else the machine does at that time does not count. At the next SIGUSR2, and at its end, it prints the
 * longest since then, in milliseconds, and the longest collection of garbage among them.
 */

let longest: number[] = [];
let collection = 0;
let last = process.threadCpuUsage();
let timer: NodeJS.Timeout | undefined;

process.on('SIGUSR2', () => {
  if (timer) print();
  last = process.threadCpuUsage();
  timer ??= setInterval(measure, 1).unref();
});
process.on('exit', print);
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) collection = Math.max(collection, Math.round(duration));
}).observe({ entryTypes: ['gc'] });

function measure(): void {
  const now = process.threadCpuUsage();
  note((now.user - last.user + now.system - last.system) / 1000);
  last = now;
}

function print(): void {
  process.stdout.write(`longest turns: ${JSON.stringify(longest)}\nlongest collection: ${collection}\n`);
  longest = [];
  collection = 0;
}

function note(ms: number): void {
  if (longest.length === 10 && ms <= (longest[9] ?? 0)) return;
  longest.push(Math.round(ms * 10) / 10);
  longest.sort((a, b) => b - a).splice(10);
}

await start(loadConfig(), { watch: false });
