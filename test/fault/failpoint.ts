import { setTimeout as delay } from 'node:timers/promises';
import type { EngineDeps } from '../../src/engine/engine-deps.ts';
import type { RunRepository } from '../../src/engine/port.ts';
import { StepgateError } from '../../src/error.ts';

/** A commit or a call of the engine: the first row of a durable run, that of one which fails, what ends a run, … */
export type Moment = 'begin' | 'keep' | 'checkpoint' | 'suspend' | 'end' | 'claim' | 'log' | `call ${string}`;

/** What happens there, once: the process ends; it fails; the database is away from then on; it takes longer. */
export type Strike = 'crash' | 'fail' | 'away' | 'delay';

/** The first time that the engine comes to `moment`, `strike` happens before or after it is done. */
export interface Failpoint {
  readonly moment: Moment;
  readonly side: 'before' | 'after';
  readonly strike: Strike;
}

/** What an engine needs, with a failpoint between; `heal` brings the database back. */
export interface Struck {
  readonly deps: EngineDeps;
  heal(): void;
}

const LONGER_MS = 50;

/**
 * Puts a failpoint between an engine and its ports.
 * @param crash ends the process, at once or when others have come that far too; does not resolve.
 */
export function withFailpoint(
  deps: EngineDeps,
  { moment, side, strike }: Failpoint,
  crash: () => Promise<never> = () => Promise.reject(new Error('this process is not meant to crash')),
): Struck {
  let isUsed = false;
  let isAway = false;

  const pass = async <T>(at: Moment, work: () => Promise<T>): Promise<T> => {
    if (at !== moment || isUsed) return work();
    isUsed = true;
    if (side === 'before') await happen();
    const result = await work();
    if (side === 'after') await happen();
    return result;
  };

  const happen = async (): Promise<void> => {
    switch (strike) {
      case 'crash':
        return crash();
      case 'delay':
        return delay(LONGER_MS);
      case 'away':
        isAway = true;
        throw databaseAway();
      case 'fail':
        throw moment.startsWith('call') ? new StepgateError('110007', 'the connection was reset') : databaseAway();
    }
  };

  const stored = <T>(at: Moment | undefined, work: () => Promise<T>): Promise<T> => {
    if (isAway) return Promise.reject(databaseAway());
    return at === undefined ? work() : pass(at, work);
  };

  const { api, ...others } = deps.executors;
  const { runLogs } = deps;
  return {
    deps: {
      ...deps,
      repository: between(deps.repository, stored),
      executors: {
        api: {
          resolve: (call, scope) => api.resolve(call, scope),
          execute: (call, attempt) => pass(`call ${attempt.component}`, () => api.execute(call, attempt)),
        },
        ...others,
      },
      runLogs: { fit: (log) => runLogs.fit(log), write: (...args) => stored('log', () => runLogs.write(...args)) },
    },
    heal: () => (isAway = false),
  };
}

type Stored = <T>(at: Moment | undefined, work: () => Promise<T>) => Promise<T>;

function between(repository: RunRepository, stored: Stored): RunRepository {
  return {
    insert: (run) => stored(run.status === 'suspended' ? 'keep' : 'begin', () => repository.insert(run)),
    checkpoint: (trx, epoch, patch) => stored('checkpoint', () => repository.checkpoint(trx, epoch, patch)),
    transition: (trx, from, epoch, to, patch) =>
      stored(to === 'suspended' ? 'suspend' : 'end', () => repository.transition(trx, from, epoch, to, patch)),
    claim: (trx, owner, audit) => stored('claim', () => repository.claim(trx, owner, audit)),
    get: (trx) => stored(undefined, () => repository.get(trx)),
    getById: (id) => stored(undefined, () => repository.getById(id)),
    renewLeases: (owner, trxs) => stored(undefined, () => repository.renewLeases(owner, trxs)),
    reapExpired: () => stored(undefined, () => repository.reapExpired()),
    outboxLogs: () => stored(undefined, () => repository.outboxLogs()),
    wake: (...args) => stored('claim', () => repository.wake(...args)),
    pause: (trx, audit) => stored(undefined, () => repository.pause(trx, audit)),
    toBePaused: (owner) => stored(undefined, () => repository.toBePaused(owner)),
    due: (limit, trx) => stored(undefined, () => repository.due(limit, trx)),
    dueForUndo: (limit) => stored(undefined, () => repository.dueForUndo(limit)),
    claimUndo: (trx, owner) => stored('claim', () => repository.claimUndo(trx, owner)),
  };
}

/** What the store says when the database is away. */
export function databaseAway(): StepgateError {
  return new StepgateError('000503', 'the database does not answer; send the request again later', {
    retryAfterMs: 1000,
  });
}
