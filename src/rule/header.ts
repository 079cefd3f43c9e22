import type { JsonObject } from '../json.ts';
import type { Template } from './compiled.ts';
import type { Findings } from './findings.ts';
import type { HeaderValue } from './form/component.ts';
import { member } from './json-pointer.ts';
import { contextDialect } from './placeholder.ts';
import { compileTemplate } from './template.ts';

/** RFC 9110, 5.1: a token. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110, 5.5, apart from obs-text. */
const VALUE = /^[^\p{Cc}]*$/u;
/** Belong to the connection: whoever writes the message sets them. */
const RESERVED = new Set(['connection', 'content-length', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade']);

/** Compiles an object of header names and templates; a list repeats the header. */
export function compileHeader(
  header: Readonly<Record<string, HeaderValue | readonly HeaderValue[]>> | undefined,
  pointer: string,
  findings: Findings,
): Template {
  for (const [name, value] of Object.entries(header ?? {})) {
    const at = member(pointer, name);
    if (!NAME.test(name)) findings.error(at, `${JSON.stringify(name)} is no valid header name`);
    if (RESERVED.has(name.toLowerCase())) findings.error(at, `the header ${name} is set by Stepgate itself`);
    if ([value].flat().some((one) => !VALUE.test(String(one))))
      findings.error(at, 'a header value cannot hold line breaks or control characters');
  }
  return compileTemplate((header ?? {}) as JsonObject, pointer, contextDialect, findings);
}
