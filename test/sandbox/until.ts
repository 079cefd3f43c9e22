import { setTimeout as delay } from 'node:timers/promises';

/** Looks every 5 ms whether it is so: what a process does between two looks must not be missed. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}
