import type { Logger } from 'pino';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { repeat } from '../repeat.ts';
import type { Store } from '../store/store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Rows deleted in one transaction: others want to write meanwhile. */
const AT_ONCE = 500;

export interface PruningDeps {
  readonly config: Pick<Config, 'retentionDays'>;
  readonly store: Pick<
    Store,
    'runLogs' | 'runs' | 'bulkRecoveries' | 'secrets' | 'idempotency' | 'tokens' | 'attempts'
  >;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Deletes what is over, now and every hour: run logs, ended runs, what is known of recoveries of many, and replaced values
 * of secrets, older than STEPGATE_RETENTION_DAYS; idempotency keys, sessions and wrong sign-ins that no longer count. Gives the function that ends it.
 */
export function startPruning({ config, store, log }: PruningDeps): () => Promise<void> {
  let stopped = false;
  const before = (): number => systemClock.now() - config.retentionDays * DAY_MS;
  const kinds: readonly (readonly [what: string, prune: () => Promise<number>])[] = [
    ['run logs', () => store.runLogs.prune(before(), AT_ONCE)],
    ['ended runs', () => store.runs.prune(before(), AT_ONCE)],
    ['recoveries of many runs', () => store.bulkRecoveries.prune(before(), AT_ONCE)],
    ['former values of secrets', () => store.secrets.prune(before(), AT_ONCE)],
    ['idempotency keys', () => store.idempotency.prune(AT_ONCE)],
    ['sessions', () => store.tokens.prune(AT_ONCE)],
    ['wrong sign-ins', () => store.attempts.prune(AT_ONCE)],
  ];
  const turn = async (): Promise<void> => {
    for (const [what, prune] of kinds) {
      await all(what, prune).catch((error: unknown) => {
        log.warn({ err: error }, `old ${what} were not deleted; it is tried again in an hour`);
      });
    }
  };
  const all = async (what: string, prune: () => Promise<number>): Promise<void> => {
    let total = 0;
    for (let deleted = AT_ONCE; deleted === AT_ONCE && !stopped; total += deleted) deleted = await prune();
    if (total > 0) log.info({ total }, `old ${what} were deleted`);
  };
  // Failures have been logged, kind by kind.
  const pruning = repeat(systemClock, HOUR_MS, turn, () => undefined);
  pruning.start();
  return () => {
    stopped = true;
    return pruning.stop();
  };
}
