import { toStepgateError } from '../error.ts';
import type { Operator } from './audit-line.ts';
import type { CallerWake, ChildRuns } from './child-runs.ts';
import type { KeptState } from './kept-state.ts';
import type { Parent } from './parent.ts';
import type { CallerHooks } from './write-deps.ts';

/** Who cancels a run that its caller wants no more, in the audit log. */
export const BY_CALLER: Operator = { id: 0, name: 'caller', ip: '' };

const CALLER_ENDED = 'its caller has ended';

/** The caller that is woken by what a run that was kept before comes to; undefined: none. */
export function wakeOf(
  parent: Parent | undefined,
  state: Pick<KeptState, 'hasRested'>,
  hasSucceeded: boolean,
): CallerWake | undefined {
  const hasRested = state.hasRested === true;
  return parent && (hasRested || hasSucceeded) ? { caller: parent.trx, hasRested, hasSucceeded } : undefined;
}

/** Cancels what a run has called and has not ended. */
export async function cancelChildren(
  children: Pick<ChildRuns, 'open'>,
  caller: string,
  cancel: (trx: string) => Promise<void>,
): Promise<void> {
  for (const trx of await children.open(caller))
    await cancel(trx).catch((error: unknown) => {
      // It has ended meanwhile.
      if (toStepgateError(error).code !== '000409') throw error;
    });
}

/** How an operator gives a run up. */
type GiveUp = (trx: string, reason: string, operator: Operator) => Promise<void>;

/** Undoes what a run has called and has not ended; what has nothing to undo it with is cancelled. */
export async function undoChildren(
  children: Pick<ChildRuns, 'open'>,
  caller: string,
  by: { readonly compensate: GiveUp; readonly cancel: GiveUp },
  reason: string,
  operator: Operator,
): Promise<void> {
  await cancelChildren(children, caller, async (trx) => {
    try {
      await by.compensate(trx, reason, operator);
    } catch (error) {
      if (toStepgateError(error).code !== '000409') throw error;
      await by.cancel(trx, reason, operator);
    }
  });
}

interface CallerDeps {
  readonly children: ChildRuns;
  /** Resolves when a run is not under way in this process. */
  readonly settled: (trx: string) => Promise<unknown>;
  /** Goes on with a suspended run. */
  readonly goOn: (trx: string) => Promise<unknown>;
  /** Goes on with a run that rests. */
  readonly wake: (trx: string) => void;
  /** Gives up runs that their caller wants no more. */
  readonly by: { readonly compensate: GiveUp; readonly cancel: GiveUp };
  readonly onError: (error: unknown, what: string) => void;
}

/**
 * Lets callers go on whose called run has ended: at once where that is known here. That they are due is written
 * with that end, so that the search for due recoveries finds those of a process that has died.
 */
export function createCallers({ children, settled, goOn, wake, by, onError }: CallerDeps): CallerHooks {
  async function goOnIfReady(caller: string): Promise<void> {
    await settled(caller);
    if (await children.succeeded(caller)) await goOn(caller);
  }

  const giveUp = (caller: string, isUndone: boolean): Promise<void> =>
    isUndone
      ? undoChildren(children, caller, by, CALLER_ENDED, BY_CALLER)
      : cancelChildren(children, caller, (trx) => by.cancel(trx, CALLER_ENDED, BY_CALLER));

  const failed = (caller: string) => (error: unknown) => {
    const { code } = toStepgateError(error);
    // Another process, or an operator, was quicker; or the database is away, and it is due.
    if (code !== '000409' && code !== '000503') onError(error, `run ${caller}, which waits for another one,`);
  };
  return {
    // The called run may have been recovered meanwhile.
    suspended: (caller) => void goOnIfReady(caller).catch(failed(caller)),
    left: (caller, isUndone) => void giveUp(caller, isUndone).catch(failed(caller)),
    settled: ({ caller, hasRested, hasSucceeded }) => {
      if (hasRested) wake(caller);
      if (hasSucceeded) void goOnIfReady(caller).catch(failed(caller));
    },
  };
}
