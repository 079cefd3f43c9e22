import type { CallerWake } from './child-runs.ts';
import type { Clock } from '../clock.ts';
import type { Answer } from './engine.ts';
import type { RunLogSink } from './port.ts';

/** What writing takes. */
export interface WriteDeps {
  readonly clock: Clock;
  readonly owner: string;
  readonly runLogs: RunLogSink;
  /** Masks secrets. */
  readonly redact: <T>(value: T) => T;
  /** Writes an answer as it is kept for repeated requests with the `Idempotency-Key`. */
  readonly encode: (answer: Answer, trx: string) => Promise<string>;
  readonly callers: CallerHooks;
}

/** Told of what concerns runs that call each other, once it is written. */
export interface CallerHooks {
  /** A run is suspended because one that it called is. */
  suspended(caller: string): void;
  /** A run has ended, or was undone, while one that it called waits. */
  left(caller: string, isUndone: boolean): void;
  /** A run has ended, or is suspended, that its caller may wait for. */
  settled(wake: CallerWake): void;
}
