import type { Clock } from '../clock.ts';
import type { Json } from '../json.ts';
import type { CompiledRule, RequestContext } from '../rule/compiled.ts';
import type { Failure } from './answer.ts';
import { iso } from './component-record.ts';
import type { Answer, RunIds } from './engine.ts';
import type { RunStatus } from './port.ts';
import type { ComponentLog, LayerLog, LoggedError, RecoveryLog, RunLog, RunWarning } from './run-log.ts';

/** Whether runs of the rule may leave a log, or be kept with it: without, none is gathered. */
export function keepsLog({ record, suspend }: Pick<CompiledRule, 'record' | 'suspend'>): boolean {
  return record || suspend;
}

/** Builds one run's log while it runs. */
export class RunRecord {
  readonly log: RunLog;
  readonly #clock: Clock;

  constructor(log: RunLog, clock: Clock) {
    this.log = log;
    this.#clock = clock;
  }

  /** Takes up a layer, or goes on with it when a recovery runs it again. Gives where its components' logs go. */
  beginLayer(
    step: number,
    size: number,
  ): { add: (entry: ComponentLog, warnings: readonly string[]) => void; end: (error: LoggedError | null) => void } {
    const start = this.#clock.now();
    this.log.cur_step = step;
    const layer = this.log.step_logs.find((one) => one.step === step) ?? this.#addLayer(step, size, start);
    return {
      add: (entry, warnings) => {
        layer.component_logs.push(entry);
        for (const message of warnings) this.warn({ layer: step, component: entry.name, message });
      },
      end: (error) => {
        const now = this.#clock.now();
        layer.end_datetime = iso(now);
        layer.run_time += now - start;
        layer.error = error;
        layer.component_logs.sort((a, b) => a.action - b.action);
      },
    };
  }

  #addLayer(step: number, size: number, start: number): LayerLog {
    const at = iso(start);
    const layer: LayerLog = {
      step,
      action_count: size,
      start_datetime: at,
      end_datetime: at,
      run_time: 0,
      error: null,
      component_logs: [],
    };
    this.log.step_logs.push(layer);
    return layer;
  }

  /** A record that goes on by itself from here: of how a run would end. */
  copy(): RunRecord {
    const { warnings = [], recoveries } = this.log;
    return new RunRecord({ ...this.log, warnings: [...warnings], recoveries: [...recoveries] }, this.#clock);
  }

  warn(warning: RunWarning): void {
    (this.log.warnings ??= []).push(warning);
  }

  /** The answer went out. `resp_datetime` and `resp_time` stay those of the first: it is the client's. */
  answered(answer: Answer): void {
    const now = this.#clock.now();
    this.log.response = { status: answer.status, header: answer.headers, body: answer.body };
    this.log.resp_datetime ??= iso(now);
    this.log.resp_time ??= now - Date.parse(this.log.start_datetime);
    for (const message of answer.warnings ?? []) this.warn({ layer: null, component: null, message });
  }

  /** The run has ended, or is suspended. */
  ended(status: RunStatus, failure: Failure | undefined): void {
    const now = this.#clock.now();
    this.log.status = status;
    this.log.error = failure ? loggedError(failure) : null;
    this.log.end_datetime = iso(now);
    this.log.run_time = now - Date.parse(this.log.start_datetime);
  }

  recovered(operator: string, start: number, status: RunStatus, changes: Json): void {
    const entry: RecoveryLog = {
      operator,
      start_datetime: iso(start),
      end_datetime: iso(this.#clock.now()),
      status,
      changes,
    };
    this.log.recoveries.push(entry);
  }
}

/** The log of a run that begins. */
export function newRunLog(rule: CompiledRule, request: RequestContext, ids: RunIds, startMs: number): RunLog {
  return {
    trx: ids.trx,
    log_id: ids.logId,
    method: request.method,
    path: request.path,
    version: rule.version,
    status: 'running',
    step: rule.layers.length,
    cur_step: Math.min(1, rule.layers.length),
    request,
    response: null,
    error: null,
    start_datetime: iso(startMs),
    resp_datetime: null,
    end_datetime: null,
    resp_time: null,
    run_time: null,
    step_logs: [],
    warnings: [],
    recoveries: [],
  };
}

/** A failure as logs show it. */
export function loggedError({ error, component, layer }: Failure): LoggedError {
  return { code: error.code, msg: error.message, component, layer };
}
