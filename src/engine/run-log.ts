import type { ErrorKind } from '../error-kind.ts';
import type { Json } from '../json.ts';
import type { Metadata } from '../rule/metadata.ts';
import type { WaitKind } from '../rule/compiled.ts';
import type { RunStatus } from './run-status.ts';

/** An error as logs show it. */
export interface LoggedError {
  readonly code: string;
  readonly msg: string;
  /** Logs of older versions have none. */
  readonly kind?: ErrorKind;
  readonly component?: string | null;
  readonly layer?: number | null;
}

/** One HTTP call of a component. Times ISO 8601 UTC, durations in milliseconds. */
export interface RequestLog {
  readonly url: string;
  readonly method: string;
  readonly status_code: number | null;
  readonly start_datetime: string;
  readonly run_time: number;
  readonly error: LoggedError | null;
  /** Where it was refused. */
  answer?: LoggedAnswer;
}

/** An upstream's answer: `body` is the text of its first 4 KiB, decompressed. */
export interface LoggedAnswer {
  readonly status: number;
  readonly header: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

export interface ScriptLogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly datetime: string;
  readonly message: string;
}

/** One `ctx.step` of a script. */
export interface StepLog {
  readonly name: string;
  run_time: number;
  error: LoggedError | null;
  /** Its result was there from an earlier attempt: it did not run. */
  readonly remembered?: true;
  /** The steps that it began, in the order in which they began. */
  steps?: StepLog[];
}

export interface ComponentLog {
  readonly step: number;
  readonly action: number;
  readonly name: string;
  readonly desc: string;
  readonly type: 'api' | 'rule' | 'script' | 'transform' | 'flow' | 'wait';
  readonly url: string;
  readonly version: string | null;
  readonly input: Json;
  readonly output: Json;
  readonly output_name: string | null;
  readonly error: LoggedError | null;
  readonly is_skip: boolean;
  readonly is_cache: boolean;
  readonly ignore_error: boolean;
  readonly retry_count: number;
  readonly start_datetime: string;
  readonly end_datetime: string;
  readonly run_time: number;
  readonly method: string | null;
  readonly status_code: number | null;
  readonly logs: readonly ScriptLogLine[];
  readonly logs_dropped?: number;
  readonly steps: readonly StepLog[];
  readonly request_logs: readonly RequestLog[];
  /** Of a flow: the layers inside that ran. */
  readonly layers?: readonly LayerLog[];
  /** Of a loop: its elements, in their order; the first of them only. */
  readonly items?: readonly ComponentLog[];
  readonly items_dropped?: number;
  /** The run of another rule. */
  readonly child?: ChildLog;
  /** Of `until`: each time that it ran. */
  readonly attempts?: readonly AttemptLog[];
  /** Of a wait; `by`: who completed it. */
  readonly wait?: WaitLog;
  /** The run rests at it, and goes on there. */
  readonly is_resting?: true;
  /** What has undone it, or was to. */
  readonly compensation?: ComponentLog;
}

/** What a run waited for; the times are null where it was called back before it was reached. */
export interface WaitLog {
  readonly for: WaitKind;
  readonly since: string | null;
  readonly until: string | null;
  readonly by: string | null;
}

/** A run of another rule: as its caller has last seen it. */
export interface ChildLog {
  readonly trx: string;
  readonly status: RunStatus;
}

/** The run that called this one, and by which component, in full. */
export interface ParentLog {
  readonly trx: string;
  readonly component: string;
}

/** One time that a component ran for `until`. */
export interface AttemptLog {
  readonly start_datetime: string;
  readonly run_time: number;
  /** Whether the condition held. */
  readonly held: boolean;
}

export interface LayerLog {
  readonly step: number;
  readonly action_count: number;
  readonly start_datetime: string;
  end_datetime: string;
  run_time: number;
  error: LoggedError | null;
  readonly component_logs: ComponentLog[];
}

/** What did not fail the run, and its author should know. */
export interface RunWarning {
  /** Both null: it concerns the answer. */
  readonly layer: number | null;
  readonly component: string | null;
  readonly message: string;
}

export interface RecoveryLog {
  readonly operator: string;
  readonly start_datetime: string;
  readonly end_datetime: string;
  readonly status: RunStatus;
  /** What operators changed: `data`, the names given to the recovery; `edited`, the fields edited before it. */
  readonly changes: Json;
}

/** One document per run. */
export interface RunLog {
  readonly trx: string;
  readonly log_id: string;
  /** Where another run called it. */
  readonly parent?: ParentLog;
  readonly method: string;
  /** The path of the request. */
  readonly path: string;
  readonly version: string;
  /** Where the rule, or who began the run, notes something of it. */
  readonly metadata?: Metadata;
  status: RunStatus;
  readonly step: number;
  cur_step: number;
  readonly request: Json;
  response: Json;
  /** Of `response`, for lists; none where there is no answer yet, and in logs of older versions. */
  http_status?: number;
  error: LoggedError | null;
  readonly start_datetime: string;
  resp_datetime: string | null;
  end_datetime: string | null;
  resp_time: number | null;
  run_time: number | null;
  readonly step_logs: LayerLog[];
  /** Logs of older versions have none. */
  warnings?: RunWarning[];
  readonly recoveries: RecoveryLog[];
  truncated?: true;
}
