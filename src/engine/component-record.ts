import type { Signal } from '../abort.ts';
import type { Clock } from '../clock.ts';
import type { StepgateError } from '../error.ts';
import type { CompiledComponent, ResultScope } from '../rule/compiled.ts';
import { withoutCredentials } from '../url-credentials.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import type { AttemptTrace, ResolvedCall } from './port.ts';
import type { ComponentLog } from './run-log.ts';

/** What one component leaves behind, gathered while it runs. */
export class ComponentRecord {
  readonly trace: AttemptTrace;
  resolved: ResolvedCall | undefined;
  result: ResultScope | undefined;
  error: StepgateError | undefined;
  retryCount = 0;
  isCache = false;
  /** Its output is among those of the layer. */
  isKept = false;
  /** Milliseconds, once it has ended. */
  runTimeMs = 0;
  readonly component: CompiledComponent;
  /** Its place in its layer, from 0. */
  readonly at: number;
  /** Aborts it. */
  readonly signal: Signal;
  readonly #clock: Clock;
  readonly #start: number;
  readonly #elapsed: number;
  #outcome: ComponentOutcome | undefined;
  /** Of its result. */
  #status: number | undefined;

  /** `isLogged`: a run log may be written. */
  constructor(component: CompiledComponent, at: number, signal: Signal, clock: Clock, isLogged: boolean) {
    this.component = component;
    this.at = at;
    this.signal = signal;
    this.trace = { requests: [], isLogged, logs: [], steps: [], warnings: [], logsDropped: 0 };
    this.#clock = clock;
    this.#start = clock.now();
    this.#elapsed = clock.elapsed();
  }

  /** What it called gave may be large, and is needed no more. */
  end(outcome: ComponentOutcome): void {
    this.#outcome = outcome;
    this.#status = this.result?.status;
    this.result = undefined;
    for (const request of this.trace.requests) request.settled();
    this.runTimeMs = this.#clock.elapsed() - this.#elapsed;
  }

  /** The component's entry in the run log. */
  entry(): ComponentLog {
    const { layer, action, name, desc, call, outputPath, ignoreError } = this.component;
    const { resolved, trace } = this;
    const outcome = this.#outcome;
    const error = this.error ?? (outcome && 'error' in outcome ? outcome.error : undefined);
    const requests = trace.requests.map((request) => request.log());
    return {
      step: layer,
      action,
      name,
      desc,
      type: call.type,
      url: resolved?.type === 'api' ? withoutCredentials(resolved.url) : call.type === 'script' ? call.script : '',
      version: resolved?.type === 'script' ? resolved.version : null,
      input: resolved?.input ?? null,
      output: outcome?.kind === 'value' ? outcome.output : null,
      output_name: outputPath?.join('.') ?? null,
      error: error ? { code: error.code, msg: error.message, component: name, layer } : null,
      is_skip: outcome?.kind === 'skipped',
      is_cache: this.isCache,
      ignore_error: ignoreError,
      retry_count: this.retryCount,
      ...this.#times(),
      method: resolved?.type === 'api' ? resolved.method : null,
      status_code: this.#status ?? requests.at(-1)?.status_code ?? null,
      logs: trace.logs,
      ...(trace.logsDropped > 0 && { logs_dropped: trace.logsDropped }),
      steps: trace.steps,
      request_logs: requests,
    };
  }

  #times(): Pick<ComponentLog, 'start_datetime' | 'end_datetime' | 'run_time'> {
    const run_time = Math.round(this.runTimeMs);
    return { start_datetime: iso(this.#start), end_datetime: iso(this.#start + run_time), run_time };
  }
}

/** ISO 8601, UTC, milliseconds. */
export const iso = createIso();

/** Most times of run logs are within the same few seconds: the last one's text is kept, up to its milliseconds. */
function createIso(): (ms: number) => string {
  let second = Number.NaN;
  let text = '';
  return (ms) => {
    const now = Math.floor(ms / 1000);
    if (now !== second) {
      text = new Date(now * 1000).toISOString().slice(0, -4);
      second = now;
    }
    const rest = Math.floor(ms - now * 1000);
    return `${text}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z`;
  };
}
