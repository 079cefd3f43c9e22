import type { RunRepository } from '../../../src/engine/port.ts';

/** The same repository, in which what searches for runs finds that one only: others are there of earlier programs. */
export function ofRun(real: RunRepository, trx: string): RunRepository {
  return {
    insert: (run) => real.insert(run),
    checkpoint: (...args) => real.checkpoint(...args),
    transition: (...args) => real.transition(...args),
    claim: (...args) => real.claim(...args),
    wake: (...args) => real.wake(...args),
    claimUndo: (...args) => real.claimUndo(...args),
    get: (one) => real.get(one),
    getById: (id) => real.getById(id),
    renewLeases: (...args) => real.renewLeases(...args),
    reapExpired: () => real.reapExpired(),
    outboxLogs: () => real.outboxLogs(),
    due: () => Promise.resolve([]),
    dueForUndo: () => Promise.resolve([trx]),
  };
}
