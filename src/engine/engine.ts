import type { Json, JsonObject } from '../json.ts';
import type { AnswerType, CompiledRule, RequestContext } from '../rule/compiled.ts';
import type { Metadata } from '../rule/metadata.ts';
import type { StepgateError } from '../error.ts';
import type { HeaderFields } from './header-fields.ts';
import type { RunsUnderWay } from './live-run.ts';
import type { Following } from './following-port.ts';
import type { PassedStream } from './passed-answer.ts';
import type { KeptRun, Operator, RunStatus } from './port.ts';
import type { Parent } from './parent.ts';
import type { Pauses } from './pause-port.ts';
import type { WorkerScope } from './queue-port.ts';
import type { QueuedStart } from './queue-state.ts';
import type { RunLog } from './run-log.ts';
import type { WaitDesk } from './wait-port.ts';

/** An answer to a client, not yet encoded: `codec/` writes `body` as `type` says. */
export interface Answer {
  readonly status: number;
  /** The rule's own headers, by lower-case name. `Trx` is the gateway's to add. */
  readonly headers: Readonly<HeaderFields>;
  readonly type: AnswerType;
  readonly xmlName: string;
  readonly body: Json;
  /**
   * Set when this answer is not to be kept under the request's `Idempotency-Key`. `retry`: nothing is kept, the request
   * may be sent again; `pending`: the row of the run has the answer, or has it when the database is back.
   */
  readonly transient?: 'retry' | 'pending';
  /** An upstream's answer, in place of `body`, which is for the run log then: bytes in base64, or as they come. */
  readonly passed?: { readonly base64: string } | { readonly stream: PassedStream };
  /** For the run log: what of it the client gets in another form than the rule says. */
  readonly warnings?: readonly string[];
  /** It says that the run rests. */
  readonly isWaiting?: true;
  /** The failure that it tells of, and whether the run is kept. */
  readonly failure?: { readonly error: StepgateError; readonly isKept: boolean };
}

/** Which run, and whose trace it belongs to. */
export interface RunIds {
  readonly trx: string;
  /** W3C trace id, 32 hex digits. */
  readonly logId: string;
  /** Whether its request came with an `Idempotency-Key`. */
  readonly keyed?: boolean;
  /** What calls say of the client, `X-Forwarded-For` and the like: name, value, name, value, … */
  readonly forwarded?: readonly string[];
  /** `Client-Id`: the client can look for its runs with it. */
  readonly clientId?: string | undefined;
  /** What is noted of the run beside what its rule says, and before that. */
  readonly metadata?: Metadata | undefined;
  /** The schedule that has begun it, and for which moment: `{schedule.name}`, `{schedule.at}`. */
  readonly schedule?: { readonly name: string; readonly at: string } | undefined;
  /** The run that called it. */
  readonly parent?: Parent | undefined;
}

export interface StartedRun {
  readonly trx: string;
  /** Resolves as soon as the client can be answered; never rejects. */
  readonly answer: Promise<Answer>;
  /** The run's status once nothing of it is under way in this process; never rejects. */
  readonly done: Promise<RunStatus>;
  /** Whoever called is gone: a run whose answer is streamed ends, others go on. */
  clientLeft(): void;
  /**
   * Its client waits no longer: the run goes on by itself, also after a crash. Resolves to the 202 once that is stored, or to
   * the run's answer where it has one before. Of a durable run only.
   * @param applied what of `Prefer` was applied: `wait=10`
   */
  promise(applied: string): Promise<Answer>;
  /** Stops it: its caller wants it no more. */
  cancel(error: StepgateError): void;
}

/** A component as `POST /suspend/preview` shows it; secrets masked. */
export interface PreviewedComponent {
  readonly layer: number;
  readonly name: string;
  readonly type: 'api' | 'rule' | 'script' | 'transform' | 'flow' | 'wait';
  readonly url: string;
  readonly method: string | null;
  readonly input: Json;
  /** The condition says it would be skipped; null: it depends on outputs that are not there yet. */
  readonly skipped: boolean | null;
}

export interface Preview {
  readonly components: readonly PreviewedComponent[];
  /** Placeholders that would be null; those of the response are of no layer and no component. */
  readonly missing: readonly {
    readonly layer: number | null;
    readonly component: string | null;
    readonly pointer: string;
    readonly placeholder: string;
  }[];
}

/** What an operator sees and edits of a kept run. */
export interface KeptView {
  /** The rule as it is kept: the version that ran, or as edited. */
  readonly rule: JsonObject;
  /** The context: `request` and the outputs so far. */
  readonly data: JsonObject;
  /** Components of the layer `cur_step` that would run; null: all of them. */
  readonly errNames: readonly string[] | null;
}

/** What a kept run goes on with, other than it is kept. */
export interface KeptChange {
  /** Merged into the context (RFC 7396): null removes, what is not named stays. */
  readonly data?: JsonObject;
  /** `active`, or the name of a version of its rule. */
  readonly version?: string;
  /** The `epoch` of the run as it was read: when it has changed since, it does not go on. */
  readonly revision?: number;
  /** Whether `data` may say where secrets are sent. */
  readonly mayRedirect?: boolean;
}

/** An edit; `rule` replaces the rule, and does not come with `version`. */
export interface KeptEdit extends KeptChange {
  readonly rule?: JsonObject;
  readonly curStep?: number;
  readonly errNames?: readonly string[];
}

/** Answers for the calls of `POST /rule/test`: no call leaves. */
export type Mocks = Readonly<
  Record<
    string,
    | { readonly output: Json }
    | { readonly error: { readonly code: string; readonly msg: string } }
    | { readonly requests: readonly Json[] }
  >
>;

/** Runs that are begun without being waited for. */
export interface Queues {
  /**
   * Lets a run of a checked request take its turn; resolves once it is stored.
   * @returns the 202, or why the request is refused.
   */
  begin(rule: CompiledRule, request: RequestContext, ids: RunIds, how: QueuedStart): Promise<Answer>;
  /** Takes a run of a queue at once, whatever else is under way; undefined: it may not begin yet, or another process has it. */
  take(trx: string): Promise<StartedRun | undefined>;
  /** Resolves when a run of this process has ended, or rests, or when that time is over. */
  settled(trx: string, ms: number): Promise<void>;
  /** Tries a run anew that has failed, or was cancelled. @throws StepgateError 000404, 000409, 000503. */
  retry(trx: string, operator: Operator): Promise<void>;
  /** What is set of queues has changed: it counts here at once, in other processes within a second. */
  refresh(): Promise<void>;
  /** Works on queues from now on, on all where `scope` names none. */
  work(scope: WorkerScope): void;
}

export interface Engine {
  /** Starts a run of a checked request. */
  run(rule: CompiledRule, request: RequestContext, ids: RunIds): StartedRun;
  /** The answer to a request that the rule or the gateway refused, shaped by the rule's `error` block. */
  refuse(rule: CompiledRule, request: JsonObject, ids: RunIds, error: StepgateError): Answer;
  /**
   * Claims and resumes a kept run.
   * @param operator whose recovery is written to the audit log; that of a name alone is not.
   * @throws StepgateError 000404 unknown trx or version, 000409 ended, being recovered, or the version does not fit it,
   * 000400 and 000403 the data, 000503 database away.
   */
  recover(trx: string, change: KeptChange, operator: Operator | string): Promise<StartedRun>;
  /** @throws StepgateError as `recover`. */
  preview(trx: string, change: KeptChange): Promise<Preview>;
  /** @throws StepgateError as `recover`, and 000400 a rule that does not validate (with `errors`). */
  edit(row: KeptRun, edit: KeptEdit, operator: Operator): Promise<void>;
  /** What a kept run's `state` holds. */
  view(state: string): Promise<KeptView>;
  /** Stops a running run or gives up a suspended one. @throws StepgateError 000404, 000409. */
  cancel(trx: string, reason: string, operator: Operator): Promise<void>;
  readonly pauses: Pauses;
  readonly queues: Queues;
  readonly following: Following;
  /** Where what runs wait for comes in. */
  readonly waits: WaitDesk;
  /**
   * Gives up a kept run that is not under way: what it has left is undone, in the background.
   * @throws StepgateError 000404, 000409 it is under way, has ended, or its rule has no `compensate`.
   */
  compensate(trx: string, reason: string, operator: Operator): Promise<void>;
  /** Runs with mocks; writes nothing anywhere. `log` is null where the rule has refused the request. */
  test(
    rule: CompiledRule,
    request: RequestContext,
    ids: RunIds,
    mocks: Mocks,
  ): Promise<{ status: RunStatus; answer: Answer; log: RunLog | null }>;
  /** Runs under way in this process, without those that were taken from queues. */
  readonly running: number;
  /** What is under way in this process and its siblings: the newest `most` runs. */
  live(most: number): Promise<RunsUnderWay>;
  /** No new runs; resolves when those under way have ended, or were suspended at the deadline. */
  drain(deadlineMs: number): Promise<void>;
}
