import type { Json, JsonObject } from '../json.ts';
import type { ErrorDetail } from '../error.ts';
import type { ListPath } from '../xml-list.ts';

/** How a body is read or written. */
export type BodyType = 'json' | 'xml' | 'form' | 'text';

/**
 * What templates and conditions of a run see: `request`, `response` (once the run has answered), `trx`, `logId`,
 * `var`, `secret`, and each component's output under the first segment of its `outputName`.
 * Looked up by own properties only.
 */
export type Scope = Readonly<Record<string, unknown>>;

/** What `outputData`, `responseCondition` and `errMsg` see: the component's own result. */
export interface ResultScope {
  /** The parsed body of an api, the return value of a script. Paths start here: `{data.id}`. */
  readonly body: Json;
  /** `{$status}`; absent for scripts. */
  readonly status?: number;
  /** `{$header.NAME}`, names in lower case; absent for scripts. */
  readonly header?: Readonly<Record<string, string | readonly string[]>>;
}

/** A placeholder as it stands in the rule: where, and what it reads. */
export interface Placeholder {
  /** JSON pointer into the rule, to the string that holds it. */
  readonly pointer: string;
  /** As written, without braces: `request.body.items[0].sku`. */
  readonly text: string;
  /** Its segments: `['request', 'body', 'items', 0, 'sku']`. */
  readonly path: readonly (string | number)[];
}

/** A template of any JSON shape, parsed once; evaluating never throws. */
export interface Template<S = Scope> {
  evaluate(scope: S): Json;
  readonly placeholders: readonly Placeholder[];
}

/** A template of a URL: what is put in after scheme and host is percent-encoded. */
export interface UrlTemplate {
  /** As written. */
  readonly source: string;
  /**
   * The URL; may be no valid URL where a placeholder that it begins with gave none: the caller checks.
   * @throws StepgateError 110004 where a placeholder before the query is null, "", a list or an object.
   */
  evaluate(scope: Scope): string;
  readonly placeholders: readonly Placeholder[];
}

/** A parsed condition. */
export interface Condition<S = Scope> {
  /** @throws StepgateError 110004 when it fails or is not a bool. */
  evaluate(scope: S): boolean;
  readonly placeholders: readonly Placeholder[];
  readonly source: string;
}

export interface ApiCall {
  readonly type: 'api';
  readonly method: string;
  readonly url: UrlTemplate;
  /** An object of header name → value. */
  readonly header: Template;
  /** `[user, password]` or `[token]`. */
  readonly auth: Template | undefined;
  readonly input: Template | undefined;
  readonly dataType: BodyType;
  readonly contentType: string | undefined;
  readonly xmlName: string;
  readonly responseType: 'json' | 'xml' | 'text';
  /** Elements of an XML answer that are lists. */
  readonly lists: readonly ListPath[];
  readonly responseCondition: Condition<ResultScope> | undefined;
  readonly errMsg: Template<ResultScope> | undefined;
  /** Names of secrets. */
  readonly tls: { readonly cert?: string; readonly key?: string; readonly ca?: string } | undefined;
}

export interface ScriptCall {
  readonly type: 'script';
  /** The script's name, without a file ending. */
  readonly script: string;
  readonly input: Template | undefined;
}

export interface CompiledComponent {
  /** From 1. */
  readonly layer: number;
  /** The component's place in its layer, from 1. */
  readonly action: number;
  readonly name: string;
  /** `<layer>-<name>`: what names it within the run. */
  readonly key: string;
  /** The same, percent-encoded where a header could not hold it. */
  readonly keyInHeader: string;
  readonly desc: string;
  readonly call: ApiCall | ScriptCall;
  readonly condition: Condition | undefined;
  /** Segments of `outputName`; undefined: the output goes nowhere. */
  readonly outputPath: readonly string[] | undefined;
  readonly outputData: Template<ResultScope> | undefined;
  readonly cacheTtlMs: number | undefined;
  readonly timeoutMs: number;
  readonly retryMaxCount: number;
  readonly retryMaxWaitMs: number;
  readonly ignoreError: boolean;
  /** Evaluates to null where the rule has none. */
  readonly fallback: Template;
  readonly nowResponse: boolean;
}

export interface CompiledResponse {
  readonly type: 'json' | 'xml' | 'text';
  readonly status: Template;
  /** An object of header name → value. */
  readonly header: Template;
  readonly body: Template | undefined;
  readonly defaultBody: Template | undefined;
  readonly xmlName: string;
  readonly error:
    | {
        readonly status: Template | undefined;
        readonly header: Template | undefined;
        readonly body: Template | undefined;
      }
    | undefined;
}

/** A request as HTTP brought it: all values but a JSON body are still text. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** Names in lower case. */
  readonly header: Readonly<Record<string, string | readonly string[]>>;
  /** Values one by one of the headers that came more than once, which `header` has in one text. */
  readonly repeated?: Readonly<Record<string, readonly string[]>>;
  /** Decoded by the rule's request type; null where there is none. */
  readonly body: Json;
  readonly ip: string;
}

/** `request` in the context: the raw request with values converted and defaults filled in. */
export type RequestContext = JsonObject & { readonly method: string; readonly path: string };

export type RequestCheck =
  | { readonly ok: true; readonly request: RequestContext }
  | { readonly ok: false; readonly errors: readonly ErrorDetail[] };

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
  /** True with `durable` too. */
  readonly suspend: boolean;
  readonly durable: boolean;
  readonly timeoutMs: number;
  readonly idempotencyRequired: boolean;
  readonly recover: { readonly auto: boolean; readonly max: number; readonly waitMs: number } | undefined;
  readonly bodyType: BodyType;
  /** Elements of an XML body that are lists. */
  readonly bodyLists: readonly ListPath[];
  /** Whether a JSON body in which a key stands twice is refused. */
  readonly refusesDuplicates: boolean;
  check(request: RawRequest): RequestCheck;
  /** The context of a run that was kept, as it was before: JSON does not say which numbers are `bigint`. */
  readonly restore: (data: JsonObject) => JsonObject;
  readonly layers: readonly (readonly CompiledComponent[])[];
  readonly response: CompiledResponse;
  /** Names of the secrets that the rule itself names. */
  readonly secrets: readonly string[];
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

/**
 * The signatures that `src/rule/` exports beside these types:
 *
 * checkRule(document: unknown, environment?: RuleEnvironment): { errors: Diagnostic[]; warnings: Diagnostic[] }
 *   pointers of the inner rule start at the rule: `/components/0/1/input/user_id`;
 *   of the document's own fields: `/name`, `/method`, `/desc`.
 * compileRule(document: RuleDocument, version: string): CompiledRule
 *   @throws StepgateError 000400 with `errors` when checkRule finds errors.
 * ruleSchema: JSON Schema (2020-12) of a rule file, generated from the TypeBox declaration that also gives the types.
 */
export type RuleModule = never;
