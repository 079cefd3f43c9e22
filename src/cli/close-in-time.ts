import type { Logger } from 'pino';
import type { Gateway } from './gateway.ts';

/** Longer than any orderly shutdown takes. */
export const GRACE_MS = 10_000;

/** Closes the gateway; ends the process with 1 when that takes far longer than it may. */
export async function closeInTime(
  gateway: Pick<Gateway, 'close'>,
  shutdownMs: number,
  log: Pick<Logger, 'error'>,
  othersServe = false,
): Promise<void> {
  const tooLong = setTimeout(() => {
    log.error('the shutdown takes too long; leaving');
    process.exit(1);
  }, shutdownMs + GRACE_MS);
  await gateway.close(othersServe);
  clearTimeout(tooLong);
}
