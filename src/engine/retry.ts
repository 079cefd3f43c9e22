import type { StepgateError } from '../error.ts';

const BASE_MS = 100;

/**
 * The wait before attempt `retry` (from 1), in milliseconds: exponential with full jitter
 * (Marc Brooker, "Exponential Backoff And Jitter"), or what the upstream asked for, neither over `maxWaitMs`.
 */
export function retryWaitMs(
  retry: number,
  maxWaitMs: number,
  error: StepgateError,
  random: () => number = Math.random,
): number {
  if (error.retryAfterMs !== undefined) return Math.min(error.retryAfterMs, maxWaitMs);
  return random() * Math.min(maxWaitMs, BASE_MS * 2 ** (retry - 1));
}
