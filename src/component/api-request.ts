import { CodecError } from '../codec/codec-error.ts';
import { encodeBody, encodeLargeBody, encodeQuery } from '../codec/encode.ts';
import { clientHeader } from '../engine/client-header.ts';
import type { Attempt } from '../engine/port.ts';
import type { ResolvedRequest } from '../engine/resolved-call.ts';
import { isObject, type Json } from '../json.ts';
import { isLarge } from '../large/size.ts';
import type { HttpCall } from '../outbound/outbound.ts';
import { isSigned } from './call-auth.ts';
import { ApiHeaders } from './api-headers.ts';
import { type ByteBody, multipartBody, rawBody } from './byte-body.ts';
import { unsendable } from './unsendable.ts';

const ACCEPT_ENCODING = 'accept-encoding';
const CONTENT_ENCODING = 'content-encoding';

/** The HTTP calls of api components and of `ctx.request`. */
export class ApiRequests {
  readonly #headers = new ApiHeaders();

  /**
   * The HTTP call of one attempt. What the rule says about a header wins over `Accept` and the content type; `auth`
   * wins over an `authorization` header; the run's own headers win over the rule's, because every call carries them.
   * @throws StepgateError 110007, not retryable, where the call cannot be written.
   */
  toHttpCall(
    api: ResolvedRequest,
    attempt: Attempt,
    secrets: Readonly<Record<string, string>>,
  ): HttpCall | Promise<HttpCall> {
    const method = api.method.toUpperCase();
    const bodiless = method === 'GET' || method === 'HEAD';
    const input = bodiless ? null : (api.input ?? null);
    const bytes = input === null ? undefined : byteBody(api.call.dataType, input);
    const shape = { bodiless, hasBody: input !== null, bytesType: bytes?.contentType };
    const { headers, checked } = this.#headers.of(api, shape, attempt.run.forwarded);
    const ofRun = checked ?? headers;
    ofRun.push('trx', attempt.run.trx, 'traceparent', attempt.run.traceparent());
    if (!bodiless) ofRun.push('idempotency-key', attempt.idempotencyKey);
    // What is signed is so when it is sent.
    if (api.auth && !isSigned(api.auth)) headers.push('authorization', authorization(api.auth));
    if (attempt.passOn) askAsClient(api, headers, checked, attempt);
    if (bytes?.isAsItCame) nameCoding(api, headers, attempt);
    const call = {
      method,
      url: bodiless ? withQuery(api) : api.url,
      headers,
      checked,
      timeoutMs: attempt.timeoutMs,
      signal: attempt.signal,
      tls: api.call.tls && tlsOf(api.call.tls, secrets),
      http2: api.call.http2,
    };
    if (bytes) return { ...call, body: bytes.body, bodyLength: bytes.length };
    return input === null ? call : withBody(call, api.call, input);
  }
}

/** An answer that is streamed goes to the client compressed as it is: in a way that it knows. */
function askAsClient(
  { header }: ResolvedRequest,
  headers: string[],
  checked: string[] | undefined,
  { run }: Attempt,
): void {
  if (names(header, ACCEPT_ENCODING)) return;
  const asked = clientHeader(run.scope, ACCEPT_ENCODING);
  const codings = typeof asked === 'string' ? asked : 'identity';
  const at = checked?.indexOf(ACCEPT_ENCODING) ?? -1;
  if (checked && at >= 0) checked[at + 1] = codings;
  else headers.push(ACCEPT_ENCODING, codings);
}

/** A body that goes on as it came is still in the coding in which it came. */
function nameCoding({ header }: ResolvedRequest, headers: string[], { run }: Attempt): void {
  const coding = clientHeader(run.scope, CONTENT_ENCODING);
  if (typeof coding === 'string' && !names(header, CONTENT_ENCODING)) headers.push(CONTENT_ENCODING, coding);
}

function names(header: ResolvedRequest['header'], wanted: string): boolean {
  return Object.keys(header).some((name) => name.toLowerCase() === wanted);
}

function authorization(auth: readonly string[]): string {
  const [first = '', second] = auth;
  if (auth.length > 2 || (first === '' && !second)) {
    throw unsendable('auth is ["user","password"] or ["token"], and what it was given is empty; is the secret set?');
  }
  return second === undefined ? `Bearer ${first}` : `Basic ${Buffer.from(`${first}:${second}`).toString('base64')}`;
}

/** The body that is no text; undefined: it is. */
function byteBody(dataType: ResolvedRequest['call']['dataType'], input: Json): ByteBody | undefined {
  if (dataType === 'raw') return rawBody(input);
  return dataType === 'multipart' ? multipartBody(input) : undefined;
}

/** GET and HEAD: `input` goes behind the query that the URL has; bytes go nowhere. */
function withQuery({ url, input, call }: ResolvedRequest): string {
  if (call.dataType === 'raw' || input === undefined || input === null || input === '') return url;
  if (!isObject(input))
    throw unsendable('the input of a GET or HEAD becomes the query string, so it must be an object');
  const query = encodeQuery(input);
  if (query === '') return url;
  const [address = '', ...fragment] = url.split('#');
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  return [address + joint + query, ...fragment].join('#');
}

/** A large body is written in slices. */
function withBody(
  call: HttpCall,
  { dataType, xmlName }: ResolvedRequest['call'],
  input: Json,
): HttpCall | Promise<HttpCall> {
  if (dataType === 'raw' || dataType === 'multipart') return call;
  try {
    if (dataType !== 'yaml' && !isLarge(input)) return { ...call, body: encodeBody(dataType, input, { xmlName }).body };
  } catch (error) {
    return unwritten(error);
  }
  return encodeLargeBody(dataType, input, { xmlName })
    .then(({ body }) => ({ ...call, body }))
    .catch(unwritten);
}

function unwritten(error: unknown): never {
  if (error instanceof CodecError) throw unsendable(`its input ${error.message}`);
  throw error;
}

/** The PEM texts behind the secret names. With only `ca` and `key`, `ca` holds the client certificate. */
function tlsOf(
  names: NonNullable<ResolvedRequest['call']['tls']>,
  secrets: Readonly<Record<string, string>>,
): NonNullable<HttpCall['tls']> {
  const pem = (name: string | undefined): string | undefined => {
    if (name === undefined) return undefined;
    if (!Object.hasOwn(secrets, name)) throw unsendable(`tls names the secret ${name}, which does not exist`);
    return secrets[name];
  };
  const [cert, key, ca] = [pem(names.cert), pem(names.key), pem(names.ca)];
  if (cert === undefined && key !== undefined && ca !== undefined) return { cert: ca, key };
  return { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }), ...(ca !== undefined && { ca }) };
}
