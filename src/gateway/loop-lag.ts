import type { Clock } from '../clock.ts';

/** How far the event loop is behind. */
export interface LoopLag {
  /** Milliseconds. */
  behindMs(): number;
  /** Forgets what was before. */
  restart(): void;
  stop(): void;
}

const TICK_MS = 100;

/**
 * Measures by a timer how late the event loop is. What counts is the larger of the last tick's delay and the delay of
 * the tick that is due now: so a request that waited behind a long task sees it, whether it comes before or after the
 * timer, and one slow moment is forgotten with the next tick.
 */
export function createLoopLag(clock: Clock): LoopLag {
  let due = clock.elapsed() + TICK_MS;
  let last = 0;
  const timer = setInterval(() => {
    const now = clock.elapsed();
    last = now - due;
    due = now + TICK_MS;
  }, TICK_MS);
  timer.unref();
  return {
    behindMs: () => Math.max(last, clock.elapsed() - due),
    restart() {
      due = clock.elapsed() + TICK_MS;
      last = 0;
    },
    stop: () => clearInterval(timer),
  };
}
