import { toStepgateError } from '../error.ts';
import { repeat } from '../repeat.ts';
import type { EngineDeps } from './engine-deps.ts';
import { reap } from './at-rest.ts';

const TICK_MS = 1000;
/** What is due that no process was told of is under way again within a second. */
const DUE_TICK_MS = 500;
const RECOVERIES_AT_ONCE = 16;
/** Found at once: waking takes them one after the other. */
const DUE_AT_ONCE = 1000;

/** The maintenance of kept runs. */
export interface Maintenance {
  /** `own`: only what this process runs; `all`: crashed runs and due recoveries too, also when `own` has begun. */
  start(scope: 'own' | 'all'): void;
  /** Defers a write that the database did not take: it is retried until it does. */
  readonly defer: (trx: string, write: () => Promise<void>) => void;
  /** No more recoveries begin. */
  stopRecovering(): Promise<void>;
  /** Tries the deferred writes once more. */
  stop(): Promise<void>;
}

/** A run of this process that has a row. */
export interface LeasedRun {
  readonly trx: string;
  /** `since`: when the renewal was requested, on the monotonic clock. */
  renewed(since: number): void;
  /** Another process, or an operator, has it. */
  leaseLost(): void;
  take(event: { readonly type: 'paused' }): void;
}

interface Hooks {
  recover(trx: string): Promise<void>;
  /** A run that rests is due. */
  wake(trx: string): void;
  /** Goes on undoing what a run has left. */
  undo(trx: string): Promise<void>;
  leasedRuns(): readonly LeasedRun[];
}

/**
 * Maintains kept runs: deferred writes every second, what is due twice as often; at a third of the lease leases are renewed and
 * crashed runs found.
 */
export function createMaintenance(deps: EngineDeps, hooks: Hooks): Maintenance {
  const { clock, repository, leaseMs } = deps;
  const deferred = new Map<string, () => Promise<void>>();
  const failed = (what: string) => (error: unknown) => deps.onError(error, what);
  const writing = repeat(clock, TICK_MS, writeDeferred, failed('the writing of outcomes'));
  const renewing = repeat(clock, leaseMs / 3, renewLeases, failed('the renewal of leases'));
  const reaping = repeat(clock, leaseMs / 3, () => reap(deps), failed('the search for crashed runs'));
  const recovering = repeat(clock, DUE_TICK_MS, () => recoverDue(deps, hooks), failed('the search for due recoveries'));
  const undoing = repeat(clock, TICK_MS, () => undoDue(deps, hooks), failed('the search for runs to be undone'));

  return {
    defer: (trx, write) => deferred.set(trx, write),
    start(scope) {
      for (const one of [writing, renewing, ...(scope === 'all' ? [reaping, recovering, undoing] : [])]) one.start();
    },
    async stopRecovering() {
      await Promise.all([recovering.stop(), undoing.stop()]);
    },
    async stop() {
      await Promise.all([writing, renewing, reaping, recovering, undoing].map((one) => one.stop()));
      await writeDeferred();
      for (const trx of deferred.keys()) deps.onError(new Error('the database is away'), `the outcome of run ${trx}`);
    },
  };

  /** All at once: they share transactions. */
  async function writeDeferred(): Promise<void> {
    await Promise.all(Array.from(deferred, ([trx, write]) => writeOne(trx, write)));
  }

  async function writeOne(trx: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
      deferred.delete(trx);
    } catch (error) {
      // Still away, or it will not get better.
      if (toStepgateError(error).code === '000503') return;
      deferred.delete(trx);
      deps.onError(error, `the outcome of run ${trx}`);
    }
  }

  async function renewLeases(): Promise<void> {
    const runs = hooks.leasedRuns();
    const since = clock.elapsed();
    const held = new Set(
      await repository.renewLeases(deps.owner, [...new Set([...runs.map(({ trx }) => trx), ...deferred.keys()])]),
    );
    for (const run of runs) {
      if (held.has(run.trx)) run.renewed(since);
      else run.leaseLost();
    }
    if (runs.length === 0) return;
    const paused = new Set(await repository.toBePaused(deps.owner));
    for (const run of runs) if (paused.has(run.trx)) run.take({ type: 'paused' });
  }
}

/** Wakes what is due, and recovers some of it, one after the other. */
async function recoverDue({ repository, onError }: EngineDeps, hooks: Hooks): Promise<void> {
  const due = await repository.due(DUE_AT_ONCE);
  for (const { trx } of due.filter(({ status }) => status === 'waiting')) hooks.wake(trx);
  const suspended = due.filter(({ status }) => status === 'suspended').slice(0, RECOVERIES_AT_ONCE);
  for (const { trx } of suspended) {
    await hooks.recover(trx).catch((error: unknown) => {
      const { code } = toStepgateError(error);
      // The database is away: the rest need not try.
      if (code === '000503') throw error;
      // Another instance, or an operator, was quicker.
      if (code !== '000409') onError(error, `the automatic recovery of ${trx}`);
    });
  }
}

/** Goes on with the runs that another process was undoing, or an operator has given up. */
async function undoDue({ repository, onError }: EngineDeps, hooks: Hooks): Promise<void> {
  for (const trx of await repository.dueForUndo(RECOVERIES_AT_ONCE)) {
    await hooks.undo(trx).catch((error: unknown) => {
      if (toStepgateError(error).code === '000503') throw error;
      onError(error, `the undoing of ${trx}`);
    });
  }
}
