import type { Scope, UrlTemplate } from './compiled.ts';
import type { Findings } from './findings.ts';
import { contextDialect } from './placeholder.ts';
import { type Part, parseText, textOf } from './template.ts';

/**
 * Compiles the URL of an api component. What placeholders put in is percent-encoded so that it can never leave its
 * place: a path segment, a query value, a host. Only `{var.…}`, and a placeholder that the URL begins with, are taken
 * as they are.
 */
export function compileUrl(url: string, pointer: string, findings: Findings): UrlTemplate {
  const parts = parseText(url, pointer, contextDialect, findings);
  checkUrl(parts, pointer, findings);
  const readings = parts.filter((part) => typeof part !== 'string');
  const placeholders = readings.map(({ text, path }) => ({ pointer, text, path }));
  return {
    evaluate: (scope) => parts.reduce<string>((text, part) => text + write(part, text, scope), ''),
    placeholders,
  };
}

function write(part: Part<Scope>, before: string, scope: Scope): string {
  if (typeof part === 'string') return part;
  const text = textOf(part.read(scope)).toWellFormed();
  if (before === '' || part.path[0] === 'var') return text;
  return inHost(before) ? encodeHost(text) : encodeSegment(text);
}

/** Whether a URL that begins like this is still within its scheme and host. */
function inHost(before: string): boolean {
  const scheme = before.indexOf('://');
  return scheme < 0 || !/[/?#\\]/.test(before.slice(scheme + 3));
}

/** One path segment, or one query value. A segment of dots would go up the path: its dots are encoded too. */
function encodeSegment(text: string): string {
  const encoded = encodeURIComponent(text);
  return /^\.+$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded;
}

/** A host, with a port or an IPv6 address; it cannot hold what would end it. */
function encodeHost(text: string): string {
  return encodeURIComponent(text).replace(/%3A|%5B|%5D/g, decodeURIComponent);
}

function checkUrl(parts: readonly Part<Scope>[], pointer: string, findings: Findings): void {
  const [first] = parts;
  // A digit is valid in a path, a query, a host and a port alike.
  const sample = parts.map((part) => (typeof part === 'string' ? part : '1')).join('');
  const broken = /[\s\p{Cc}\\]/u.exec(sample);
  if (broken !== null) {
    findings.error(pointer, `a URL cannot hold ${JSON.stringify(broken[0])}; percent-encode it`);
  } else if (typeof first === 'string' && !/^https?:\/\//i.test(first)) {
    findings.error(
      pointer,
      `${JSON.stringify(sample)} is no URL: it must begin with http://, https:// or a placeholder such as {var.SELF}`,
    );
  } else if (typeof first === 'string' && !URL.canParse(sample)) {
    findings.error(pointer, `${JSON.stringify(sample)} is no valid URL`);
  }
}
