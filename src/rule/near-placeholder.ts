import type { Diagnostics } from './diagnostics.ts';
import { formatPath, repairedPath } from './path.ts';
import { type PlaceholderSyntax, findPlaceholders } from './placeholder.ts';

/**
 * Text in braces, with all braces that touch it, with or without a backslash before it. Begun within a run of braces, it
 * would take quadratic time.
 */
const BRACED = /\\?(?<!\{)(\{+)([^{}\n]{1,300})(\}+)/g;

/** Warns of what begins like a placeholder and is none: it stays text, which would not be noticed before a run. */
export function warnOfNearPlaceholders(
  text: string,
  pointer: string,
  syntax: PlaceholderSyntax<never>,
  diagnostics: Diagnostics,
): void {
  const matches = findPlaceholders(text);
  let next = 0;
  for (const { 0: all, 1: open = '', 2: inner = '', 3: close = '', index } of text.matchAll(BRACED)) {
    if (all.startsWith('\\')) continue;
    const brace = index + open.length - 1;
    while ((matches[next]?.end ?? Infinity) <= brace) next++;
    const candidate = matches[next];
    const match = candidate !== undefined && candidate.start <= brace ? candidate : undefined;
    const isDoubled = open.length > 1 && close.length > 1;
    if (match === undefined) {
      const shown = isDoubled ? `{{${inner}}}` : `{${inner}}`;
      const found = meant(inner, shown === text, syntax);
      if (found === undefined) continue;
      const hint = /\||\?\?/.test(inner) ? '; there are no filters and no defaults' : '';
      diagnostics.warn(pointer, `${shown} is no placeholder and stays text; write {${found}}${hint}`, `{${found}}`);
    } else if (isDoubled && !match.escaped && match.text === inner) {
      const own = `{${inner}}`;
      diagnostics.warn(
        pointer,
        `{${own}} is the value between braces; write ${own}, or {\\${own}} for the text itself`,
        own,
      );
    }
  }
}

/** What may be meant by text in braces that is no placeholder; undefined: nothing like one. */
function meant(inner: string, isWhole: boolean, syntax: PlaceholderSyntax<never>): string | undefined {
  const text = inner.trim();
  // A name of its own between blanks is common in other languages: `query { user { id } }`.
  if (syntax.reader(text).message === undefined) return isWhole || /[.[$]/.test(text) ? text : undefined;
  const member = memberOfBody(text, isWhole);
  if (member !== undefined && syntax.reader(member).message === undefined) return member;
  const path = repairedPath(text);
  return path && formatPath(path);
}

/** The path to what no path of a body begins with: an element of a list, `@id` and `#text` of XML, `cognito:groups`. */
function memberOfBody(text: string, isWhole: boolean): string | undefined {
  if (text.startsWith('[')) return `$body${text}`;
  // `{color:red}` within a text is another language's.
  const isName =
    /^@[\p{L}_][^\s"']*$|^#text$/u.test(text) || (isWhole && /^[\p{L}_][\w-]*:[\p{L}_][\w.-]*$/u.test(text));
  return isName ? `$body[${JSON.stringify(text)}]` : undefined;
}
