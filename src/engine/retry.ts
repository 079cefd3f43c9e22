import type { StepgateError } from '../error.ts';

/**
 * The wait before attempt `retry` (from 1), in milliseconds: exponential with full jitter
 * (Marc Brooker, "Exponential Backoff And Jitter"), or what the upstream asked for, neither over `maxWaitMs`.
 */
export function retryWaitMs(
  retry: number,
  maxWaitMs: number,
  error: StepgateError,
  baseMs = 100,
  random: () => number = Math.random,
): number {
  if (error.retryAfterMs !== undefined) return Math.min(error.retryAfterMs, maxWaitMs);
  return random() * Math.min(maxWaitMs, baseMs * 2 ** (retry - 1));
}

/** Of a call without an answer `retryOn` says so, where it can be made at all; an answer's judge has said it. */
export function isRetryable(
  { code, retryable, reason = 'reset' }: StepgateError,
  retryOn: ReadonlySet<number | string> | undefined,
): boolean {
  return retryable && (retryOn === undefined || code !== '110007' || retryOn.has(reason));
}
