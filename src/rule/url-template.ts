import { StepgateError } from '../error.ts';
import { isObject, type Json } from '../json.ts';
import { withoutCredentials } from '../url-credentials.ts';
import type { Scope, UrlTemplate } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import { contextSyntax, type Accessor } from './placeholder.ts';
import { textOf } from '../large/stringify.ts';
import { type TextPart, parseText } from './template-node.ts';

/**
 * Compiles the URL of an api component. What placeholders put in is percent-encoded so that it can never leave its
 * place: a path segment, a query value, a host. Only `{var.…}`, and a placeholder that the URL begins with, are taken
 * as they are. Before the query each placeholder needs a text, a number or a bool: `DELETE …/users/{id}` is never
 * `DELETE …/users/`. A query parameter whose value is null is left out.
 * @param rest the parameter of the rule's name that takes several segments: its slashes stay.
 */
export function compileUrl(url: string, pointer: string, diagnostics: Diagnostics, rest?: string): UrlTemplate {
  return compilePlaces({ url, pointer, diagnostics, rest }, '', checkUrl);
}

/**
 * Compiles what a rule is called by: its name with the parameters filled in, which may have a query. What placeholders
 * put in is percent-encoded as in a URL.
 */
export function compileRulePath(url: string, pointer: string, diagnostics: Diagnostics, rest?: string): UrlTemplate {
  return compilePlaces({ url, pointer, diagnostics, rest }, PATH_BASE, checkRulePath);
}

/** Stands before a path, so that what is put into it is written as a segment from its beginning on. */
const PATH_BASE = 'rule://-/';

interface Source {
  readonly url: string;
  readonly pointer: string;
  readonly diagnostics: Diagnostics;
  readonly rest: string | undefined;
}

/** @param base what stands before it, which is not part of it. */
function compilePlaces(
  { url, pointer, diagnostics, rest }: Source,
  base: string,
  check: (parts: readonly TextPart<Scope>[], pointer: string, diagnostics: Diagnostics) => void,
): UrlTemplate {
  const parsed = parseText(url, pointer, contextSyntax, diagnostics);
  const parts = rest === undefined ? parsed : parsed.map((part) => withRest(part, rest));
  check(parts, pointer, diagnostics);
  const accessors = parts.filter((part) => typeof part !== 'string');
  const placeholders = accessors.map(({ text, path }) => ({ pointer, text, path }));
  return {
    source: url,
    evaluate: (scope) =>
      parts
        .reduce<string>((before, part, index) => write(before, part, parts[index + 1], url, scope), base)
        .slice(base.length),
    placeholders,
  };
}

/** A part of a URL; `isRest`: its value is several segments. */
type UrlPart = string | (Accessor<Scope> & { readonly isRest?: true });

function withRest(part: TextPart<Scope>, rest: string): UrlPart {
  if (typeof part === 'string') return part;
  const [root, section, name, ...more] = part.path;
  const isRest = root === 'request' && section === 'params' && name === rest && more.length === 0;
  return isRest ? { ...part, isRest } : part;
}

/** The URL so far with one more part. @throws StepgateError 110004. */
function write(before: string, part: UrlPart, next: UrlPart | undefined, source: string, scope: Scope): string {
  if (typeof part === 'string') return join(before, part);
  const value = part.read(scope);
  if (isBehindPath(before)) return value === null ? withoutValue(before, next) : before + written(value, part, before);
  if (value === null || value === '' || Array.isArray(value) || isObject(value)) {
    const found = value === null ? 'null' : value === '' ? '""' : Array.isArray(value) ? 'a list' : 'an object';
    throw new StepgateError(
      '110004',
      `the url ${source} is not called: {${part.text}} is ${found}, and what stands before a query must be a text, a number or a bool; require the value, or give the component a condition`,
    );
  }
  return before + written(value, part, before);
}

function written(value: Json, { path, isRest }: Exclude<UrlPart, string>, before: string): string {
  const text = textOf(value).toWellFormed();
  if (before === '' || path[0] === 'var') return text;
  if (inHost(before)) return encodeHost(text);
  return isRest && !isBehindPath(before) ? text.split('/').map(encodeSegment).join('/') : encodeSegment(text);
}

/** Whether a URL that begins like this is in its query or fragment. */
function isBehindPath(before: string): boolean {
  return /[?#]/.test(before);
}

/** Without the parameter that `before` ends with, where the null value was the whole of it: `…?a=1&b=`. */
function withoutValue(before: string, next: TextPart<Scope> | undefined): string {
  const start = Math.max(before.lastIndexOf('&'), before.indexOf('?'));
  const isWhole = before.indexOf('=', start) === before.length - 1 && !before.includes('#');
  if (!isWhole || (next !== undefined && !/^[&#]/.test(typeof next === 'string' ? next : ''))) return before;
  // The question mark stays where another parameter follows.
  const keepsMark = before[start] === '?' && typeof next === 'string' && next.startsWith('&');
  return before.slice(0, keepsMark ? start + 1 : start);
}

/** A literal part follows; the first parameter has no `&` before it. */
function join(before: string, literal: string): string {
  return before.endsWith('?') && literal.startsWith('&') ? before + literal.slice(1) : before + literal;
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

function checkRulePath(parts: readonly TextPart<Scope>[], pointer: string, diagnostics: Diagnostics): void {
  const sample = sampleOf(parts);
  const broken = /[\s\p{Cc}\\#]/u.exec(sample);
  if (broken !== null)
    diagnostics.error(pointer, `the name of a rule cannot hold ${JSON.stringify(broken[0])}; percent-encode it`);
  else if (/^https?:\/\//i.test(sample))
    diagnostics.error(pointer, `${shown(sample)} is a URL, and a rule is called by its name; for a URL use type api`);
  else if (sample !== '/' && sample.startsWith('/'))
    diagnostics.error(pointer, 'the name has no leading slash; only the prefix itself is called /', sample.slice(1));
}

/** A digit is valid in a path, a query, a host and a port alike. */
function sampleOf(parts: readonly TextPart<Scope>[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : '1')).join('');
}

function checkUrl(parts: readonly TextPart<Scope>[], pointer: string, diagnostics: Diagnostics): void {
  const [first] = parts;
  const sample = sampleOf(parts);
  const broken = /[\s\p{Cc}\\]/u.exec(sample);
  if (broken !== null) {
    diagnostics.error(pointer, `a URL cannot hold ${JSON.stringify(broken[0])}; percent-encode it`);
  } else if (typeof first === 'string' && !/^https?:\/\//i.test(first)) {
    diagnostics.error(
      pointer,
      `${shown(sample)} is no URL: it must begin with http://, https:// or a placeholder such as {var.SELF}`,
    );
  } else if (typeof first === 'string' && !URL.canParse(sample)) {
    diagnostics.error(pointer, `${shown(sample)} is no valid URL`);
  }
}

/** A message goes to logs: what may hold a password is shown without. */
function shown(url: string): string {
  return JSON.stringify(withoutCredentials(url));
}
