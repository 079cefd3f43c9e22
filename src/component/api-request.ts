import { CodecError } from '../codec/codec-error.ts';
import { encodeBody, encodeLargeBody, encodeQuery } from '../codec/encode.ts';
import type { EncodedBody } from '../codec/encode.ts';
import type { Attempt, ResolvedApi } from '../engine/port.ts';
import { StepgateError } from '../error.ts';
import { charsetOf, isUtf8 } from '../http-header.ts';
import { isObject, type Json } from '../json.ts';
import { isLarge } from '../large/size.ts';
import type { HttpCall } from '../outbound/outbound.ts';
import { headerFields, type HeaderFields } from '../engine/header-fields.ts';

/** By response type. */
const ACCEPT = { json: 'application/json', xml: 'application/xml, text/xml', text: '*/*' } as const;

/**
 * The HTTP call of one attempt. What the rule says about a header wins over `Accept` and the content type; `auth` wins
 * over an `authorization` header; the run's own headers win over the rule's, because every call carries them.
 * @throws StepgateError 110007, not retryable, where the call cannot be written.
 */
export function toHttpCall(
  api: ResolvedApi,
  attempt: Attempt,
  secrets: Readonly<Record<string, string>>,
): HttpCall | Promise<HttpCall> {
  const method = api.method.toUpperCase();
  const bodiless = method === 'GET' || method === 'HEAD';
  const header = headerFields(api.header);
  if (!('accept' in header)) header.accept = ACCEPT[api.call.responseType];
  if (api.auth) header.authorization = authorization(api.auth);
  header.trx = attempt.run.trx;
  header.traceparent = attempt.run.traceparent();
  if (!bodiless) header['idempotency-key'] = attempt.idempotencyKey;
  const call: HttpCall = {
    method,
    url: bodiless ? withQuery(api) : api.url,
    headers: header,
    ...(api.call.tls && { tls: tlsOf(api.call.tls, secrets) }),
    timeoutMs: attempt.timeoutMs,
    signal: attempt.signal,
  };
  if (bodiless || api.input === undefined || api.input === null) return call;
  return withBody(call, api, api.input, header);
}

function authorization(auth: readonly string[]): string {
  const [first = '', second] = auth;
  if (auth.length > 2 || (first === '' && !second)) {
    throw unsendable('auth is ["user","password"] or ["token"], and what it was given is empty; is the secret set?');
  }
  return second === undefined ? `Bearer ${first}` : `Basic ${Buffer.from(`${first}:${second}`).toString('base64')}`;
}

/** GET and HEAD: `input` goes behind the query that the URL has. */
function withQuery({ url, input }: ResolvedApi): string {
  if (input === undefined || input === null || input === '') return url;
  if (!isObject(input))
    throw unsendable('the input of a GET or HEAD becomes the query string, so it must be an object');
  const query = encodeQuery(input);
  if (query === '') return url;
  const [address = '', ...fragment] = url.split('#');
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  return [address + joint + query, ...fragment].join('#');
}

/** Sets the content type, unless the rule has a header of its own for it. A large body is written in slices. */
function withBody(
  call: HttpCall,
  { call: { dataType, contentType, xmlName } }: ResolvedApi,
  input: Json,
  header: HeaderFields,
): HttpCall | Promise<HttpCall> {
  const encoded = ({ body, contentType: own }: EncodedBody): HttpCall => {
    if (contentType !== undefined) header['content-type'] = contentType;
    else if (!('content-type' in header)) header['content-type'] = own;
    refuseCharset(header['content-type']);
    return { ...call, body };
  };
  const failed = (error: unknown): never => {
    if (error instanceof CodecError) throw unsendable(`its input ${error.message}`);
    throw error;
  };
  if (isLarge(input)) return encodeLargeBody(dataType, input, { xmlName }).then(encoded).catch(failed);
  try {
    return encoded(encodeBody(dataType, input, { xmlName }));
  } catch (error) {
    return failed(error);
  }
}

/** Bodies go out as UTF-8; saying otherwise would make the upstream read something else. */
function refuseCharset(contentType: string | readonly string[] | undefined): void {
  if (typeof contentType !== 'string' || isUtf8(contentType)) return;
  throw unsendable(`its content type says charset=${charsetOf(contentType) ?? ''}, but bodies are sent as utf-8`);
}

/** The PEM texts behind the secret names. With only `ca` and `key`, `ca` holds the client certificate. */
function tlsOf(
  names: NonNullable<ResolvedApi['call']['tls']>,
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

function unsendable(why: string): StepgateError {
  return new StepgateError('110007', `the call cannot be sent: ${why}`, { retryable: false });
}
