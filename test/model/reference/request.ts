import type { Json, JsonObject } from '../../../src/json.ts';
import type { SeenCall } from '../observation.ts';
import { readUrl } from '../seen-url.ts';
import { asText, fill, fillUrl } from './template.ts';
import type { Look } from './template.ts';

/** What a component sends, or that it cannot be sent. */
export type Resolved =
  { readonly call: SeenCall; readonly cacheKey: string } | { readonly unsendable: true; readonly call?: never };

/** Where a component runs, and for which run. */
interface Place {
  readonly trx: string;
  readonly logId: string;
  /** What its Idempotency-Key says after the trx. */
  readonly key: string;
}

type Pairs = [string, string][];

/** Fills in the component's templates. */
export function requestOf(component: JsonObject, place: Place, look: Look): Resolved {
  const { dataType = component.requestType ?? 'json', responseType = null } = component;
  const method = ((component.method ?? 'GET') as string).toUpperCase();
  const header = fill(component.header ?? {}, look) as JsonObject;
  const url = siteOf(component, header, look);
  const input = fill(component.input ?? null, look);
  const auth = component.auth === undefined ? null : (fill(component.auth, look) as Json[]);
  if (url === undefined) return { unsendable: true };
  const bodiless = method === 'GET' || method === 'HEAD';
  if (bodiless && input !== null && !isObject(input)) return { unsendable: true };
  const hasBody = !bodiless && input !== null;
  if (hasBody && dataType === 'form' && typeof input !== 'string' && !isObject(input)) return { unsendable: true };
  return {
    call: {
      ...url,
      method,
      query: bodiless && isObject(input) ? [...url.query, ...pairsOf(input)] : url.query,
      header: {
        ...headerTexts(header),
        ...(hasBody && { 'content-type': (component.contentType ?? CONTENT_TYPE[dataType as string]) as string }),
        ...(auth && { authorization: authorization(auth) }),
        trx: place.trx,
        traceparent: place.logId,
        ...(!bodiless && { 'idempotency-key': keyOf(place) }),
      },
      body: hasBody ? bodyOf(dataType as string, input) : null,
      timeoutMs: Number(component.timeout ?? 60) * 1000,
    },
    cacheKey: JSON.stringify([url, method, header, auth, input, dataType, responseType]),
  };
}

/** Where it is called. A rule is told of which element it is called. */
function siteOf({ type, url }: JsonObject, { 'x-at': at }: JsonObject, look: Look): ReturnType<typeof readUrl> {
  const text = fillUrl(url as string, look);
  if (type !== 'rule') return readUrl(text);
  const found = readUrl(`http://up.test/${text}`);
  return found && at !== undefined ? { ...found, site: `${found.site}~${asText(at)}` } : found;
}

/** What a script is called with. */
export function scriptCallOf(component: JsonObject, place: Place, look: Look): SeenCall {
  const at = look('request.header.x-at');
  return {
    site: [component.url as string, ...(at === null ? [] : [asText(at)]), ...indicesOf(place.key)].join('~'),
    method: 'script',
    path: [],
    query: [],
    header: { 'idempotency-key': keyOf(place) },
    body: fill(component.input ?? null, look),
    timeoutMs: Number(component.timeout ?? 60) * 1000,
  };
}

const CONTENT_TYPE: Readonly<Record<string, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  text: 'text/plain',
};

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Arrays as repeated names, objects as JSON; null is left out. */
function pairsOf(input: JsonObject): Pairs {
  return Object.entries(input).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as Json[]) : [value])
      .filter((one) => one !== null)
      .map((one): [string, string] => [name, asText(one)]),
  );
}

/** A form and JSON are compared by what they say. */
function bodyOf(dataType: string, input: Json): Json {
  if (dataType === 'json') return input;
  if (dataType === 'form' && isObject(input)) return pairsOf(input);
  return asText(input);
}

function headerTexts(header: JsonObject): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    const items = (Array.isArray(value) ? (value as Json[]) : [value]).filter((item) => item !== null);
    if (items.length > 0) texts[name.toLowerCase()] = items.map(asText).join(', ');
  }
  return texts;
}

function authorization(auth: readonly Json[]): string {
  const [first, second] = auth.map(asText);
  if (second === undefined) return `Bearer ${first ?? ''}`;
  return `Basic ${Buffer.from(`${first ?? ''}:${second}`).toString('base64')}`;
}

/** `<trx>-<layer>-<component>`, the name percent-encoded where a header could not hold it. */
function keyOf({ trx, key }: Place): string {
  return `${trx}-${key.replace(/[^ -~]/gu, encodeURIComponent)}`;
}

/** Those of the loops around a component. */
export function indicesOf(key: string): string[] {
  return [...key.matchAll(/\[(\d+)\]/g)].map(([, index = '']) => index);
}
