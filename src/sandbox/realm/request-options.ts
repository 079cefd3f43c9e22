import { json, kindOf, name, oneOf, onlyFields, record, text, wrong } from './argument.ts';
import type { Argument } from './argument.ts';
import { shorten } from './error.ts';
import { failures, retryOn } from './request-judging.ts';

const METHOD = 'ctx.request';
const FIELDS = [
  'url',
  'method',
  'body',
  'input',
  'header',
  'query',
  'redirects',
  'auth',
  'contentType',
  'dataType',
  'requestType',
  'responseType',
  'xmlName',
  'lists',
  'responseCondition',
  'errMsg',
  'errorMsg',
  'failure',
  'retryMaxCount',
  'retryMaxWait',
  'retryBase',
  'retryOn',
  'timeout',
  'isCache',
  'cacheTtl',
  'tls',
  'http2',
  'onlyData',
];
/** A field, and its other name. */
const OTHER_NAMES = [
  ['body', 'input'],
  ['dataType', 'requestType'],
  ['errMsg', 'errorMsg'],
] as const;
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
  for (const [field, other] of OTHER_NAMES)
    if (field in options && other in options)
      wrong({ ...at, name: `options.${other}` }, `left out where ${field} is given`, 'both');
  checkQuery(at, options);
  checkLists({ ...at, name: 'options.lists' }, options);
  // Once more: a field that was undefined is gone, and 4 MiB hold for the whole.
  return json(at, options);
}

const URL_EXPECTED = 'an absolute http or https URL';

const CHECKS: Readonly<Record<string, (at: Argument, value: unknown) => unknown>> = {
  url: (at, value) => {
    if (typeof value !== 'string') wrong(at, URL_EXPECTED, kindOf(value));
    else if (!/^https?:\/\/[^/]/i.test(value)) wrong(at, URL_EXPECTED, JSON.stringify(shorten(value, 100)));
  },
  method: (at, value) => {
    oneOf(at, typeof value === 'string' ? value.toUpperCase() : value, METHODS);
  },
  header: (at, value) => {
    for (const [key, part] of Object.entries(record(at, value))) {
      if (key === '*') {
        record({ ...at, name: `${at.name}.*` }, part);
        continue;
      }
      const own = { ...at, name: `${at.name}.${shorten(key, 40)}` };
      if (!HEADER_NAME.test(key)) wrong(own, 'called as RFC 9110 lets a header be', 'another name');
      for (const one of Array.isArray(part) ? (part as unknown[]) : [part]) headerValue(own, one);
    }
  },
  query: (at, value) => {
    const query = record(at, value);
    if ('*' in query) record({ ...at, name: `${at.name}.*` }, query['*']);
  },
  redirects: upToTen,
  auth: (at, value) => {
    const expected = '["user", "password"] or ["token"]';
    if (!Array.isArray(value)) scheme(at, value, `${expected}, {oauth2} or {aws4}`);
    else if (value.length < 1 || value.length > 2) wrong(at, expected, `an array of ${value.length}`);
    else for (const part of value) if (typeof part !== 'string') wrong(at, expected, `an array with ${kindOf(part)}`);
  },
  xmlName: name,
  contentType: text,
  dataType,
  requestType: dataType,
  ...{ responseCondition: text, errMsg: text, errorMsg: text, failure: failures },
  ...{ retryMaxCount: upToTen, retryOn },
  retryMaxWait: (at, value) => value === 0 || seconds(at, value, Number.MAX_SAFE_INTEGER),
  retryBase: (at, value) => seconds(at, value, Number.MAX_SAFE_INTEGER),
  responseType: (at, value) => void oneOf(at, value, ['json', 'xml', 'yaml', 'form', 'text', 'raw']),
  timeout: (at, value) => seconds(at, value, MAX_TIMEOUT_SECONDS),
  cacheTtl: (at, value) => seconds(at, value, Number.MAX_SAFE_INTEGER),
  isCache: flag,
  onlyData: flag,
  http2: flag,
  tls: (at, value) => {
    const tls = record(at, value);
    onlyFields(at, tls, ['cert', 'key', 'ca']);
    for (const [key, secret] of Object.entries(tls)) name({ ...at, name: `${at.name}.${key}` }, secret);
  },
};

const SCHEMES: Readonly<Record<string, { readonly needed: readonly string[]; readonly more: readonly string[] }>> = {
  oauth2: { needed: ['tokenUrl', 'clientId', 'clientSecret'], more: ['scope', 'audience', 'send'] },
  aws4: { needed: ['service', 'region', 'accessKeyId', 'secretAccessKey'], more: ['sessionToken'] },
};

/** `{oauth2: {…}}` or `{aws4: {…}}`. */
function scheme(at: Argument, value: unknown, expected: string): void {
  if (typeof value !== 'object' || value === null) wrong(at, expected, kindOf(value));
  const [[key, given] = ['', null], ...others] = Object.entries(record(at, value));
  const fields = Object.hasOwn(SCHEMES, key) ? SCHEMES[key] : undefined;
  if (!fields || others.length > 0) return wrong(at, expected, 'another object');
  const own = { ...at, name: `${at.name}.${key}` };
  const settings = record(own, given);
  onlyFields(own, settings, [...fields.needed, ...fields.more]);
  for (const field of fields.needed) name({ ...own, name: `${own.name}.${field}` }, settings[field]);
  for (const field of fields.more) {
    if (settings[field] !== undefined) text({ ...own, name: `${own.name}.${field}` }, settings[field]);
  }
  if (settings.send !== undefined) oneOf({ ...own, name: `${own.name}.send` }, settings.send, ['basic', 'body']);
}

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
function checkQuery(options: Argument, given: Record<string, unknown>): void {
  const { method = 'GET', dataType = given.requestType, body = given.input } = given;
  const at = { ...options, name: 'input' in given ? 'options.input' : 'options.body' };
  if (
    dataType === 'raw' ||
    body === undefined ||
    body === null ||
    body === '' ||
    !/^(?:get|head)$/i.test(String(method))
  )
    return;
  if (typeof body !== 'object' || Array.isArray(body)) wrong(at, 'an object with GET and HEAD', kindOf(body));
}

/** Only XML does not say by itself what is a list. */
function checkLists(at: Argument, { lists, responseType = 'xml' }: Record<string, unknown>): void {
  if (lists === undefined) return;
  if (!Array.isArray(lists)) wrong(at, 'an array of paths such as "o.items.item"', kindOf(lists));
  else for (const path of lists as unknown[]) name(at, path);
  if (responseType !== 'xml') wrong(at, 'given with responseType xml only', String(responseType));
}

function dataType(at: Argument, value: unknown): void {
  oneOf(at, value, ['json', 'xml', 'yaml', 'form', 'text', 'multipart', 'raw']);
}

function upToTen(at: Argument, value: unknown): void {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 10) return;
  wrong(at, 'a whole number from 0 to 10', typeof value === 'number' ? String(value) : kindOf(value));
}

function seconds(at: Argument, value: unknown, max: number): void {
  if (typeof value === 'number' && value > 0 && value <= max) return;
  const limit = max === MAX_TIMEOUT_SECONDS ? `, at most ${max}` : '';
  wrong(at, `a number of seconds over 0${limit}`, kindOf(value));
}

function flag(at: Argument, value: unknown): void {
  if (typeof value !== 'boolean') wrong(at, 'true or false', kindOf(value));
}
