import { codePointOf } from '../code-point.ts';
import { NOT_IN_VALUE, wrongInHeader } from '../http-header.ts';
import { isObject } from '../json.ts';
import type { Scope, Template } from '../rule/compiled.ts';
import { headerFields } from './header-fields.ts';
import type { HeaderFields } from './header-fields.ts';

const ALL_UNSENDABLE = new RegExp(NOT_IN_VALUE, 'gu');

/** The `filename` of a `Content-Disposition`: a quoted text, or all up to the next parameter. */
const FILENAME = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^";]*))/isu;

/** Headers that HTTP can carry, and a message for each that had to be written in another way than it was given. */
export interface AnswerHeaders {
  readonly headers: Readonly<HeaderFields>;
  readonly warnings: readonly string[];
}

/** Evaluates the headers of an answer, as `sendable` gives them. */
export function answerHeaders(template: Template, scope: Scope): AnswerHeaders {
  const value = template.evaluate(scope);
  return sendable(isObject(value) ? headerFields(value) : {});
}

/** The headers of an answer. Characters above U+00FF and control characters are percent-encoded. */
export function sendable(headers: HeaderFields): AnswerHeaders {
  const warnings: string[] = [];
  for (const [name, field] of Object.entries(headers)) {
    const texts = typeof field === 'string' ? [field] : field;
    const wrong = texts.map((text) => wrongInHeader(text)?.[0]).find((found) => found !== undefined);
    if (wrong === undefined) continue;
    const encoded = texts.map((text) => encode(name, text));
    headers[name] = typeof field === 'string' ? (encoded[0] ?? '') : encoded;
    warnings.push(`the response header ${name} has ${codePointOf(wrong)}, which no header can carry; it was encoded`);
  }
  return { headers, warnings };
}

function encode(name: string, text: string): string {
  return (name === 'content-disposition' ? extendFilename(text) : text).replace(ALL_UNSENDABLE, percentEncode);
}

/** RFC 8187: `filename*` takes the place of a `filename` that no header can carry. */
function extendFilename(text: string): string {
  const [parameter, quoted, bare] = FILENAME.exec(text) ?? [];
  const filename = quoted?.replace(/\\(.)/gsu, '$1') ?? bare?.trim();
  if (parameter === undefined || filename === undefined || !NOT_IN_VALUE.test(filename) || /;\s*filename\*/i.test(text))
    return text;
  const extended = percentEncode(filename).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return text.replace(parameter, () => `; filename*=UTF-8''${extended}`);
}

function percentEncode(text: string): string {
  // A lone surrogate has no UTF-8 form.
  return encodeURIComponent(text.toWellFormed());
}
