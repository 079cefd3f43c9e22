import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { toStepgateError } from '../error.ts';

/** Whether the database answers, as far as is known. */
export interface Reachability {
  readonly now: boolean;
  /** Observes a query of the database: an answer, none in time, or that it is away. Gives what the query gives. */
  observe<T>(asked: Promise<T>): Promise<T>;
}

/** A database that has not answered a small question for this long counts as away: runs must not wait for it. */
const PATIENCE_MS = 2000;

export function createReachability(clock: Clock, log: Pick<Logger, 'info' | 'error'>): Reachability {
  let reachable = true;
  const away = (error?: unknown): void => {
    if (reachable)
      log.error({ err: error }, 'the database does not answer, or takes no writes; rules stay as they are');
    reachable = false;
  };
  return {
    get now() {
      return reachable;
    },
    async observe(asked) {
      const cancel = clock.timer(PATIENCE_MS, away);
      try {
        const answer = await asked;
        if (!reachable) log.info('the database answers again');
        reachable = true;
        return answer;
      } catch (error) {
        if (toStepgateError(error).code === '000503') away(error);
        throw error;
      } finally {
        cancel();
      }
    },
  };
}
