import type { Json, JsonObject } from '../json.ts';
import type { ApiCall, RequestCall } from '../rule/compiled.ts';

/** A request with every template evaluated, apart from the headers that the run adds. */
export interface ResolvedRequest {
  readonly method: string;
  readonly url: string;
  readonly header: JsonObject;
  readonly auth: readonly string[] | JsonObject | undefined;
  readonly input: Json | undefined;
  /** How it is written, and how the answer is read. */
  readonly call: Pick<RequestCall, 'dataType' | 'contentType' | 'xmlName' | 'responseType' | 'lists'> &
    Partial<Pick<ApiCall, 'passes' | 'tls' | 'http2'>>;
}

/** An `ApiCall` with every template evaluated: what goes out. */
export interface ResolvedApi extends ResolvedRequest {
  readonly type: 'api';
  readonly call: ResolvedRequest['call'] &
    Pick<ApiCall, 'redirects' | 'tls' | 'passes'> &
    Partial<Pick<ApiCall, 'idleTimeoutMs' | 'http2'>>;
}

/** The same of a call of another rule; `url` is the name of the rule. */
export interface ResolvedRule extends ResolvedRequest {
  readonly type: 'rule';
}

/** A `ScriptCall` with its input evaluated and its script found: the version that is active now. */
export interface ResolvedScript {
  readonly type: 'script';
  readonly script: string;
  readonly version: string;
  readonly source: string;
  readonly language: 'js' | 'ts';
  readonly input: Json;
}

/** A `TransformCall` with its input evaluated. */
export interface ResolvedTransform {
  readonly type: 'transform';
  readonly expression: string;
  readonly input: Json;
}

export type ResolvedCall = ResolvedApi | ResolvedRule | ResolvedScript | ResolvedTransform;
