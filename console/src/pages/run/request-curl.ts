import { curlOfRequest } from '../../designer/model/curl.ts';
import { asObject, asText } from '../../designer/model/json-value.ts';
import type { Json, JsonObject } from '../../designer/model/rule-language.ts';
import type { LoggedRequest } from './run-log.ts';

/** Headers that the client itself sets. */
const OWN_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'content-type',
  'transfer-encoding',
  'accept-encoding',
  'expect',
  'user-agent',
  // They belong to the trace and the run that were.
  'traceparent',
  'tracestate',
  'trx',
]);

/** With it the gateway would give the answer that it has kept. */
const IDEMPOTENCY_KEY = 'idempotency-key';

const BODY_TYPES = [
  ['form', /x-www-form-urlencoded/],
  ['multipart', /^multipart\//],
  ['xml', /xml/],
  ['yaml', /yaml/],
  ['json', /json/],
  ['text', /^text\//],
] as const;

/** What logs show in place of a secret: `***`, `***NAME***`. */
const MASKED = '***';

/** The `curl` line that sends a logged request again; what the log masks is left out, and named in a comment. */
export function requestCurl(request: LoggedRequest, baseUrl: string): string {
  const left: string[] = [];
  const { [IDEMPOTENCY_KEY]: key, ...header } = sent(request.header ?? {});
  const keep = (value: unknown, place: string): Json | undefined => unmasked(value as Json, place, left);
  const [headers, query] = [keep(header, 'header'), keep(request.query ?? {}, 'query')];
  const hasBody = request.body !== null && request.body !== undefined && request.method !== 'GET';
  const body = hasBody ? keep(request.body, 'body') : undefined;
  const raw = hasBody ? rawBodyOf(request.body as Json) : undefined;
  const line = curlOfRequest(
    {
      method: request.method,
      path: encodedPath(request.path),
      query: (query ?? {}) as JsonObject,
      header: (headers ?? {}) as JsonObject,
      params: {},
      bodyType: raw ? 'raw' : bodyTypeOf(request.header ?? {}),
      contentType: asText(raw?.contentType),
      body: raw?.size === 0 ? undefined : body,
    },
    { baseUrl, prefix: '' },
  );
  // A name may hold a line break, which would end the comment.
  const comments = left.map((place) => `# left out, the log has no value of it: ${place.replace(/[\r\n]+/g, ' ')}`);
  if (raw !== undefined && raw.size !== 0) comments.push('# the log has not the bytes of the body: put them into file');
  if (key !== undefined) comments.push('# left out, so that it runs again: header.idempotency-key');
  return [...comments, line].join('\n');
}

function sent(header: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(header).filter(([name]) => !OWN_HEADERS.has(name.toLowerCase())));
}

/** `{size, contentType}`, which is all that a log has of a body that was taken as it came. */
function rawBodyOf(body: Json): JsonObject | undefined {
  const object = asObject(body) ?? {};
  const isRaw = Object.keys(object).sort().join() === 'contentType,size';
  return isRaw && (typeof object.size === 'number' || object.size === null) ? object : undefined;
}

function bodyTypeOf(header: Readonly<Record<string, unknown>>): (typeof BODY_TYPES)[number][0] {
  const { 'content-type': given } = header;
  const type = typeof given === 'string' ? given.toLowerCase() : '';
  return BODY_TYPES.find(([, pattern]) => pattern.test(type))?.[0] ?? 'json';
}

/** Without the slash at its beginning; escapes stay as they came. */
function encodedPath(path: string): string {
  return encodeURI(path.toWellFormed().replace(/^\//, ''))
    .replaceAll('%25', '%')
    .replaceAll('?', '%3F')
    .replaceAll('#', '%23');
}

/** The value without what is masked in it, whose places are added to `left`; undefined: nothing is left. */
function unmasked(value: Json, place: string, left: string[]): Json | undefined {
  if (typeof value === 'string') {
    if (!value.includes(MASKED)) return value;
    left.push(place);
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return (value as Json[]).flatMap((item, index) => unmasked(item, `${place}[${index}]`, left) ?? []);
  }
  const members = Object.entries(value as JsonObject).flatMap(([name, member]) => {
    const kept = unmasked(member, `${place}.${name}`, left);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(members);
}
