import type { Json } from '../json.ts';
import type { Template } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import { contextSyntax, isWholePlaceholder } from './placeholder.ts';
import { compileTemplate } from './template.ts';

/** A body; undefined: there is none. */
export function compileBody(body: Json | undefined, pointer: string, diagnostics: Diagnostics): Template | undefined {
  return body === undefined ? undefined : compileTemplate(body, pointer, contextSyntax, diagnostics);
}

/** A number, or a template that is to give one. */
export function compileStatus(status: number | string, pointer: string, diagnostics: Diagnostics): Template {
  const before = diagnostics.errors.length;
  const isNumber = typeof status === 'number' || /^[2-5]\d\d$/.test(status);
  const template = compileTemplate(isNumber ? Number(status) : status, pointer, contextSyntax, diagnostics);
  if (
    !isNumber &&
    template.placeholders.length === 0 &&
    !isWholePlaceholder(status) &&
    diagnostics.errors.length === before
  ) {
    diagnostics.error(pointer, `${JSON.stringify(status)} is no HTTP status: expected 200 to 599, or a template`);
  }
  return template;
}
