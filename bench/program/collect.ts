import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Imported into a program with `--expose-gc`: at SIGUSR2 it collects all its garbage, and then writes its memory to the
 * file that BENCH_MEMORY_FILE names.
 */
process.on('SIGUSR2', () => void measure());

async function measure(): Promise<void> {
  // What the first one finalises, the next one frees.
  for (let n = 0; n < 3; n++) {
    globalThis.gc?.();
    await delay(100);
  }
  writeFileSync(process.env.BENCH_MEMORY_FILE ?? '', JSON.stringify(process.memoryUsage()));
}
