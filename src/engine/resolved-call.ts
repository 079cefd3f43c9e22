import type { Json, JsonObject } from '../json.ts';
import type { ApiCall } from '../rule/compiled.ts';

/** An `ApiCall` with every template evaluated: what goes out, apart from the headers that the run adds. */
export interface ResolvedApi {
  readonly type: 'api';
  readonly method: string;
  readonly url: string;
  readonly header: JsonObject;
  readonly auth: readonly string[] | JsonObject | undefined;
  readonly input: Json | undefined;
  readonly call: Pick<
    ApiCall,
    'dataType' | 'contentType' | 'xmlName' | 'responseType' | 'lists' | 'redirects' | 'tls' | 'passes'
  > &
    Partial<Pick<ApiCall, 'idleTimeoutMs' | 'http2'>>;
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

export type ResolvedCall = ResolvedApi | ResolvedScript | ResolvedTransform;
