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
  suspended(caller: string, child: string): void;
  /** A run has succeeded that its caller may wait for. */
  succeeded(caller: string): void;
}
