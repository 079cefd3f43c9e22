import { isNested } from '../../../src/json.ts';
import type { Json, JsonObject } from '../../../src/json.ts';

/** What placeholders are looked up in. */
export type Look = (path: string) => Json;

/** The value at `a.b[0].c`; only own properties are seen, anything missing is null. */
function valueAt(root: unknown, path: string): Json {
  let value = root;
  for (const segment of path.match(/[^.[\]]+/g) ?? []) value = memberOf(value, segment);
  return (value ?? null) as Json;
}

/** An own member of an object, array or string, else null. */
export function memberOf(value: unknown, name: string): unknown {
  if (name === '__proto__' || (typeof value !== 'object' && typeof value !== 'string') || value === null) return null;
  return Object.getOwnPropertyDescriptor(Object(value), name)?.value ?? null;
}

/** Looks up in a run's context. Header names are case-insensitive. */
export function inContext(context: unknown): Look {
  return (path) => {
    const header = /^request\.header\.([^.[]+)/.exec(path);
    return valueAt(context, header ? path.replace(header[0], header[0].toLowerCase()) : path);
  };
}

/** Looks up in a component's own result. */
export function inResult(result: { readonly body: Json; readonly status?: number; readonly header?: unknown }): Look {
  return (path) => {
    if (path === '$status') return result.status ?? null;
    if (path.startsWith('$header.')) return valueAt(result.header, path.slice('$header.'.length).toLowerCase());
    return valueAt(result.body, path);
  };
}

const PLACEHOLDER = /(\\?)\{(\$status|\$header\.[\w.-]+|[\p{L}_][\p{L}\d_.[\]-]*)\}/gu;

/** The value of a template of any shape. */
export function fill(template: Json, look: Look): Json {
  if (typeof template === 'string') return fillText(template, look);
  if (Array.isArray(template)) return template.map((item: Json) => fill(item, look));
  if (!isNested(template)) return template;
  return Object.fromEntries(Object.entries(template as JsonObject).map(([key, value]) => [key, fill(value, look)]));
}

function fillText(template: string, look: Look): Json {
  const whole = /^\{([^{}\\]*)\}$/.exec(template);
  if (whole?.[1] !== undefined && template.replace(PLACEHOLDER, '') === '') return look(whole[1]);
  return template.replace(PLACEHOLDER, (_, escape: string, path: string) =>
    escape === '' ? asText(look(path)) : `{${path}}`,
  );
}

/** A value within a text. */
export function asText(value: Json): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A URL that lacks a part. */
export class UrlError extends Error {}

/**
 * A URL's text: what placeholders put in is percent-encoded, dots too; `{var.…}` and a URL that is one placeholder are
 * taken as they are. A parameter of the query that is null is left out. @throws UrlError where a value before the query
 * is null, "" or no scalar.
 */
export function fillUrl(template: string, look: Look): string {
  const isWhole = template.replace(PLACEHOLDER, '') === '';
  const marked = template.replace(PLACEHOLDER, (_, __, path: string) => {
    const value = look(path);
    return markOf(value) + (isWhole || path.startsWith('var.') ? asText(value) : encoded(value));
  });
  const [, before = '', query] = /^([^?]*)(?:\?(.*))?$/s.exec(marked) ?? [];
  if (/[\0-\x02]/.test(before)) throw new UrlError(template);
  const given = query?.split('&').filter((parameter) => !/^[^=]*=\0$/.test(parameter)) ?? [];
  return given.length === 0 ? before : `${before}?${given.join('&').replace(/[\0-\x02]/g, '')}`;
}

/** Stands before what only a query may hold. */
function markOf(value: Json): string {
  return value === null ? '\0' : value === '' ? '\x01' : typeof value === 'object' ? '\x02' : '';
}

function encoded(value: Json): string {
  return encodeURIComponent(asText(value)).replaceAll('.', '%2E');
}
