import type { Clock } from './clock.ts';

/** Work that is done again and again. */
export interface Repeated {
  /** Once it has started, or been stopped, it does nothing. */
  start(): void;
  /** Resolves when it is not under way, and will not be any more. */
  stop(): Promise<void>;
}

const RETRY_MS = 1000;

/**
 * Does `work`, then waits `intervalMs`, or a second if that is less and it failed. Does not keep the process alive.
 * @param onError gets the first failure of several in a row.
 */
export function repeat(
  clock: Clock,
  intervalMs: number,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): Repeated {
  let isStarted = false;
  let isStopped = false;
  let isFailing = false;
  let underWay: Promise<void> = Promise.resolve();
  let callOff = (): void => undefined;

  async function turn(): Promise<void> {
    try {
      await work();
      isFailing = false;
    } catch (error) {
      if (!isFailing) onError(error);
      isFailing = true;
    }
    if (!isStopped) callOff = clock.timer(isFailing ? Math.min(intervalMs, RETRY_MS) : intervalMs, next);
  }

  function next(): void {
    underWay = turn();
  }

  return {
    start() {
      if (!isStarted && !isStopped) next();
      isStarted = true;
    },
    stop() {
      isStopped = true;
      callOff();
      return underWay;
    },
  };
}
