import type { Clock } from '../clock.ts';
import type { AttemptTrace } from '../engine/port.ts';
import type { LoggedError, StepLog } from '../engine/run-log.ts';

/** Steps of one call that the run log shows. */
const MAX_STEPS = 1000;
/** Characters of a name that it shows. */
const MAX_NAME = 100;

interface OpenStep {
  readonly entry: StepLog;
  /** On the monotonic clock. */
  readonly startedAt: number;
}

/**
 * Writes the steps of one call of a script into its trace, nested and in the order in which they begin.
 *
 *     begin ──► end with a result, with an error, or with the call
 */
export class StepRecorder {
  readonly #trace: Pick<AttemptTrace, 'steps' | 'warnings'>;
  readonly #clock: Clock;
  /** What the attempts before this one have left. */
  readonly #before: number;
  readonly #entries = new Map<string, StepLog>();
  readonly #open = new Map<string, OpenStep>();
  #left = MAX_STEPS;

  constructor(trace: Pick<AttemptTrace, 'steps' | 'warnings'>, clock: Clock) {
    this.#trace = trace;
    this.#clock = clock;
    this.#before = trace.steps.length;
  }

  /** @param parent the name of the step in which it lies; empty: it lies in none. */
  begin(name: string, parent: string, isRemembered: boolean): void {
    if (--this.#left < 0) return;
    const shown = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name;
    const entry: StepLog = { name: shown, run_time: 0, error: null, ...(isRemembered && { remembered: true }) };
    const above = this.#entries.get(parent);
    (above === undefined ? this.#trace.steps : (above.steps ??= [])).push(entry);
    this.#entries.set(name, entry);
    if (!isRemembered) this.#open.set(name, { entry, startedAt: this.#clock.elapsed() });
  }

  end(name: string, error: LoggedError | null): void {
    const step = this.#open.get(name);
    if (step === undefined) return;
    this.#open.delete(name);
    step.entry.run_time = Math.round(this.#clock.elapsed() - step.startedAt);
    step.entry.error = error;
  }

  /** The call has ended, and with it the steps that are still under way. */
  endAll(error: LoggedError): void {
    for (const name of [...this.#open.keys()]) this.end(name, error);
    if (this.#left >= 0) return;
    const message = `the script made ${MAX_STEPS - this.#left} steps; the run log shows the first ${MAX_STEPS}`;
    this.#trace.warnings.push(message);
  }

  /** Forgets the steps so far: the call begins anew. */
  clear(): void {
    this.#trace.steps.length = this.#before;
    this.#entries.clear();
    this.#open.clear();
    this.#left = MAX_STEPS;
  }
}
