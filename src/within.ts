import type { Clock } from './clock.ts';

/** Waits for `work`, but no longer than `ms`. Rejects when the work does so in time. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const callOff = clock.timer(ms, late.resolve);
  try {
    await Promise.race([work, late.promise]);
  } finally {
    callOff();
  }
}
