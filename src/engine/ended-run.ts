import type { CompiledRule } from '../rule/compiled.ts';
import type { Failure } from './answer.ts';
import type { RunIds } from './engine.ts';
import type { QueuedRun } from './queue-state.ts';
import type { RunStatus } from './port.ts';

/** A run that has ended, or is suspended, for the log and the metrics. */
export interface EndedRun {
  readonly rule: CompiledRule;
  readonly ids: RunIds;
  readonly status: RunStatus;
  readonly failure: Failure | undefined;
  /** A run that it has called waits, or is suspended, and no operator gives that one up with its caller. */
  readonly leavesChild?: boolean;
  /** Of a run of a queue. */
  readonly queue?: QueuedRun | undefined;
  /** Milliseconds. */
  readonly runTimeMs: number;
}
