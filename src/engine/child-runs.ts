import type { Parent } from './parent.ts';
import type { RunStatus } from './run-status.ts';

/** A kept run, as its caller finds it. */
export interface ChildRun {
  readonly trx: string;
  readonly status: RunStatus;
  readonly errCode: string | null;
}

/** What may go on because a run that was called has ended, or is suspended. */
export interface CallerWake {
  readonly caller: string;
  /** The called run has rested: its caller may rest because of that. */
  readonly hasRested: boolean;
  /** It has succeeded: its caller may be suspended because of it. */
  readonly hasSucceeded: boolean;
}

/** The kept runs that other runs have called. */
export interface ChildRuns {
  /** The newest one of a call; undefined: none is kept. */
  of(call: Pick<Parent, 'trx' | 'key'>): Promise<ChildRun | undefined>;
  /** Those of a caller that have not ended. */
  open(caller: string): Promise<readonly string[]>;
  /** What a run has answered, encoded; undefined: that is not kept. */
  answer(trx: string): Promise<string | undefined>;
  /** Whether the run for which a suspended caller waits has succeeded. */
  succeeded(caller: string): Promise<boolean>;
}
