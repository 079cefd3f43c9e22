import { toStepgateError } from '../error.ts';
import type { ChildRuns } from './child-runs.ts';
import type { CallerHooks } from './write-deps.ts';

interface CallerDeps {
  readonly children: ChildRuns;
  /** Resolves when a run is not under way in this process. */
  readonly settled: (trx: string) => Promise<unknown>;
  /** Goes on with a suspended run. */
  readonly goOn: (trx: string) => Promise<unknown>;
  readonly onError: (error: unknown, what: string) => void;
}

/**
 * Lets callers go on whose called run has succeeded: at once where that is known here. That they are due is written
 * with that success, so that the search for due recoveries finds those of a process that has died.
 */
export function createCallers({ children, settled, goOn, onError }: CallerDeps): CallerHooks {
  async function goOnIfReady(caller: string): Promise<void> {
    await settled(caller);
    if (await children.succeeded(caller)) await goOn(caller);
  }

  /** The called run may have been recovered before its caller's suspension was written. */
  async function lookAgain(caller: string, child: string): Promise<void> {
    if (!(await children.succeeded(caller))) return;
    await children.wake(caller, child);
    await goOnIfReady(caller);
  }

  const failed = (caller: string) => (error: unknown) => {
    const { code } = toStepgateError(error);
    // Another process, or an operator, was quicker; or the database is away, and it is due.
    if (code !== '000409' && code !== '000503') onError(error, `run ${caller}, which waits for another one,`);
  };
  return {
    suspended: (caller, child) => void lookAgain(caller, child).catch(failed(caller)),
    succeeded: (caller) => void goOnIfReady(caller).catch(failed(caller)),
  };
}
