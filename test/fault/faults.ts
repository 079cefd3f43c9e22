import { setTimeout as delay } from 'node:timers/promises';
import type { RunRepository } from '../../src/engine/port.ts';
import type { IdempotencyStore, Store } from '../../src/store/store.ts';
import { databaseAway } from './failpoint.ts';

/** What happens to a call: it fails at once, or after a while; or it is done, and its answer never comes. */
export type Fault = 'fails' | 'times out' | 'commits and times out';

export const FAULTS: readonly Fault[] = ['fails', 'times out', 'commits and times out'];

/** Whether a call that meets a fault is done. */
type Committed = 'as the fault says' | 'always' | 'never';

/** Lets every n-th call meet a fault. */
export interface Faults {
  /** `every` Infinity: no call. Counts from here on. */
  let(fault: Fault, every: number): void;
  /** Since the last `let`. */
  readonly calls: number;
  readonly pass: <T>(work: () => Promise<T>, committed?: Committed) => Promise<T>;
}

const TIMEOUT_MS = 20;

/** No faults as yet. */
export function createFaults(): Faults {
  let fault: Fault = 'fails';
  let every = Infinity;
  let calls = 0;
  return {
    let(next, each) {
      fault = next;
      every = each;
      calls = 0;
    },
    get calls() {
      return calls;
    },
    pass,
  };

  async function pass<T>(work: () => Promise<T>, committed: Committed = 'as the fault says'): Promise<T> {
    const meant = fault;
    if (++calls % every !== 0) return work();
    if (committed === 'always' || (committed !== 'never' && meant === 'commits and times out')) await work();
    if (meant !== 'fails') await delay(TIMEOUT_MS);
    throw databaseAway();
  }
}

/** A repository that has them; the leases are renewed without faults. */
export function faultyRepository(real: RunRepository, { pass }: Faults): RunRepository {
  return {
    insert: (run) => pass(() => real.insert(run)),
    checkpoint: (trx, epoch, patch) => pass(() => real.checkpoint(trx, epoch, patch)),
    transition: (trx, from, epoch, to, patch) => pass(() => real.transition(trx, from, epoch, to, patch)),
    claim: (trx, owner, audit) => pass(() => real.claim(trx, owner, audit)),
    get: (trx) => pass(() => real.get(trx)),
    getById: (id) => pass(() => real.getById(id)),
    renewLeases: (owner, trxs) => real.renewLeases(owner, trxs),
    reapExpired: () => real.reapExpired(),
    outboxLogs: () => real.outboxLogs(),
    wake: (...args) => pass(() => real.wake(...args)),
    pause: (trx, audit) => pass(() => real.pause(trx, audit)),
    toBePaused: (owner) => real.toBePaused(owner),
    due: (limit, trx) => real.due(limit, trx),
    dueForUndo: (limit) => real.dueForUndo(limit),
    claimUndo: (trx, owner) => real.claimUndo(trx, owner),
  };
}

/** A store whose kept runs and idempotency keys meet them. */
export function faultyStore(real: Store, faults: Faults): Store {
  const { runs, idempotency: keys } = real;
  const { pass } = faults;
  const idempotency: IdempotencyStore = {
    // It is never committed behind the store's back: the store would go on renewing the key's lease.
    begin: (key, payloadHash, trx) => pass(() => keys.begin(key, payloadHash, trx), 'never'),
    finish: (trx, answer) => pass(() => keys.finish(trx, answer)),
    // However it fails, the store forgets the key: its lease runs out, which is a release that comes late.
    release: (trx) => pass(() => keys.release(trx), 'always'),
    drop: (trx) => pass(() => keys.drop(trx)),
    prune: (limit) => keys.prune(limit),
  };
  return {
    ...real,
    idempotency,
    runs: {
      ...faultyRepository(runs, faults),
      page: (filter, place) => pass(() => runs.page(filter, place)),
      find: (id) => pass(() => runs.find(id)),
      groups: (filter, most) => pass(() => runs.groups(filter, most)),
      countSuspended: () => runs.countSuspended(),
      answer: (trx) => runs.answer(trx),
      ofClient: (clientId, most) => runs.ofClient(clientId, most),
      prune: (before, limit) => runs.prune(before, limit),
    },
  };
}
