import type { Signal } from '../abort.ts';
import type {
  ApiCall,
  CompiledComponent,
  ResultScope,
  RuleCall,
  Scope,
  ScriptCall,
  TransformCall,
} from '../rule/compiled.ts';
import type { Json } from '../json.ts';
import type { Feed } from './feed-port.ts';
import type { RuleAnswer } from './rule-request.ts';
import type { PassedStream } from './passed-answer.ts';
import type { ResolvedApi, ResolvedCall, ResolvedRule, ResolvedScript, ResolvedTransform } from './resolved-call.ts';
import type { ChildLog, RequestLog, RunLog, ScriptLogLine, StepLog } from './run-log.ts';

export type { Metadata } from '../rule/metadata.ts';
export type { ResolvedApi, ResolvedCall, ResolvedRule, ResolvedScript, ResolvedTransform } from './resolved-call.ts';
export type { AuditLine, Operator } from './audit-line.ts';
export type {
  KeptRun,
  KeptRunHead,
  KeptRunPatch,
  NewKeptRun,
  OutboxLog,
  RunFilter,
  RunRepository,
  SideWrites,
} from './run-repository.ts';
export type { EndStatus, RunStatus } from './run-status.ts';

/** What a component's call gave, before `responseCondition` and `outputData`. */
export type ComponentResult =
  | { readonly kind: 'value'; readonly result: ResultScope }
  | { readonly kind: 'suspend'; readonly code: string; readonly reason: string }
  /** The run of another rule is suspended, with that code. */
  | { readonly kind: 'child'; readonly trx: string; readonly code: string }
  /** The run of another rule waits. */
  | { readonly kind: 'waiting'; readonly trx: string }
  | { readonly kind: 'break'; readonly code: string; readonly status: number; readonly reason: string };

/** A request as the run log shows it, which most runs never write. */
export interface MadeRequest {
  log(): RequestLog;
  /** `result` is refused: the log shows the answer, where it is that of this request. */
  refuse(result: ResultScope): void;
  /** Its component has ended: nothing is refused any more. */
  settled(): void;
}

/** What a called run that has succeeded answered. */
interface ChildAnswer {
  /** Of the call. */
  readonly key: string;
  readonly answer: RuleAnswer;
  /** Keeps it, so that a recovery of the caller need not call again; undefined: it is kept. */
  readonly keep?: () => Promise<void>;
}

/** What an attempt leaves for the run log, filled in while it runs. */
export interface AttemptTrace {
  readonly requests: MadeRequest[];
  /** Whether a run log may be written: without, no request is noted. */
  readonly isLogged: boolean;
  readonly logs: ScriptLogLine[];
  readonly steps: StepLog[];
  /** For the head of the run log. */
  readonly warnings: string[];
  /** `ctx.progress`: what of it is done, from 0 to 1. */
  fraction?: number;
  logsDropped: number;
  /** A request of a script had been sent, and nothing tells whether it has taken effect. */
  uncertain?: boolean;
  /** The run of another rule, the last one. */
  child?: ChildLog | undefined;
  /** What the call with that key was answered, where its run has succeeded. */
  childAnswer?: ChildAnswer | undefined;
  /** The answer of an api that could not be read, its body as text; it may be large. */
  unread?: ResultScope | undefined;
}

/** The run as its components see it. */
export interface RunHandle {
  readonly trx: string;
  readonly logId: string;
  /** A W3C `traceparent` with this run's trace id and a new span id. */
  traceparent(): string;
  /** How many runs there are in the chain of callers that ends with it: 1 where nobody but a client called. */
  readonly depth: number;
  /** Whether a failing run is kept. */
  readonly keeps: boolean;
  /** Who has recovered it; `auto` where another process goes on undoing it; undefined: it has not been kept before. */
  readonly recoveredBy: string | undefined;
  /** Headers that say for whom a call is made, for those that the rule does not set: name, value, name, value, … */
  readonly forwarded: readonly string[];
  /** The context as it is now, with `secret` and `var`. */
  readonly scope: Scope;
  /** `ctx.data`, shared by all scripts of the run. */
  readonly data: Map<string, Json>;
  /** Results of `ctx.step`, by component key and name. */
  readonly steps: Map<string, RememberedStep>;
  /** By component key: a hash of the step that made the n-th `ctx.request`, empty where it was made in none. */
  readonly requests: Map<string, string[]>;
  /** `ctx.response`: only the first answer counts. */
  respond(value: Json): void;
  /** What a script has said of its progress last. */
  message?: string;
  /** Its events, where it is followed. */
  feed?: Feed | undefined;
  /** Takes what is to be done before the run is suspended, where that was not to be expected. */
  beforeKept(act: () => Promise<void>): void;
}

/** A remembered `ctx.step`. */
export interface RememberedStep {
  readonly value: Json;
  /** `fn` of a plain handler gave a promise: so that it gets one again. */
  readonly promised?: true;
}

/** One attempt of one component. */
export interface Attempt {
  readonly run: RunHandle;
  /** The component's name, in full. */
  readonly component: string;
  /** `<trx>-<layer>-<component>`, percent-encoded where a header could not hold it. */
  readonly idempotencyKey: string;
  /** `<layer>-<component>`: names this component within `run.steps`. */
  readonly key: string;
  readonly timeoutMs: number;
  /** Aborts with a StepgateError: the run timed out, was cancelled, or a neighbour failed. */
  readonly signal: Signal;
  readonly trace: AttemptTrace;
  /** It had begun before the run rested, and goes on. */
  readonly isWoken?: boolean;
  /**
   * Given where the answer is to be streamed to the client: takes its head and its body; resolves when the body has
   * ended. @throws StepgateError 110006 it is refused, or what has broken it off.
   */
  readonly passOn?: ((head: ResultScope, body: PassedStream) => Promise<void>) | undefined;
}

/** Runs components of one type. `component/` has one per type. */
export interface ComponentExecutor<C extends CompiledComponent['call'], R extends ResolvedCall> {
  /**
   * Evaluates the call's templates. Nothing goes out.
   * @throws StepgateError 110001 when a script is missing.
   */
  resolve(call: C, scope: Scope): R;
  /** @throws StepgateError when the call failed. An HTTP status ≥ 400 is a value, not a failure. */
  execute(call: R, attempt: Attempt): Promise<ComponentResult>;
}

/** A result, and whether another run made the call. */
export interface CachedResult {
  readonly result: ComponentResult;
  readonly hit: boolean;
}

/** Results of earlier runs (`isCache`), by the resolved call. */
export interface ResultCache {
  /**
   * The kept result, or what `load` gives. Callers that miss together make one call: the others wait for it. When that
   * call fails because its own run was given up, one of the callers that wait makes the call instead.
   * @param isSuccess only successes are kept.
   * @param signal ends the wait of this caller only.
   */
  get(
    call: ResolvedApi | ResolvedRule | ResolvedScript,
    ttlMs: number,
    load: () => Promise<ComponentResult>,
    isSuccess: (result: ResultScope) => boolean,
    signal: Signal,
  ): Promise<CachedResult>;
}

export interface Executors {
  readonly api: ComponentExecutor<ApiCall, ResolvedApi>;
  readonly rule: ComponentExecutor<RuleCall, ResolvedRule>;
  readonly script: ComponentExecutor<ScriptCall, ResolvedScript>;
  readonly transform: ComponentExecutor<TransformCall, ResolvedTransform>;
}

/** The values behind `{secret.NAME}` and `{var.NAME}`, as of now. */
export interface RunEnvironment {
  readonly secret: Readonly<Record<string, string>>;
  readonly var: Readonly<Record<string, string>>;
}

/** Takes finished run logs; writes them in groups, and holds the caller back when it cannot keep up. */
export interface RunLogSink {
  /** The log as it is going to be written: masked and cut to size. */
  fit(log: RunLog): Promise<RunLog>;
  /** @param isInOutbox it was stored with its run's row, as `fit` gave it. */
  write(log: RunLog, isInOutbox: boolean): Promise<void>;
}
