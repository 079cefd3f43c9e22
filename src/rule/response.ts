import type { CompiledResponse, Placeholder, Template } from './compiled.ts';
import { gather } from './component-placeholders.ts';
import type { Findings } from './findings.ts';
import type { ResponseForm } from './form/response.ts';
import { compileAnswerHeader } from './header.ts';
import { member } from './json-pointer.ts';
import { contextSyntax } from './placeholder.ts';
import { refuseSecrets } from './rule-secrets.ts';
import { checkXml } from './sendable.ts';
import { compileTemplate } from './template.ts';
import { xmlNameFault } from './xml-name.ts';

/** Compiles what is answered. */
export function compileResponse(form: ResponseForm, pointer: string, findings: Findings): CompiledResponse {
  const at = (field: string) => member(pointer, field);
  const fault = form.xmlName === undefined ? undefined : xmlNameFault(form.xmlName);
  if (fault !== undefined) findings.error(at('xmlName'), fault);
  if (form.type === 'xml') {
    checkXml(form.body ?? null, at('body'), findings);
    checkXml(form.defaultBody ?? null, at('defaultBody'), findings);
    checkXml(form.error?.body ?? null, member(at('error'), 'body'), findings);
  }
  const response: CompiledResponse = {
    type: form.type ?? 'json',
    status: compileStatus(form.status ?? 200, at('status'), findings),
    header: compileAnswerHeader(form.header, at('header'), findings),
    body: compileBody(form.body, at('body'), findings),
    defaultBody: compileBody(form.defaultBody, at('defaultBody'), findings),
    xmlName: form.xmlName ?? 'xml',
    error: form.error && compileError(form.error, at('error'), findings),
  };
  refuseSecrets([...responsePlaceholders(response), ...errorPlaceholders(response)], findings);
  return response;
}

/** All placeholders of the response block, without its error block. */
export function responsePlaceholders({ status, header, body, defaultBody }: CompiledResponse): Placeholder[] {
  return gather([status, header, body, defaultBody]);
}

/** All placeholders of its error block. */
export function errorPlaceholders({ error }: CompiledResponse): Placeholder[] {
  return gather([error?.status, error?.header, error?.body]);
}

function compileError(
  form: NonNullable<ResponseForm['error']>,
  pointer: string,
  findings: Findings,
): CompiledResponse['error'] {
  const at = (field: string) => member(pointer, field);
  return {
    status: form.status === undefined ? undefined : compileStatus(form.status, at('status'), findings),
    header: form.header && compileAnswerHeader(form.header, at('header'), findings),
    body: compileBody(form.body, at('body'), findings),
  };
}

function compileBody(body: ResponseForm['body'], pointer: string, findings: Findings): Template | undefined {
  return body === undefined ? undefined : compileTemplate(body, pointer, contextSyntax, findings);
}

/** A number, or a template that is to give one. */
function compileStatus(status: number | string, pointer: string, findings: Findings): Template {
  const before = findings.errors.length;
  const isNumber = typeof status === 'number' || /^[2-5]\d\d$/.test(status);
  const template = compileTemplate(isNumber ? Number(status) : status, pointer, contextSyntax, findings);
  if (!isNumber && template.placeholders.length === 0 && findings.errors.length === before) {
    findings.error(pointer, `${JSON.stringify(status)} is no HTTP status: expected 200 to 599, or a template`);
  }
  return template;
}
