import { charsetOf, isUtf8 } from '../http-header.ts';
import type { ApiCall } from './compiled.ts';
import { compileCondition } from './condition/condition.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ApiForm } from './form/component.ts';
import { compileCallHeader } from './header.ts';
import { member } from './json-pointer.ts';
import { compileLists } from './lists.ts';
import { contextSyntax, resultSyntax } from './placeholder.ts';
import { checkHeaderText, checkInput, literalOf } from './sendable.ts';
import { compileTemplate } from './template.ts';
import { compileUrl } from './url-template.ts';
import { xmlNameError } from './xml-name.ts';

/** Compiles what is particular to an api component. */
export function compileApi(form: ApiForm, pointer: string, diagnostics: Diagnostics): ApiCall {
  const at = (field: string) => member(pointer, field);
  refuseBoth(form, 'dataType', 'requestType', pointer, diagnostics);
  refuseBoth(form, 'errMsg', 'errorMsg', pointer, diagnostics);
  checkTls(form.tls, at('tls'), diagnostics);
  const wrongName = form.xmlName === undefined ? undefined : xmlNameError(form.xmlName);
  if (wrongName !== undefined) diagnostics.error(at('xmlName'), wrongName);
  const method = (form.method ?? 'GET').toUpperCase();
  const dataType = form.dataType ?? form.requestType ?? 'json';
  checkContentType(form, method, pointer, diagnostics);
  // A user and a password are encoded by HTTP Basic; a token goes out as it is.
  if (form.auth?.length === 1) checkHeaderText(form.auth[0] ?? null, member(at('auth'), 0), diagnostics);
  checkInput(form.input, method, dataType, at('input'), diagnostics);
  const responseType = form.responseType ?? 'json';
  const messageField = form.errMsg === undefined ? 'errorMsg' : 'errMsg';
  const message = form[messageField];
  return {
    type: 'api',
    method,
    url: compileUrl(form.url, at('url'), diagnostics),
    header: compileCallHeader(form.header, at('header'), diagnostics),
    auth: form.auth && compileTemplate(form.auth, at('auth'), contextSyntax, diagnostics),
    input: form.input === undefined ? undefined : compileTemplate(form.input, at('input'), contextSyntax, diagnostics),
    dataType,
    contentType: form.contentType === '' ? undefined : form.contentType,
    xmlName: form.xmlName ?? 'xml',
    responseType,
    lists: compileLists(form.lists, responseType, 'responseType', at('lists'), diagnostics),
    responseCondition:
      form.responseCondition === undefined
        ? undefined
        : compileCondition(form.responseCondition, at('responseCondition'), resultSyntax, diagnostics),
    errMsg: message === undefined ? undefined : compileTemplate(message, at(messageField), resultSyntax, diagnostics),
    tls: form.tls,
  };
}

/** Refuses content types that no header can carry, or that say another charset than the UTF-8 in which bodies go out. */
function checkContentType(
  { contentType, header, input }: ApiForm,
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
  form: ApiForm,
  name: keyof ApiForm,
  alias: keyof ApiForm,
  pointer: string,
  diagnostics: Diagnostics,
): void {
  if (form[name] === undefined || form[alias] === undefined) return;
  diagnostics.error(member(pointer, alias), `${alias} is another name of ${name}: give only one of them`, name);
}

function checkTls(tls: ApiForm['tls'], pointer: string, diagnostics: Diagnostics): void {
  if (tls === undefined) return;
  if (tls.cert !== undefined && tls.key === undefined)
    diagnostics.error(pointer, 'a client certificate (cert) needs its key');
  if (tls.key !== undefined && tls.cert === undefined && tls.ca === undefined) {
    diagnostics.error(pointer, 'a key needs its client certificate (cert)');
  }
}
