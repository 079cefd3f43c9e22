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
import type { AuditLine } from './audit-line.ts';
import type { RuleAnswer } from './rule-request.ts';
import type { Parent } from './parent.ts';
import type { PassedStream } from './passed-answer.ts';
import type { ResolvedApi, ResolvedCall, ResolvedRule, ResolvedScript, ResolvedTransform } from './resolved-call.ts';
import type { ChildLog, RequestLog, RunLog, ScriptLogLine, StepLog } from './run-log.ts';
import type { RunStatus } from './run-status.ts';

export type { ResolvedApi, ResolvedCall, ResolvedRule, ResolvedScript, ResolvedTransform } from './resolved-call.ts';
export type { AuditLine, Operator } from './audit-line.ts';
export type { RunStatus } from './run-status.ts';

/** What a component's call gave, before `responseCondition` and `outputData`. */
export type ComponentResult =
  | { readonly kind: 'value'; readonly result: ResultScope }
  | { readonly kind: 'suspend'; readonly code: string; readonly reason: string }
  /** The run of another rule is suspended, with that code. */
  | { readonly kind: 'child'; readonly trx: string; readonly code: string }
  | { readonly kind: 'break'; readonly code: string; readonly status: number; readonly reason: string };

/** A request as the run log shows it, which most runs never write. */
export interface MadeRequest {
  log(): RequestLog;
  /** `result` is refused: the log shows the answer, where it is that of this request. */
  refuse(result: ResultScope): void;
  /** Its component has ended: nothing is refused any more. */
  settled(): void;
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
  logsDropped: number;
  /** The run of another rule, the last one. */
  child?: ChildLog | undefined;
  /** What the call with that key was answered, where its run has succeeded. */
  childAnswer?: { readonly key: string; readonly answer: RuleAnswer } | undefined;
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
  /** Who has recovered it; undefined: it has not been kept before. */
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

/** A kept run: stored with `durable`, and on suspension. `state` is the engine's own JSON. */
export interface KeptRun {
  readonly id: number;
  readonly trx: string;
  readonly logId: string;
  readonly method: string;
  /** The path of the request. */
  readonly path: string;
  readonly version: string;
  readonly status: RunStatus;
  /** Why it is suspended: `error`, `script`, `crash`, `shutdown`, … */
  readonly cause: string | null;
  /** Number of layers. */
  readonly step: number;
  /** The layer to go on with, from 1. */
  readonly curStep: number;
  readonly errCode: string | null;
  readonly errMsg: string | null;
  readonly errComponent: string | null;
  readonly state: string;
  readonly recoverCount: number;
  /** Raised at every claim: a fencing token. */
  readonly epoch: number;
  readonly owner: string | null;
  /** Epoch milliseconds on the database's clock; null: no lease. */
  readonly leaseUntil: number | null;
  /** Epoch milliseconds when it goes on by itself: a suspended one is recovered, a waiting one woken; null: never. */
  readonly recoverAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A kept run without its state, which may be large. */
export type KeptRunHead = Omit<KeptRun, 'state'>;

/** A run log that waits in the outbox to be written among the run logs, or the state of the run that holds it. */
export type OutboxLog = { readonly log: RunLog } | { readonly state: string };

/** Side writes: what else is written in the same commit. */
export interface SideWrites {
  /** The encoded answer to repeated requests with the run's `Idempotency-Key`, if there is such a key. */
  readonly answer?: string;
  /** The same, where no answer is kept yet. */
  readonly answerIfPending?: string;
  /** The run log as of this write, in the outbox until it is among the run logs. `in state`: the state holds it. */
  readonly log?: RunLog | 'in state';
  /** The run ends: nothing waits for it any more. */
  readonly endsWaits?: boolean;
  /** The run that waits for this one, and goes on by itself now. */
  readonly wakes?: string | undefined;
  /** Written where the change is made, and only there. */
  readonly audit?: AuditLine | undefined;
}

/** The parts of a kept run that a change may write. */
export type KeptRunPatch = SideWrites &
  Partial<
    Pick<
      KeptRun,
      | 'version'
      | 'cause'
      | 'step'
      | 'curStep'
      | 'errCode'
      | 'errMsg'
      | 'errComponent'
      | 'state'
      | 'recoverCount'
      | 'recoverAt'
      | 'epoch'
    >
  >;

export type NewKeptRun = SideWrites &
  Omit<KeptRun, 'id' | 'epoch' | 'leaseUntil' | 'createdAt' | 'updatedAt'> & {
    /** Its answer stays with the row, whether it has a key or not. */
    readonly keepsAnswer?: boolean;
    /** Its request came with an `Idempotency-Key`: there may be a row, which holds the key. */
    readonly keyed?: boolean | undefined;
    readonly parent?: Parent | undefined;
  };

export interface RunFilter {
  readonly trx?: string;
  readonly method?: string;
  readonly path?: string;
  readonly version?: string;
  readonly logId?: string;
  readonly errCode?: string;
  readonly status?: RunStatus;
  /** Epoch milliseconds of `createdAt`, inclusive. */
  readonly start?: number;
  readonly end?: number;
}

/** The kept runs. Every change is one compare-and-set on status and epoch. */
export interface RunRepository {
  /** Inserts with epoch 1; with a lease for `owner` when the status is running. Committed when it resolves. */
  insert(run: NewKeptRun): Promise<void>;
  /** Status stays; false: another process has taken the run, or it has ended. */
  checkpoint(trx: string, epoch: number, patch: KeptRunPatch): Promise<boolean>;
  /** False: the row was not in one of `from` at `epoch`. A final or suspended status ends the lease. */
  transition(
    trx: string,
    from: readonly RunStatus[],
    epoch: number,
    to: RunStatus,
    patch: KeptRunPatch,
  ): Promise<boolean>;
  /**
   * suspended → recovering, epoch and recoverCount raised, leased to `owner`; `audit` is written where it wins.
   * @param counts false: `recoverCount` stays.
   */
  claim(trx: string, owner: string, audit?: AuditLine, counts?: boolean): Promise<KeptRun | 'missing' | 'conflict'>;
  /** waiting → running, epoch raised, leased to `owner`. */
  wake(trx: string, owner: string): Promise<KeptRun | 'missing' | 'conflict'>;
  get(trx: string): Promise<KeptRun | undefined>;
  getById(id: number): Promise<KeptRun | undefined>;
  /** Extends the leases that `owner` still has on these runs; gives the trxs of those. */
  renewLeases(owner: string, trxs: readonly string[]): Promise<readonly string[]>;
  /** Running and recovering rows whose lease has run out become suspended, cause `crash`, epoch raised; gives them. */
  reapExpired(): Promise<KeptRun[]>;
  /** Logs that are in the outbox for longer than it takes to write them: their process has died. */
  outboxLogs(): Promise<readonly OutboxLog[]>;
  /** Suspended and waiting runs whose `recoverAt` has come, those that wait longest first. */
  due(limit: number): Promise<readonly Pick<KeptRun, 'trx' | 'status'>[]>;
}
