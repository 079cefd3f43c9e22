import { connectionHeaders, isHeaderName } from '../http-header.ts';
import type { JsonObject } from '../json.ts';
import type { Template } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { HeaderValue } from './schema/component.ts';
import { member } from './json-pointer.ts';
import { contextSyntax } from './placeholder.ts';
import { checkHeaderText } from './sendable.ts';
import { compileTemplate } from './template.ts';

/** Header names and templates; a list repeats the header. */
export type HeaderSpec = Readonly<Record<string, HeaderValue | readonly HeaderValue[]>>;

/** Control characters, but for the tab. */
const CONTROL = /[\0-\x08\n-\x1f\x7f]/;

/** Compiles the headers of a call: text that none can carry is refused now, not at each run. */
export function compileCallHeader(header: HeaderSpec | undefined, pointer: string, diagnostics: Diagnostics): Template {
  return compileHeader(header, pointer, diagnostics, checkHeaderText);
}

/** Compiles the headers of an answer: characters beyond Latin-1 in them are percent-encoded when they are sent. */
export function compileAnswerHeader(
  header: HeaderSpec | undefined,
  pointer: string,
  diagnostics: Diagnostics,
): Template {
  return compileHeader(header, pointer, diagnostics, (value, at) => {
    if (CONTROL.test(String(value)))
      diagnostics.error(at, 'a header value cannot hold line breaks or control characters');
  });
}

function compileHeader(
  header: HeaderSpec = {},
  pointer: string,
  diagnostics: Diagnostics,
  check: (value: HeaderValue, pointer: string, diagnostics: Diagnostics) => void,
): Template {
  for (const [name, value] of Object.entries(header)) {
    const at = member(pointer, name);
    if (!isHeaderName(name)) diagnostics.error(at, `${JSON.stringify(name)} is no valid header name`);
    if (connectionHeaders.has(name.toLowerCase()))
      diagnostics.error(at, `the header ${name} is set by Stepgate itself; remove it`);
    if (Array.isArray(value))
      (value as HeaderValue[]).forEach((one, index) => check(one, member(at, index), diagnostics));
    else check(value as HeaderValue, at, diagnostics);
  }
  return compileTemplate(header as JsonObject, pointer, contextSyntax, diagnostics);
}
