import { ApiError } from './api-error.ts';
import type { ApiErrorDetail } from './api-error.ts';
import type { BodyOf, DataOf, Method, PathOf, QueryOf } from './api-types.ts';
import { parseJson } from './json.ts';
import { currentSession, sessionExpired } from './session.ts';

export interface RequestOptions {
  /** Undefined and empty values are left out; null is sent as an empty one. */
  readonly query?: object | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** A 401 is about a password in the body, not about the session. */
  readonly checksPassword?: boolean;
}

interface Envelope {
  readonly code: number | string;
  readonly msg?: string;
  readonly data?: unknown;
  readonly trx?: string;
  readonly errors?: readonly ApiErrorDetail[];
}

/**
 * Calls the REST API; gives the `data` of its answer. When the session has expired, the call waits until somebody has
 * signed in again, and is repeated.
 * @param path below `/api/v1`.
 * @throws ApiError
 */
export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  const token = currentSession()?.token;
  const response = await send(method, path, options, token);
  const isRefusedSession = response.status === 401 && token !== undefined && options.checksPassword !== true;
  if (isRefusedSession && (await sessionExpired(token))) {
    return request(method, path, options);
  }
  return (await readData(response)) as T;
}

/** `GET`: `get('/secret/page', { page: 1 }, signal)`. */
export function get<P extends PathOf<'get'>>(
  path: P,
  query?: QueryOf<'get', P>,
  signal?: AbortSignal,
): Promise<DataOf<'get', P>> {
  return request('get', path, { query: query as object | undefined, signal });
}

/** `POST` */
export function post<P extends PathOf<'post'>>(
  path: P,
  body?: BodyOf<'post', P>,
  signal?: AbortSignal,
): Promise<DataOf<'post', P>> {
  return request('post', path, { body, signal });
}

/** `PUT` */
export function put<P extends PathOf<'put'>>(path: P, body?: BodyOf<'put', P>): Promise<DataOf<'put', P>> {
  return request('put', path, { body });
}

/** `DELETE` */
export function remove<P extends PathOf<'delete'>>(path: P, body?: BodyOf<'delete', P>): Promise<DataOf<'delete', P>> {
  return request('delete', path, { body });
}

/**
 * A call that may be answered without an envelope. @param isAnswer tells such an answer from a failure of the API itself.
 * @throws ApiError
 */
export async function requestAnswer(
  method: Method,
  path: string,
  options: RequestOptions,
  isAnswer: (response: Response) => boolean,
): Promise<Response> {
  const token = currentSession()?.token;
  const response = await send(method, path, options, token);
  if (response.ok || isAnswer(response)) return response;
  if (response.status === 401 && token !== undefined && (await sessionExpired(token))) {
    return requestAnswer(method, path, options, isAnswer);
  }
  throw failureOf(response, readEnvelope(await response.text()));
}

async function send(
  method: Method,
  path: string,
  { query, body, signal }: RequestOptions,
  token: string | undefined,
): Promise<Response> {
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const init = { method: method.toUpperCase(), headers, signal: signal ?? null, cache: 'no-store' as const };
  try {
    return await fetch(`/api/v1${path}${queryText(query)}`, {
      ...init,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError({ code: 'network', msg: error instanceof Error ? error.message : String(error), status: 0 });
  }
}

async function readData(response: Response): Promise<unknown> {
  const envelope = readEnvelope(await response.text());
  if (response.ok && envelope !== undefined) return envelope.data;
  throw failureOf(response, envelope);
}

function failureOf(response: Response, envelope: Envelope | undefined): ApiError {
  const { code = response.status, msg = response.statusText, trx, errors } = envelope ?? {};
  const retryAfter = response.headers.get('retry-after');
  return new ApiError({
    code: String(code),
    msg,
    status: response.status,
    ...((trx ?? response.headers.get('trx')) && { trx: trx ?? response.headers.get('trx') ?? '' }),
    ...(errors && { errors }),
    ...(retryAfter !== null && { retryAfterSeconds: Number(retryAfter) }),
  });
}

function readEnvelope(text: string): Envelope | undefined {
  try {
    return parseJson(text) as Envelope;
  } catch {
    // A proxy's page, for example.
    return undefined;
  }
}

type Value = string | number | boolean | null;

function queryText(query: object = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '') as [string, Value][];
  const text = new URLSearchParams(
    given.map(([name, value]) => [name, value === null ? '' : String(value)]),
  ).toString();
  return text === '' ? '' : `?${text}`;
}
