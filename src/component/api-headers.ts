import { CONTENT_TYPES } from '../codec/encode.ts';
import { headerFields } from '../engine/header-fields.ts';
import type { ResolvedApi } from '../engine/port.ts';
import { StepgateError } from '../error.ts';
import { charsetOf, isUtf8 } from '../http-header.ts';
import { checkedHeaders } from '../wire-header.ts';

/** By response type. */
const ACCEPT = { json: 'application/json', xml: 'application/xml, text/xml', text: '*/*' } as const;

/** What decides on the headers of a call beside what its rule says. */
interface CallShape {
  /** GET and HEAD. */
  readonly bodiless: boolean;
  readonly hasBody: boolean;
}

/** The headers of a call, those to be checked yet apart from those that have been; the caller may add to both. */
interface CallHeaders {
  readonly headers: string[];
  readonly checked?: string[];
}

/** The headers that an api component gives its calls. Those that are the same for every call are made and checked once. */
export class ApiHeaders {
  readonly #checked = new WeakMap<
    ResolvedApi['call'],
    { readonly header: object; readonly checked: readonly string[] }
  >();

  /** Without those of the run and of `auth`, which are put behind them. @throws StepgateError 110007. */
  of(api: ResolvedApi, shape: CallShape): CallHeaders {
    // A constant header is the same object for each call. A method that may have a body nearly always has one.
    const isUsual = shape.hasBody !== shape.bodiless && Object.isFrozen(api.header);
    const known = isUsual ? this.#checked.get(api.call) : undefined;
    if (known?.header === api.header) return { headers: [], checked: [...known.checked] };
    const headers = ruleHeaders(api, shape);
    if (!isUsual) return { headers };
    const checked = checkedOrNot(headers);
    if (!checked) return { headers };
    this.#checked.set(api.call, { header: api.header, checked });
    return { headers: [], checked: [...checked] };
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

function ruleHeaders({ header, auth, call }: ResolvedApi, { bodiless, hasBody }: CallShape): string[] {
  const fields = headerFields(header);
  if (!('accept' in fields)) fields.accept = ACCEPT[call.responseType];
  if (hasBody) {
    if (call.contentType !== undefined) fields['content-type'] = call.contentType;
    const contentType = fields['content-type'] ?? CONTENT_TYPES[call.dataType];
    fields['content-type'] = contentType;
    refuseCharset(contentType);
  }
  const ofRun = ['trx', 'traceparent', ...(bodiless ? [] : ['idempotency-key']), ...(auth ? ['authorization'] : [])];
  return Object.entries(fields)
    .filter(([name]) => !ofRun.includes(name))
    .flatMap(([name, value]) => [value].flat().flatMap((text) => [name, text]));
}

/** Bodies go out as UTF-8; saying otherwise would make the upstream read something else. */
function refuseCharset(contentType: string | readonly string[]): void {
  if (typeof contentType !== 'string' || isUtf8(contentType)) return;
  throw unsendable(`its content type says charset=${charsetOf(contentType) ?? ''}, but bodies are sent as utf-8`);
}

/** The error of a call that cannot be written. */
export function unsendable(why: string): StepgateError {
  return new StepgateError('110007', `the call cannot be sent: ${why}`, { retryable: false });
}
