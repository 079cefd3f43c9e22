import type { CompiledResponse, Placeholder, Template } from './compiled.ts';
import { gather } from './component-placeholders.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ResponseSpec } from './schema/response.ts';
import { compileAnswerHeader } from './header.ts';
import { member } from './json-pointer.ts';
import { contextSyntax } from './placeholder.ts';
import { refuseSecrets } from './rule-secrets.ts';
import { checkXml } from './sendable.ts';
import { compileTemplate } from './template.ts';
import { xmlNameError } from './xml-name.ts';

/** Compiles what is answered. */
export function compileResponse(spec: ResponseSpec, pointer: string, diagnostics: Diagnostics): CompiledResponse {
  const at = (field: string) => member(pointer, field);
  const message = spec.xmlName === undefined ? undefined : xmlNameError(spec.xmlName);
  if (message !== undefined) diagnostics.error(at('xmlName'), message);
  if (spec.type === 'xml') {
    checkXml(spec.body ?? null, at('body'), diagnostics);
    checkXml(spec.defaultBody ?? null, at('defaultBody'), diagnostics);
    checkXml(spec.error?.body ?? null, member(at('error'), 'body'), diagnostics);
  }
  const response: CompiledResponse = {
    type: spec.type ?? 'json',
    status: compileStatus(spec.status ?? 200, at('status'), diagnostics),
    header: compileAnswerHeader(spec.header, at('header'), diagnostics),
    body: compileBody(spec.body, at('body'), diagnostics),
    defaultBody: compileBody(spec.defaultBody, at('defaultBody'), diagnostics),
    xmlName: spec.xmlName ?? 'xml',
    error: spec.error && compileError(spec.error, at('error'), diagnostics),
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
  spec: NonNullable<ResponseSpec['error']>,
  pointer: string,
  diagnostics: Diagnostics,
): CompiledResponse['error'] {
  const at = (field: string) => member(pointer, field);
  return {
    status: spec.status === undefined ? undefined : compileStatus(spec.status, at('status'), diagnostics),
    header: spec.header && compileAnswerHeader(spec.header, at('header'), diagnostics),
    body: compileBody(spec.body, at('body'), diagnostics),
  };
}

function compileBody(body: ResponseSpec['body'], pointer: string, diagnostics: Diagnostics): Template | undefined {
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
