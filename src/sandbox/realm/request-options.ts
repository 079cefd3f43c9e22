import { json, kindOf, name, oneOf, onlyFields, record, text, wrong } from './argument.ts';
import type { Argument } from './argument.ts';
import { shorten } from './error.ts';

const METHOD = 'ctx.request';
const FIELDS = [
  'url',
  'method',
  'body',
  'header',
  'auth',
  'contentType',
  'dataType',
  'responseType',
  'xmlName',
  'lists',
  'timeout',
  'isCache',
  'cacheTtl',
  'tls',
  'onlyData',
];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const MAX_TIMEOUT_SECONDS = 600;

/** The options of `ctx.request`, checked field by field, as JSON text. @throws 110005 */
export function requestOptions(given: unknown): string {
  const at = { method: METHOD, position: 1, name: 'options' };
  const options = record(at, given);
  onlyFields(at, options, FIELDS);
  for (const [field, value] of Object.entries(options)) {
    CHECKS[field]?.({ ...at, name: `options.${field}` }, value);
  }
  if (!('url' in options)) wrong({ ...at, name: 'options.url' }, URL_EXPECTED, 'nothing');
  checkQuery({ ...at, name: 'options.body' }, options);
  checkLists({ ...at, name: 'options.lists' }, options);
  // Once more: a field that was undefined is gone, and 4 MiB hold for the whole.
  return json(at, options);
}

const URL_EXPECTED = 'an absolute http or https URL';

const CHECKS: Readonly<Record<string, (at: Argument, value: unknown) => void>> = {
  url: (at, value) => {
    if (typeof value !== 'string') wrong(at, URL_EXPECTED, kindOf(value));
    else if (!/^https?:\/\/[^/]/i.test(value)) wrong(at, URL_EXPECTED, JSON.stringify(shorten(value, 100)));
  },
  method: (at, value) => {
    oneOf(at, typeof value === 'string' ? value.toUpperCase() : value, METHODS);
  },
  header: (at, value) => {
    for (const [key, part] of Object.entries(record(at, value))) {
      const own = { ...at, name: `${at.name}.${shorten(key, 40)}` };
      if (!HEADER_NAME.test(key)) wrong(own, 'called as RFC 9110 lets a header be', 'another name');
      for (const one of Array.isArray(part) ? (part as unknown[]) : [part]) headerValue(own, one);
    }
  },
  auth: (at, value) => {
    const expected = '["user", "password"] or ["token"]';
    if (!Array.isArray(value)) wrong(at, expected, kindOf(value));
    else if (value.length < 1 || value.length > 2) wrong(at, expected, `an array of ${value.length}`);
    else for (const part of value) if (typeof part !== 'string') wrong(at, expected, `an array with ${kindOf(part)}`);
  },
  xmlName: name,
  contentType: text,
  dataType: (at, value) => void oneOf(at, value, ['json', 'xml', 'form', 'text']),
  responseType: (at, value) => void oneOf(at, value, ['json', 'xml', 'text']),
  timeout: (at, value) => seconds(at, value, MAX_TIMEOUT_SECONDS),
  cacheTtl: (at, value) => seconds(at, value, Number.MAX_SAFE_INTEGER),
  isCache: flag,
  onlyData: flag,
  tls: (at, value) => {
    const tls = record(at, value);
    onlyFields(at, tls, ['cert', 'key', 'ca']);
    for (const [key, secret] of Object.entries(tls)) name({ ...at, name: `${at.name}.${key}` }, secret);
  },
};

/** RFC 9110, 5.6.2 and 5.5. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const NOT_IN_HEADER = /[^\t\x20-\x7e\x80-\xff]/;

/** Null leaves the header out. */
function headerValue(at: Argument, value: unknown): void {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return;
  if (typeof value !== 'string') wrong(at, 'a string, a number, a boolean or an array of them', kindOf(value));
  else if (NOT_IN_HEADER.test(value)) wrong(at, 'of characters that a header can carry', 'others');
}

/** With GET and HEAD the body becomes the query string. */
function checkQuery(at: Argument, { method = 'GET', body }: Record<string, unknown>): void {
  if (body === undefined || body === null || body === '' || !/^(?:get|head)$/i.test(String(method))) return;
  if (typeof body !== 'object' || Array.isArray(body)) wrong(at, 'an object with GET and HEAD', kindOf(body));
}

/** Only XML does not say by itself what is a list. */
function checkLists(at: Argument, { lists, responseType = 'json' }: Record<string, unknown>): void {
  if (lists === undefined) return;
  if (!Array.isArray(lists)) wrong(at, 'an array of paths such as "o.items.item"', kindOf(lists));
  else for (const path of lists as unknown[]) name(at, path);
  if (responseType !== 'xml') wrong(at, 'given with responseType xml only', String(responseType));
}

function seconds(at: Argument, value: unknown, max: number): void {
  if (typeof value === 'number' && value > 0 && value <= max) return;
  const limit = max === MAX_TIMEOUT_SECONDS ? `, at most ${max}` : '';
  wrong(at, `a number of seconds over 0${limit}`, kindOf(value));
}

function flag(at: Argument, value: unknown): void {
  if (typeof value !== 'boolean') wrong(at, 'true or false', kindOf(value));
}
