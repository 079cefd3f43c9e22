import { CONTENT_TYPES } from '../codec/encode.ts';
import { headerText } from '../engine/header-fields.ts';
import type { ResolvedRequest } from '../engine/resolved-call.ts';
import { charsetOf, isUtf8 } from '../http-header.ts';
import type { JsonObject } from '../json.ts';
import { checkedHeaders } from '../wire-header.ts';
import { unsendable } from './unsendable.ts';

/** By response type; what is read by its content type may be anything. */
const ACCEPT = {
  json: 'application/json',
  xml: 'application/xml, text/xml',
  yaml: 'application/yaml, application/x-yaml, text/yaml',
  form: 'application/x-www-form-urlencoded',
  text: '*/*',
  raw: '*/*',
  any: 'application/json, */*;q=0.5',
} as const;

/** What decides on the headers of a call beside what its rule says. */
interface CallShape {
  /** GET and HEAD. */
  readonly bodiless: boolean;
  readonly hasBody: boolean;
  /** What a body that is bytes is; null: not known. Undefined: it is text. */
  readonly bytesType?: string | null | undefined;
}

/** The headers of a call, those to be checked yet apart from those that have been; the caller may add to both. */
interface CallHeaders {
  readonly headers: string[];
  readonly checked?: string[];
}

/** Headers of a component that are the same for every call. */
interface KnownHeaders {
  readonly header: object;
  readonly checked: readonly string[];
  readonly named: ReadonlySet<string> | undefined;
}

/** The headers that an api component gives its calls. Those that are the same for every call are made and checked once. */
export class ApiHeaders {
  readonly #known = new WeakMap<ResolvedRequest['call'], KnownHeaders>();

  /**
   * Without those of the run and of `auth`, which are put behind them.
   * @param forwarded what the run says of its client, where the rule does not.
   * @throws StepgateError 110007.
   */
  of(api: ResolvedRequest, shape: CallShape, forwarded: readonly string[]): CallHeaders {
    // A constant header is the same object for each call. A method that may have a body nearly always has one.
    const isUsual = shape.hasBody !== shape.bodiless && shape.bytesType === undefined && Object.isFrozen(api.header);
    const known = isUsual ? this.#known.get(api.call) : undefined;
    if (known?.header === api.header) {
      return { headers: [], checked: withForwarded([...known.checked], forwarded, known.named) };
    }
    const headers = ruleHeaders(api, shape);
    const named = namedForwarded(api.header);
    const checked = isUsual ? checkedOrNot(headers) : undefined;
    if (!checked) return { headers: withForwarded(headers, forwarded, named) };
    this.#known.set(api.call, { header: api.header, checked, named });
    return { headers: [], checked: withForwarded([...checked], forwarded, named) };
  }
}

/** Undefined where one of them cannot be sent: the call says so when it is sent. */
function checkedOrNot(headers: readonly string[]): readonly string[] | undefined {
  try {
    return checkedHeaders(headers);
  } catch {
    return undefined;
  }
}

/** Those of the headers about the client that a rule sets, if only to nothing; undefined: none, as in most rules. */
function namedForwarded(header: JsonObject): ReadonlySet<string> | undefined {
  const names = Object.keys(header).map((name) => name.toLowerCase());
  const named = names.filter((name) => name === 'forwarded' || name.startsWith('x-forwarded-'));
  return named.length === 0 ? undefined : new Set(named);
}

function withForwarded(
  headers: string[],
  forwarded: readonly string[],
  named: ReadonlySet<string> | undefined,
): string[] {
  if (!named) {
    headers.push(...forwarded);
    return headers;
  }
  for (let at = 0; at < forwarded.length; at += 2) {
    if (!named.has((forwarded[at] ?? '').toLowerCase())) headers.push(...forwarded.slice(at, at + 2));
  }
  return headers;
}

function ruleHeaders({ header, auth, call }: ResolvedRequest, { bodiless, hasBody, bytesType }: CallShape): string[] {
  const fields = fieldsOf(header);
  if (!fields.has('accept')) fields.set('accept', ['accept', call.passes ? '*/*' : ACCEPT[call.responseType ?? 'any']]);
  if (hasBody) {
    const [name = 'content-type', own] = fields.get('content-type') ?? [];
    const contentType = contentTypeOf(call, own, bytesType);
    if (contentType !== null) fields.set('content-type', [name, contentType]);
    if (contentType !== null && bytesType === undefined) refuseCharset(contentType);
  }
  fields.delete('trx');
  fields.delete('traceparent');
  if (!bodiless) fields.delete('idempotency-key');
  if (auth) fields.delete('authorization');
  const headers: string[] = [];
  for (const [name, value] of fields.values()) for (const text of [value].flat()) headers.push(name, text);
  return headers;
}

/** The rule's own, but for multipart, which only the boundary makes readable; null: none. */
function contentTypeOf(
  { dataType, contentType }: ResolvedRequest['call'],
  own: string | string[] | undefined,
  bytesType: string | null | undefined,
): string | string[] | null {
  if (dataType === 'multipart') return bytesType ?? null;
  if (dataType === 'raw') return contentType ?? own ?? bytesType ?? null;
  return contentType ?? own ?? CONTENT_TYPES[dataType];
}

/** A header, its name as the rule writes it. */
type Field = [name: string, value: string | string[]];

/** A rule's headers as text, by lower-case name. */
function fieldsOf(header: JsonObject): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const [name, value] of Object.entries(header)) {
    const text = headerText(value);
    if (text !== undefined) fields.set(name.toLowerCase(), [name, text]);
  }
  return fields;
}

/** Bodies go out as UTF-8; saying otherwise would make the upstream read something else. */
function refuseCharset(contentType: string | readonly string[]): void {
  if (typeof contentType !== 'string' || isUtf8(contentType)) return;
  throw unsendable(`its content type says charset=${charsetOf(contentType) ?? ''}, but bodies are sent as utf-8`);
}
