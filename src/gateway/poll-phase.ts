import { setImmediate } from 'node:timers/promises';

/**
 * Resolves after one whole poll phase of the event loop: what could be accepted or read when it was called has been read,
 * and of each listening socket one connection was accepted.
 */
export async function pollPhase(): Promise<void> {
  // The first immediate ends the phase under way, the second one the next.
  await setImmediate();
  await setImmediate();
}
