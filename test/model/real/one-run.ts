import type { RunRepository } from '../../../src/engine/port.ts';

/**
 * The same repository, in which what searches for runs finds that one only: others are there of earlier programs.
 * @param target the one that may be due. @param stored is told each state of that run: a database keeps none of a run that has ended.
 */
export function ofRun(
  real: RunRepository,
  trx: string,
  now: () => number,
  target: () => string,
  stored: (state: string) => void,
): RunRepository {
  const noting = <T>(of: string, state: string | undefined, done: Promise<T>): Promise<T> => {
    if (of === trx && state !== undefined) stored(state);
    return done;
  };
  return {
    insert: (run) => noting(run.trx, run.state, real.insert(run)),
    checkpoint: (one, epoch, patch) => noting(one, patch.state, real.checkpoint(one, epoch, patch)),
    transition: (one, from, epoch, to, patch) => noting(one, patch.state, real.transition(one, from, epoch, to, patch)),
    claim: (...args) => real.claim(...args),
    wake: (...args) => real.wake(...args),
    pause: (...args) => real.pause(...args),
    toBePaused: (owner) => real.toBePaused(owner),
    claimUndo: (...args) => real.claimUndo(...args),
    get: (one) => real.get(one),
    getById: (id) => real.getById(id),
    renewLeases: (...args) => real.renewLeases(...args),
    // What a process does that finds it is the test's own; logs are not written to a database here.
    reapExpired: () => Promise.resolve([]),
    outboxLogs: () => Promise.resolve([]),
    due: async (_, one = target()) => {
      const row = await real.get(one);
      // Recoveries are the test's own.
      const isDue = row?.status === 'waiting' && row.recoverAt !== null && row.recoverAt <= now();
      return isDue ? [row] : [];
    },
    dueForUndo: async () => ((await real.get(trx))?.status === 'compensating' ? [trx] : []),
  };
}
