import type { Json } from '../json.ts';

/**
 * What templates and conditions of a run see: `request`, `response` (once the run has answered), `trx`, `logId`,
 * `now`, `today`, `uuid`, `var`, `secret`, `failed` (failures that were ignored, by component), and each component's output
 * under the first segment of its `outputName`.
 * Looked up by own properties only.
 */
export type Scope = Readonly<Record<string, unknown>>;

/** What `outputData`, `responseCondition` and `errMsg` see: the component's own result. */
export interface ResultScope {
  /** The parsed body of an api, the return value of a script, the value of a transform. Paths start here: `{data.id}`. */
  readonly body: Json;
  /** `{$status}`; of an api only. */
  readonly status?: number;
  /** `{$header.NAME}`, names in lower case; of an api only. */
  readonly header?: Readonly<Record<string, string | readonly string[]>>;
  /** The body's bytes in base64, of an answer that is passed on. */
  readonly base64?: string;
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

/** A template of any JSON shape, parsed once. */
export interface Template<S = Scope> {
  /** @throws StepgateError 110004 an expression in it fails, a form gets what it cannot take; 110003 it is too large. */
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
