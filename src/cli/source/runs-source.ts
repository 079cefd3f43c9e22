import type { keptRunHead } from '../../admin/kept-run.ts';
import type { KeptChange, KeptView, Preview } from '../../engine/engine.ts';
import type { HeaderFields } from '../../engine/header-fields.ts';
import type { LoggedError, RunLog } from '../../engine/run-log.ts';
import type { RunStatus } from '../../engine/run-status.ts';
import type { Page, PagePosition } from '../../store/result-page.ts';

/** What `GET /run_log/page` filters by; times are ISO 8601. */
export interface RunsFilter {
  readonly trx?: string;
  readonly log_id?: string;
  readonly method?: string;
  /** Of the request; without a leading slash it is one under the prefix. */
  readonly path?: string;
  readonly version?: string;
  readonly status?: RunStatus;
  readonly err_code?: string;
  readonly start?: string;
  readonly end?: string;
}

/** A filter of run logs also has the milliseconds that a run took at least. */
export interface LogsFilter extends RunsFilter {
  readonly min_run_time?: number;
}

/** What lists show of a run log. */
export type LogHead = Omit<RunLog, 'request' | 'response' | 'step_logs' | 'recoveries'>;

/** What lists show of a kept run. */
export type KeptHead = ReturnType<typeof keptRunHead>;

/** One kept run; what it goes on with is null once it has ended. */
export type Suspension = KeptHead & {
  readonly rule: KeptView['rule'] | null;
  readonly data: KeptView['data'] | null;
  readonly err_names: KeptView['errNames'];
};

/** What a recovery goes on with, other than it is kept. */
export type RecoveryChange = Pick<KeptChange, 'data' | 'version'>;

/** How a recovery came out. */
export interface Outcome {
  readonly status: RunStatus;
  /** Null where it succeeded. */
  readonly error: LoggedError | null;
}

/** A recovery whose run is no longer under way. */
export interface Recovered {
  /** What the gateway would have answered. */
  readonly answer: {
    readonly status: number;
    readonly headers: Readonly<HeaderFields>;
    readonly body: string;
  };
  readonly outcome: Outcome;
}

/** A secret as reads show it. */
export interface ShownSecret {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly length: number;
  readonly sha256_prefix: string;
  readonly operator: string;
  readonly updated_at: string;
}

/**
 * Where the commands of operators find runs and secrets, and do what they do: a running gateway, or its database. Both
 * refuse with the same `StepgateError`s; shapes are those of the REST API.
 */
export interface RunsSource {
  /** What a command line needs to look there again: ` --url http://…`, or nothing. */
  readonly option: string;
  /** Newest first. */
  logs(filter: LogsFilter, place: PagePosition): Promise<Page<LogHead>>;
  /** Kept runs, newest first; without a status those that are suspended or recovering. */
  kept(filter: RunsFilter, place: PagePosition): Promise<Page<KeptHead>>;
  log(trx: string): Promise<RunLog | undefined>;
  suspension(trx: string): Promise<Suspension | undefined>;
  preview(trx: string, change: RecoveryChange): Promise<Preview>;
  /** Resumes a run, and waits until nothing of it is under way. @throws StepgateError where it cannot be resumed. */
  recover(trx: string, change: RecoveryChange): Promise<Recovered>;
  cancel(trx: string, reason: string): Promise<void>;
  /** Gives up a kept run; what it has done is undone in the background. @throws StepgateError 000404, 000409 */
  compensate(trx: string, reason: string): Promise<void>;
  secrets(name: string | undefined, place: PagePosition): Promise<Page<ShownSecret>>;
  /** Adds a secret, or changes it. */
  saveSecret(name: string, content: string, description: string | undefined): Promise<'added' | 'changed'>;
  /** @throws StepgateError 000404; 000409 a rule names it, and it is not forced. */
  removeSecret(name: string, force: boolean): Promise<void>;
}
