import { connectionHeaders, isHeaderName } from '../http-header.ts';
import type { JsonObject } from '../json.ts';
import { ALL, spreadHeader } from '../spread-header.ts';
import type { Template } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { HeaderValue } from './schema/request-call.ts';
import { keyOf } from './forms/form.ts';
import { member } from './json-pointer.ts';
import { contextSyntax } from './placeholder.ts';
import { checkHeaderText } from './sendable.ts';
import { checkSpread } from './spread.ts';
import { compileTemplate } from './template.ts';

/** Header names and templates; a list repeats the header. */
export type HeaderSpec = Readonly<Record<string, HeaderValue | readonly HeaderValue[]>>;

/** Control characters, but for the tab. */
const CONTROL = /[\0-\x08\n-\x1f\x7f]/;

/**
 * Compiles the headers of a call: text that none can carry is refused now, not at each run.
 * @param isBodyPassedOn `*` puts in the headers that say how a body is written too.
 */
export function compileCallHeader(
  header: HeaderSpec | undefined,
  isBodyPassedOn: boolean,
  pointer: string,
  diagnostics: Diagnostics,
): Template {
  return compileHeader(header, isBodyPassedOn ? 'rawCall' : 'call', pointer, diagnostics, checkHeaderText);
}

/** Compiles the headers of an answer: characters beyond Latin-1 in them are percent-encoded when they are sent. */
export function compileAnswerHeader(
  header: HeaderSpec | undefined,
  pointer: string,
  diagnostics: Diagnostics,
): Template {
  return compileHeader(header, 'answer', pointer, diagnostics, (value, at) => {
    if (CONTROL.test(String(value)))
      diagnostics.error(at, 'a header value cannot hold line breaks or control characters');
  });
}

function compileHeader(
  header: HeaderSpec = {},
  of: Parameters<typeof spreadHeader>[1],
  pointer: string,
  diagnostics: Diagnostics,
  check: CheckValue,
): Template {
  const { [ALL]: all, ...named } = header;
  checkNames(named, pointer, diagnostics, check);
  const template = compileTemplate(header as JsonObject, pointer, contextSyntax, diagnostics);
  if (all === undefined) return template;
  checkSpread(all, 'header', member(pointer, ALL), diagnostics);
  return {
    evaluate: (scope) => spreadHeader(template.evaluate(scope) as JsonObject, of),
    placeholders: template.placeholders,
  };
}

type CheckValue = (value: HeaderValue, pointer: string, diagnostics: Diagnostics) => void;

function checkNames(header: HeaderSpec, pointer: string, diagnostics: Diagnostics, check: CheckValue): void {
  for (const [name, value] of Object.entries(header)) {
    const at = member(pointer, name);
    if (keyOf(name).kind !== 'member')
      diagnostics.error(
        at,
        `${name} cannot stand among headers: "*" takes an object of them, and one that is null is left out`,
      );
    else if (!isHeaderName(name)) diagnostics.error(at, `${JSON.stringify(name)} is no valid header name`);
    if (connectionHeaders.has(name.toLowerCase()))
      diagnostics.error(at, `the header ${name} is set by Stepgate itself; remove it`);
    if (Array.isArray(value))
      (value as HeaderValue[]).forEach((one, index) => check(one, member(at, index), diagnostics));
    else check(value as HeaderValue, at, diagnostics);
  }
}
