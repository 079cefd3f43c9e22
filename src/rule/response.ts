import type { CompiledResponse, Placeholder, Template } from './compiled.ts';
import { gather } from './component-placeholders.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ResponseForm } from './form/response.ts';
import { compileAnswerHeader } from './header.ts';
import { member } from './json-pointer.ts';
import { contextSyntax } from './placeholder.ts';
import { refuseSecrets } from './rule-secrets.ts';
import { checkXml } from './sendable.ts';
import { compileTemplate } from './template.ts';
import { xmlNameError } from './xml-name.ts';

/** Compiles what is answered. */
export function compileResponse(form: ResponseForm, pointer: string, diagnostics: Diagnostics): CompiledResponse {
  const at = (field: string) => member(pointer, field);
  const message = form.xmlName === undefined ? undefined : xmlNameError(form.xmlName);
  if (message !== undefined) diagnostics.error(at('xmlName'), message);
  if (form.type === 'xml') {
    checkXml(form.body ?? null, at('body'), diagnostics);
    checkXml(form.defaultBody ?? null, at('defaultBody'), diagnostics);
    checkXml(form.error?.body ?? null, member(at('error'), 'body'), diagnostics);
  }
  const response: CompiledResponse = {
    type: form.type ?? 'json',
    status: compileStatus(form.status ?? 200, at('status'), diagnostics),
    header: compileAnswerHeader(form.header, at('header'), diagnostics),
    body: compileBody(form.body, at('body'), diagnostics),
    defaultBody: compileBody(form.defaultBody, at('defaultBody'), diagnostics),
    xmlName: form.xmlName ?? 'xml',
    error: form.error && compileError(form.error, at('error'), diagnostics),
  };
  refuseSecrets([...responsePlaceholders(response), ...errorPlaceholders(response)], diagnostics);
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
  diagnostics: Diagnostics,
): CompiledResponse['error'] {
  const at = (field: string) => member(pointer, field);
  return {
    status: form.status === undefined ? undefined : compileStatus(form.status, at('status'), diagnostics),
    header: form.header && compileAnswerHeader(form.header, at('header'), diagnostics),
    body: compileBody(form.body, at('body'), diagnostics),
  };
}

function compileBody(body: ResponseForm['body'], pointer: string, diagnostics: Diagnostics): Template | undefined {
  return body === undefined ? undefined : compileTemplate(body, pointer, contextSyntax, diagnostics);
}

/** A number, or a template that is to give one. */
function compileStatus(status: number | string, pointer: string, diagnostics: Diagnostics): Template {
  const before = diagnostics.errors.length;
  const isNumber = typeof status === 'number' || /^[2-5]\d\d$/.test(status);
  const template = compileTemplate(isNumber ? Number(status) : status, pointer, contextSyntax, diagnostics);
  if (!isNumber && template.placeholders.length === 0 && diagnostics.errors.length === before) {
    diagnostics.error(pointer, `${JSON.stringify(status)} is no HTTP status: expected 200 to 599, or a template`);
  }
  return template;
}
