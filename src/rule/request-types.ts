import type { ErrorDetail } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Condition, Template } from './template-types.ts';

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
  /** `msg`: the first of the errors, for people. */
  | { readonly ok: false; readonly errors: readonly ErrorDetail[]; readonly msg: string };

/** Requests that fit the field rules, and are refused. */
export interface RequestRefusal {
  readonly when: Condition;
  readonly status: number;
  readonly code: string;
  readonly msg: Template;
}
