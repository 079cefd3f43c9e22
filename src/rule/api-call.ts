import { charsetOf, isUtf8 } from '../http-header.ts';
import type { ApiCall } from './compiled.ts';
import { compileCondition } from './condition/condition.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ApiSpec } from './schema/component.ts';
import { compileCallHeader } from './header.ts';
import { member } from './json-pointer.ts';
import { compileLists } from './lists.ts';
import { contextSyntax, resultSyntax } from './placeholder.ts';
import { checkHeaderText, checkInput, literalOf } from './sendable.ts';
import { compileTemplate } from './template.ts';
import { compileUrl } from './url-template.ts';
import { xmlNameError } from './xml-name.ts';

/** Compiles what is particular to an api component. */
export function compileApi(spec: ApiSpec, pointer: string, diagnostics: Diagnostics): ApiCall {
  const at = (field: string) => member(pointer, field);
  refuseBoth(spec, 'dataType', 'requestType', pointer, diagnostics);
  refuseBoth(spec, 'errMsg', 'errorMsg', pointer, diagnostics);
  checkTls(spec.tls, at('tls'), diagnostics);
  const wrongName = spec.xmlName === undefined ? undefined : xmlNameError(spec.xmlName);
  if (wrongName !== undefined) diagnostics.error(at('xmlName'), wrongName);
  const method = (spec.method ?? 'GET').toUpperCase();
  const dataType = spec.dataType ?? spec.requestType ?? 'json';
  checkContentType(spec, method, pointer, diagnostics);
  // A user and a password are encoded by HTTP Basic; a token goes out as it is.
  if (spec.auth?.length === 1) checkHeaderText(spec.auth[0] ?? null, member(at('auth'), 0), diagnostics);
  checkInput(spec.input, method, dataType, at('input'), diagnostics);
  const responseType = spec.responseType ?? 'json';
  const messageField = spec.errMsg === undefined ? 'errorMsg' : 'errMsg';
  const message = spec[messageField];
  return {
    type: 'api',
    method,
    url: compileUrl(spec.url, at('url'), diagnostics),
    header: compileCallHeader(spec.header, at('header'), diagnostics),
    auth: spec.auth && compileTemplate(spec.auth, at('auth'), contextSyntax, diagnostics),
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
    errMsg: message === undefined ? undefined : compileTemplate(message, at(messageField), resultSyntax, diagnostics),
    tls: spec.tls,
  };
}

/** Refuses content types that no header can carry, or that say another charset than the UTF-8 in which bodies go out. */
function checkContentType(
  { contentType, header, input }: ApiSpec,
  method: string,
  pointer: string,
  diagnostics: Diagnostics,
) {
  const named = Object.entries(header ?? {}).filter(([name]) => name.toLowerCase() === 'content-type');
  const types: [string, unknown][] = named.map(([name, value]) => [member(pointer, 'header', name), value]);
  if (contentType !== undefined && contentType !== '') {
    checkHeaderText(contentType, member(pointer, 'contentType'), diagnostics);
    types.push([member(pointer, 'contentType'), contentType]);
  }
  if (input === undefined || input === null || method === 'GET' || method === 'HEAD') return;
  for (const [at, value] of types) {
    if (typeof value === 'string' && !isUtf8(literalOf(value)))
      diagnostics.error(at, `bodies are sent as utf-8, not as charset=${charsetOf(literalOf(value)) ?? ''}`);
  }
}

function refuseBoth(
  spec: ApiSpec,
  name: keyof ApiSpec,
  alias: keyof ApiSpec,
  pointer: string,
  diagnostics: Diagnostics,
): void {
  if (spec[name] === undefined || spec[alias] === undefined) return;
  diagnostics.error(member(pointer, alias), `${alias} is another name of ${name}: give only one of them`, name);
}

function checkTls(tls: ApiSpec['tls'], pointer: string, diagnostics: Diagnostics): void {
  if (tls === undefined) return;
  if (tls.cert !== undefined && tls.key === undefined)
    diagnostics.error(pointer, 'a client certificate (cert) needs its key');
  if (tls.key !== undefined && tls.cert === undefined && tls.ca === undefined) {
    diagnostics.error(pointer, 'a key needs its client certificate (cert)');
  }
}
