import { charsetOf, isUtf8 } from '../http-header.ts';
import type { Json } from '../json.ts';
import type { ApiCall, RequestCall, UrlTemplate } from './compiled.ts';
import { compileCondition } from './condition/condition.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ApiSpec, RuleCallSpec } from './schema/component.ts';
import { REQUEST_METHOD } from './schema/request-call.ts';
import { compileCallHeader } from './header.ts';
import { member } from './json-pointer.ts';
import { compileFailures } from './failure-cases.ts';
import { compileLists } from './lists.ts';
import { contextSyntax, findPlaceholders, resultSyntax } from './placeholder.ts';
import { withQuery } from './query.ts';
import { checkHeaderText, checkInput, literalOf } from './sendable.ts';
import { compileTemplate } from './template.ts';
import { checkBytes, LARGEST_MESSAGE_BYTES } from './text-size.ts';
import { compileUrl } from './url-template.ts';
import { xmlNameError } from './xml-name.ts';

/** Compiles what is particular to an api component. */
export function compileApi(spec: ApiSpec, pointer: string, diagnostics: Diagnostics, rest?: string): ApiCall {
  const at = (field: string) => member(pointer, field);
  checkTls(spec.tls, at('tls'), diagnostics);
  if (spec.http2 === true && /^\s*http:/i.test(spec.url))
    diagnostics.warn(at('http2'), 'HTTP/2 is agreed on in TLS: a call to an http:// URL speaks HTTP/1.1');
  return {
    type: 'api',
    ...compileRequestCall(spec, compileUrl(spec.url, at('url'), diagnostics, rest), pointer, diagnostics),
    authTakesBody: authTakesBody(spec.auth),
    redirects: spec.redirects ?? 0,
    tls: spec.tls,
    http2: spec.http2 ?? false,
    idleTimeoutMs: Math.max(1, Math.round((spec.idleTimeout ?? 60) * 1000)),
  };
}

/** Compiles what a call of an upstream and one of another rule have in common. */
export function compileRequestCall(
  spec: ApiSpec | RuleCallSpec,
  url: UrlTemplate,
  pointer: string,
  diagnostics: Diagnostics,
): RequestCall {
  const at = (field: string) => member(pointer, field);
  refuseBoth(spec, 'dataType', 'requestType', pointer, diagnostics);
  refuseBoth(spec, 'errMsg', 'errorMsg', pointer, diagnostics);
  const wrongName = spec.xmlName === undefined ? undefined : xmlNameError(spec.xmlName);
  if (wrongName !== undefined) diagnostics.error(at('xmlName'), wrongName);
  const method = spec.method === REQUEST_METHOD ? undefined : (spec.method ?? 'GET').toUpperCase();
  const dataType = spec.dataType ?? spec.requestType ?? 'json';
  checkContentType(spec, method, pointer, diagnostics);
  checkAuth(spec.auth, at('auth'), diagnostics);
  checkInput(spec.input, method, dataType, at('input'), diagnostics);
  const { responseType } = spec;
  const messageField = spec.errMsg === undefined ? 'errorMsg' : 'errMsg';
  const message = spec[messageField];
  checkBytes(message ?? '', LARGEST_MESSAGE_BYTES, at(messageField), diagnostics);
  return {
    method,
    url: withQuery(url, spec.query, at('query'), diagnostics),
    header: compileCallHeader(spec.header, dataType === 'raw', at('header'), diagnostics),
    auth: spec.auth && compileTemplate(spec.auth as Json, at('auth'), contextSyntax, diagnostics),
    input: spec.input === undefined ? undefined : compileTemplate(spec.input, at('input'), contextSyntax, diagnostics),
    dataType,
    contentType: spec.contentType === '' ? undefined : spec.contentType,
    xmlName: spec.xmlName ?? 'xml',
    responseType,
    lists: compileLists(spec.lists, responseType, 'responseType', at('lists'), diagnostics),
    responseCondition:
      spec.responseCondition === undefined
        ? undefined
        : compileCondition(spec.responseCondition, at('responseCondition'), resultSyntax, diagnostics),
    failure: compileFailures(spec.failure, at('failure'), diagnostics),
    retryOn: spec.retryOn && new Set(spec.retryOn),
    errMsg: message === undefined ? undefined : compileTemplate(message, at(messageField), resultSyntax, diagnostics),
  };
}

/** Refuses content types that no header can carry, or that say another charset than the UTF-8 in which bodies go out. */
function checkContentType(
  { contentType, header, input, dataType }: ApiSpec | RuleCallSpec,
  method: string | undefined,
  pointer: string,
  diagnostics: Diagnostics,
) {
  const named = Object.entries(header ?? {}).filter(([name]) => name.toLowerCase() === 'content-type');
  const types: [string, unknown][] = named.map(([name, value]) => [member(pointer, 'header', name), value]);
  if (contentType !== undefined && contentType !== '') {
    checkHeaderText(contentType, member(pointer, 'contentType'), diagnostics);
    types.push([member(pointer, 'contentType'), contentType]);
  }
  if (input === undefined || input === null || method === 'GET' || method === 'HEAD' || dataType === 'raw') return;
  for (const [at, value] of types) {
    if (typeof value === 'string' && !isUtf8(literalOf(value)))
      diagnostics.error(at, `bodies are sent as utf-8, not as charset=${charsetOf(literalOf(value)) ?? ''}`);
  }
}

function refuseBoth(
  spec: ApiSpec | RuleCallSpec,
  name: keyof RuleCallSpec,
  alias: keyof RuleCallSpec,
  pointer: string,
  diagnostics: Diagnostics,
): void {
  if (spec[name] === undefined || spec[alias] === undefined) return;
  diagnostics.error(member(pointer, alias), `${alias} is another name of ${name}: give only one of them`, name);
}

/** A user and a password are encoded by HTTP Basic; a token goes out as it is. */
function checkAuth(auth: ApiSpec['auth'], pointer: string, diagnostics: Diagnostics): void {
  if (auth === undefined) return;
  if (isTexts(auth)) {
    if (auth.length === 1) checkHeaderText(auth[0] ?? null, member(pointer, 0), diagnostics);
  } else if ('oauth2' in auth) {
    // Data could have the secret sent anywhere.
    const places = findPlaceholders(auth.oauth2.tokenUrl ?? '').filter(({ escaped }) => !escaped);
    if (places.some(({ text }) => !/^(?:var|secret)\b/.test(text)))
      diagnostics.error(member(pointer, 'oauth2', 'tokenUrl'), 'a token URL may hold {var.NAME} only');
  }
}

/** S3 alone takes a body that is not signed. */
function authTakesBody(auth: ApiSpec['auth']): boolean {
  if (auth === undefined || isTexts(auth)) return false;
  return 'oauth2' in auth || auth.aws4.service !== 's3';
}

function isTexts(auth: NonNullable<ApiSpec['auth']>): auth is readonly string[] {
  return Array.isArray(auth);
}

function checkTls(tls: ApiSpec['tls'], pointer: string, diagnostics: Diagnostics): void {
  if (tls === undefined) return;
  if (tls.cert !== undefined && tls.key === undefined)
    diagnostics.error(pointer, 'a client certificate (cert) needs its key');
  if (tls.key !== undefined && tls.cert === undefined && tls.ca === undefined) {
    diagnostics.error(pointer, 'a key needs its client certificate (cert)');
  }
}
