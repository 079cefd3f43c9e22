import type { JsonObject } from '../json.ts';
import type { ListPath } from '../xml-list.ts';
import type { RawRequest, RequestCheck, RequestRefusal } from './request-types.ts';
import type { Condition, ResultScope, Template, UrlTemplate } from './template-types.ts';
import type { AnswerType, CallType, ReadType, RequestType } from './body-type.ts';
import type { CompiledQueue } from './queue-types.ts';
import type { WaitCall } from './wait-types.ts';

export type { AnswerType, BodyType, CallType, ReadType, RequestType } from './body-type.ts';

export { DEFAULT_QUEUE, QUEUE_NAME } from './queue-types.ts';
export type { CompiledQueue, QueueBackoff } from './queue-types.ts';
export type { WaitCall, WaitKind, WaitRole } from './wait-types.ts';

export type { RawRequest, RequestContext, RequestCheck, RequestRefusal } from './request-types.ts';

export type { Condition, Placeholder, ResultScope, Scope, Template, UrlTemplate } from './template-types.ts';

/** What certain failures of an api mean. */
export interface FailureCase {
  readonly when: Condition<ResultScope>;
  /** Its value is the output: nothing has failed. */
  readonly output: Template<ResultScope> | undefined;
  readonly code: string;
  readonly msg: Template<ResultScope> | undefined;
  readonly status: number;
  readonly retry: boolean | undefined;
}

/** What a request of an api and one to another rule have in common. */
export interface RequestCall {
  /** Undefined: that of the request. */
  readonly method: string | undefined;
  /** With the parameters of `query`. */
  readonly url: UrlTemplate;
  /** An object of header name → value; throws 110004 where its `*` is no object. */
  readonly header: Template;
  /** `[user, password]` or `[token]`. */
  readonly auth: Template | undefined;
  readonly input: Template | undefined;
  readonly dataType: CallType;
  readonly contentType: string | undefined;
  readonly xmlName: string;
  /** Undefined: as the answer's content type says. */
  readonly responseType: ReadType | undefined;
  /** Elements of an XML answer that are lists. */
  readonly lists: readonly ListPath[];
  readonly responseCondition: Condition<ResultScope> | undefined;
  readonly errMsg: Template<ResultScope> | undefined;
  readonly failure: readonly FailureCase[];
  /** Statuses, and reasons why there was no answer; undefined: the usual ones. */
  readonly retryOn: ReadonlySet<number | string> | undefined;
}

export interface ApiCall extends RequestCall {
  readonly type: 'api';
  /** Its body has to be there as a whole: it is signed, or may have to go out again with another token. */
  readonly authTakesBody: boolean;
  /** How many redirects are followed. */
  readonly redirects: number;
  /** Names of secrets. */
  readonly tls: { readonly cert?: string; readonly key?: string; readonly ca?: string } | undefined;
  /** HTTP/2 where the upstream offers it. */
  readonly http2: boolean;
  /** How long the upstream may be silent in the middle of an answer that is streamed. */
  readonly idleTimeoutMs: number;
  /** It is the component that `response.from` names. `streamed`: nobody but the client needs the body. */
  readonly passes?: 'streamed' | 'kept';
}

/** A run of another rule; `url` is the name of the rule, its parameters filled in. */
export interface RuleCall extends RequestCall {
  readonly type: 'rule';
}

export interface ScriptCall {
  readonly type: 'script';
  /** The script's name, without a file ending. */
  readonly script: string;
  readonly input: Template | undefined;
}

export interface TransformCall {
  readonly type: 'transform';
  /** JSONata, as it is written. */
  readonly expression: string;
  readonly input: Template | undefined;
}

/** The layers of a flow that run where `when` is true, or in any case. */
export interface FlowCase {
  readonly when: Condition | undefined;
  readonly layers: readonly (readonly CompiledComponent[])[];
  /** Keys of its own waits for callbacks by name, where there are some: `{callback.NAME}` inside. */
  readonly callbacks?: Readonly<Record<string, string>>;
}

export interface FlowCall {
  readonly type: 'flow';
  /** The first that fits is run. */
  readonly cases: readonly FlowCase[];
  /** Over the context inside; undefined: the output is an object of the outputs inside. */
  readonly output: Template | undefined;
}

/** `foreach`: the component runs once for each element of a list. */
export interface Loop {
  readonly list: Template;
  /** What an element is called. */
  readonly as: string;
  readonly concurrency: number;
  readonly maxItems: number;
}

/** `until`: the component runs again and again. */
export interface Until {
  /** Over the answer of an api, of others over the output, as their body. */
  readonly condition: Condition<ResultScope>;
  readonly everyMs: number;
  readonly max: number;
  /** The run rests between two times. */
  readonly rests?: true;
}

export interface CompiledComponent {
  /** Of its list of layers, from 1. */
  readonly layer: number;
  /** The component's place in its layer, from 1. */
  readonly action: number;
  readonly name: string;
  /** JSON pointer into the rule, to the component. */
  readonly pointer: string;
  /** `<layer>-<name>`: what names it within its list of layers. */
  readonly key: string;
  /** The same, percent-encoded where a header could not hold it. */
  readonly keyInHeader: string;
  readonly desc: string;
  readonly call: ApiCall | RuleCall | ScriptCall | TransformCall | FlowCall | WaitCall;
  readonly loop: Loop | undefined;
  readonly until: Until | undefined;
  readonly condition: Condition | undefined;
  /** Segments of `outputName`; undefined: the output goes nowhere. */
  readonly outputPath: readonly string[] | undefined;
  readonly outputData: Template<ResultScope> | undefined;
  readonly cacheTtlMs: number | undefined;
  /** Of one call, of a flow of all of it; infinite: none. */
  readonly timeoutMs: number;
  readonly retryMaxCount: number;
  readonly retryMaxWaitMs: number;
  readonly retryBaseMs: number;
  readonly ignoreError: boolean;
  /** Evaluates to null where the rule has none. */
  readonly fallback: Template;
  readonly nowResponse: boolean;
  /** What undoes it: a component named `NAME/undo`. */
  readonly undo: CompiledComponent | undefined;
  /** Whether it, or one inside it, has that. */
  readonly undoes: boolean;
  /** What `{failed.NAME}` is read of, beside code, message, kind and status; undefined: nothing reads it. */
  readonly keepsFailure?: { readonly body: boolean; readonly header: boolean };
}

/** One of several answers. */
export interface AnswerCase {
  readonly when: Condition;
  readonly status: Template;
  readonly header: Template;
  readonly body: Template | undefined;
}

/** A shape of failures; what it does not have stays as it would be. */
export interface ErrorCase {
  /** Undefined: always. */
  readonly when: Condition | undefined;
  /** Undefined: that of the response. */
  readonly type: AnswerType | undefined;
  readonly status: Template | undefined;
  readonly header: Template | undefined;
  readonly body: Template | undefined;
}

export interface CompiledResponse {
  /** The component whose answer is the answer. */
  readonly from: string | undefined;
  readonly type: AnswerType;
  /** From which `Accept` chooses, the first by default; undefined: there is one type only. */
  readonly types: readonly AnswerType[] | undefined;
  /** Undefined: 200, or with `from` that of the answer. */
  readonly status: Template | undefined;
  /** An object of header name → value. */
  readonly header: Template;
  readonly body: Template | undefined;
  readonly defaultBody: Template | undefined;
  readonly xmlName: string;
  /** Answers instead of what scripts, `defaultBody` and `body` say: the first of which `when` is true. */
  readonly cases: readonly AnswerCase[];
  /** What shapes failures: the first of which `when` is true. */
  readonly error: readonly ErrorCase[];
}

/** `recover`. */
interface CompiledRecovery {
  readonly auto: boolean;
  readonly max: number;
  readonly waitMs: number;
  /** A run that fails after that is given up. */
  readonly givesUp: boolean;
}

/** A rule that cannot be wrong: parsed, checked and frozen when it was loaded. */
export interface CompiledRule {
  readonly name: string;
  readonly method: string;
  readonly desc: string;
  /** The stored version, e.g. `V0198…`. */
  readonly version: string;
  /** The rule's JSON as it was saved: kept with a suspended run. */
  readonly source: JsonObject;
  readonly record: boolean;
  /** True with `durable` and `queue` too. */
  readonly suspend: boolean;
  /** True with `queue` too. */
  readonly durable: boolean;
  /** Runs of the rule may be begun without being waited for. */
  readonly queue?: CompiledQueue;
  readonly timeoutMs: number;
  readonly idempotencyRequired: boolean;
  readonly recover: CompiledRecovery | undefined;
  /** Any of its components has what undoes it. */
  readonly undoes: boolean;
  /** A run that fails is given up, with `suspend` too. */
  readonly givesUp: boolean;
  /** How long the client waits for compensations. */
  readonly holdMs: number;
  readonly bodyType: RequestType;
  /** Of a multipart body. */
  readonly maxFiles: number;
  /** Undefined: the gateway's own limit. */
  readonly bodyLimitBytes: number | undefined;
  /** Elements of an XML body that are lists. */
  readonly bodyLists: readonly ListPath[];
  /** Whether a JSON body in which a key stands twice is refused. */
  readonly refusesDuplicates: boolean;
  /** In slices where a part of the request is large. */
  check(request: RawRequest): RequestCheck | Promise<RequestCheck>;
  /** Looked at once the request has been checked. */
  readonly refusals: readonly RequestRefusal[];
  /** The context of a run that was kept, as it was before: JSON does not say which numbers are `bigint`. */
  readonly restore: (data: JsonObject) => JsonObject;
  /** An object of what is noted of its runs; undefined: nothing is. */
  readonly metadata: Template | undefined;
  readonly layers: readonly (readonly CompiledComponent[])[];
  readonly response: CompiledResponse;
  /** The answer of the component that `response.from` names may go to the client as it comes. */
  readonly streams: boolean;
  /** A raw body of a request may go to an upstream as it comes. */
  readonly uploads: boolean;
  /** One of its components runs another rule. */
  readonly callsRules: boolean;
  /** Names of the secrets that the rule itself names. */
  readonly secrets: readonly string[];
  /** Keys of its own waits for callbacks by name, where there are some: `{callback.NAME}`. */
  readonly callbacks?: Readonly<Record<string, string>>;
  /** Its runs may rest: what they answer in the end is kept. */
  readonly rests?: true;
}

/** An error or a warning about a rule, with its place. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly pointer: string;
  readonly message: string;
  readonly suggestion?: string;
}

/** What a rule may name beside itself, for the warnings; undefined: not known, no warning. */
export interface RuleEnvironment {
  readonly hasScript?: (name: string) => boolean;
  readonly hasSecret?: (name: string) => boolean;
  /** Names of STEPGATE_VAR_* and SELF. */
  readonly hasVar?: (name: string) => boolean;
}

/** What a rule file, or the body of POST /rule, holds. */
export interface RuleDocument {
  readonly name: string;
  readonly method: string;
  readonly desc?: string;
  readonly rule: JsonObject;
}
