import type { ApiCall } from './compiled.ts';
import { compileCondition } from './condition/condition.ts';
import type { Findings } from './findings.ts';
import type { ApiForm } from './form/component.ts';
import { compileHeader } from './header.ts';
import { member } from './json-pointer.ts';
import { contextDialect, resultDialect } from './placeholder.ts';
import { compileTemplate } from './template.ts';
import { compileUrl } from './url-template.ts';
import { xmlNameFault } from './xml-name.ts';

/** Compiles what is particular to an api component. */
export function compileApi(form: ApiForm, pointer: string, findings: Findings): ApiCall {
  const at = (field: string) => member(pointer, field);
  refuseBoth(form, 'dataType', 'requestType', pointer, findings);
  refuseBoth(form, 'errMsg', 'errorMsg', pointer, findings);
  checkTls(form.tls, at('tls'), findings);
  const fault = form.xmlName === undefined ? undefined : xmlNameFault(form.xmlName);
  if (fault !== undefined) findings.error(at('xmlName'), fault);
  if (/\p{Cc}/u.test(form.contentType ?? ''))
    findings.error(at('contentType'), 'a content type has no control characters');
  const messageField = form.errMsg === undefined ? 'errorMsg' : 'errMsg';
  const message = form[messageField];
  return {
    type: 'api',
    method: (form.method ?? 'GET').toUpperCase(),
    url: compileUrl(form.url, at('url'), findings),
    header: compileHeader(form.header, at('header'), findings),
    auth: form.auth && compileTemplate(form.auth, at('auth'), contextDialect, findings),
    input: form.input === undefined ? undefined : compileTemplate(form.input, at('input'), contextDialect, findings),
    dataType: form.dataType ?? form.requestType ?? 'json',
    contentType: form.contentType === '' ? undefined : form.contentType,
    xmlName: form.xmlName ?? 'xml',
    responseType: form.responseType ?? 'json',
    responseCondition:
      form.responseCondition === undefined
        ? undefined
        : compileCondition(form.responseCondition, at('responseCondition'), resultDialect, findings),
    errMsg: message === undefined ? undefined : compileTemplate(message, at(messageField), resultDialect, findings),
    tls: form.tls,
  };
}

function refuseBoth(
  form: ApiForm,
  name: keyof ApiForm,
  alias: keyof ApiForm,
  pointer: string,
  findings: Findings,
): void {
  if (form[name] === undefined || form[alias] === undefined) return;
  findings.error(member(pointer, alias), `${alias} is another name of ${name}: give only one of them`, name);
}

function checkTls(tls: ApiForm['tls'], pointer: string, findings: Findings): void {
  if (tls === undefined) return;
  if (tls.cert !== undefined && tls.key === undefined)
    findings.error(pointer, 'a client certificate (cert) needs its key');
  if (tls.key !== undefined && tls.cert === undefined && tls.ca === undefined) {
    findings.error(pointer, 'a key needs its client certificate (cert)');
  }
}
