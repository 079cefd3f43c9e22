import { StepgateError } from '../error.ts';
import type { FindProxy, Proxy } from './proxy.ts';

/** Where a call goes. */
export interface Target {
  /** `https://host:port`, without a default port. */
  readonly origin: string;
  /** For messages: `host` or `host:port`. */
  readonly host: string;
  /** Without brackets. */
  readonly hostname: string;
  /** Path and query, as they go on the wire. */
  readonly path: string;
  /** Basic credentials in the URL. */
  readonly credentials: string | undefined;
  /** What it is called over; `path` is then the whole URL, where that proxy passes calls on itself. */
  readonly proxy?: Proxy;
}

/**
 * Reads a URL. Its text is shown in no message: it may hold a secret.
 * @throws StepgateError 110007, not retryable: no valid URL, or neither http nor https.
 */
export function parseTarget(url: string): Target {
  const parsed = URL.parse(url);
  if (!parsed)
    throw invalidUrl(/^[a-z][a-z0-9+.-]*:/i.test(url.trim()) ? 'it is malformed' : 'it has no scheme and host');
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    throw invalidUrl(`its scheme is ${parsed.protocol.slice(0, -1)}`);
  }
  return {
    origin: parsed.origin,
    host: parsed.host,
    hostname: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    path: pathOf(url, parsed),
    credentials: credentialsOf(parsed),
  };
}

/** The target as it is called over the proxy for it, if any. A call by http has no tunnel: it names its URL (RFC 9112, 3.2.2). */
export function withProxy(target: Target, findProxy: FindProxy): Target {
  const proxy = findProxy(target.origin);
  if (!proxy) return target;
  return target.origin.startsWith('https:')
    ? { ...target, proxy }
    : { ...target, proxy, path: target.origin + target.path };
}

function invalidUrl(why: string): StepgateError {
  return new StepgateError('110007', `the url cannot be called: ${why}; expected http://host/path or https://…`, {
    retryable: false,
  });
}

/**
 * WHATWG URLs take `%2e%2e` for `..` and remove the segment before it. What a template has put in is encoded so that it
 * stays one segment, so encoded dots must come through as they are: they are hidden from the parser.
 */
function pathOf(url: string, parsed: URL): string {
  if (!/%2e/i.test(url)) return parsed.pathname + parsed.search;
  // The parser drops leading controls, and tabs and line ends anywhere; the host ends at the first / \ ? or #.
  const clean = url.replace(/^[\u0000-\u0020]+|[\t\n\r]/g, '');
  const [, head = '', tail = ''] = /^([a-z]+:[\\/]*[^\\/?#]*)(.*)$/is.exec(clean) ?? [];
  const hidden = new URL(head + tail.replace(/%2e/gi, HIDDEN_DOT));
  return (hidden.pathname + hidden.search).replaceAll(HIDDEN_DOT, '%2E');
}

/** An escape that is no UTF-8, so that no encoded text holds it. */
const HIDDEN_DOT = '%FFdot';

function credentialsOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(plain).toString('base64')}`;
}
