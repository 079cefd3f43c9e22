import { compileCases, compileErrors } from './answer-cases.ts';
import { compileBody, compileStatus } from './answer-parts.ts';
import type { CompiledResponse, Placeholder } from './compiled.ts';
import { gather } from './component-placeholders.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ResponseSpec } from './schema/response.ts';
import { compileAnswerHeader } from './header.ts';
import { member } from './json-pointer.ts';
import { refuseSecrets } from './rule-secrets.ts';
import { checkXml } from './sendable.ts';
import { xmlNameError } from './xml-name.ts';

/** Compiles what is answered. */
export function compileResponse(spec: ResponseSpec, pointer: string, diagnostics: Diagnostics): CompiledResponse {
  const at = (field: string) => member(pointer, field);
  const message = spec.xmlName === undefined ? undefined : xmlNameError(spec.xmlName);
  if (message !== undefined) diagnostics.error(at('xmlName'), message);
  const types = [spec.type ?? 'json'].flat();
  const [type = 'json'] = types;
  if (types.includes('xml')) {
    checkXml(spec.body ?? null, at('body'), diagnostics);
    checkXml(spec.defaultBody ?? null, at('defaultBody'), diagnostics);
  }
  const response: CompiledResponse = {
    from: spec.from,
    type,
    types: Array.isArray(spec.type) ? types : undefined,
    status:
      spec.status === undefined && spec.from !== undefined
        ? undefined
        : compileStatus(spec.status ?? 200, at('status'), diagnostics),
    header: compileAnswerHeader(spec.header, at('header'), diagnostics),
    body: compileBody(spec.body, at('body'), diagnostics),
    defaultBody: compileBody(spec.defaultBody, at('defaultBody'), diagnostics),
    xmlName: spec.xmlName ?? 'xml',
    cases: compileCases(spec.cases, types, at('cases'), diagnostics),
    error: compileErrors(spec.error, types, at('error'), diagnostics),
  };
  refuseSecrets([...responsePlaceholders(response), ...errorPlaceholders(response)], diagnostics);
  return response;
}

/** All placeholders of the response block, without its error block. */
export function responsePlaceholders({ status, header, body, defaultBody, cases }: CompiledResponse): Placeholder[] {
  return gather([
    status,
    header,
    body,
    defaultBody,
    ...cases.flatMap((one) => [one.when, one.status, one.header, one.body]),
  ]);
}

/** All placeholders of its error block. */
export function errorPlaceholders({ error }: CompiledResponse): Placeholder[] {
  return gather(error.flatMap(({ when, status, header, body }) => [when, status, header, body]));
}
