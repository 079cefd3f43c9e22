import { isIP } from 'node:net';
import { inRange } from './address.ts';
import { normaliseHost, parseEgressEntry } from './egress-entry.ts';

/** A proxy between the gateway and upstreams. */
export interface Proxy {
  /** Whether it is reached over TLS. */
  readonly secure: boolean;
  /** Without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** For messages: `host:port`. */
  readonly host: string;
  /** What `Proxy-Authorization` says. */
  readonly authorization: string | undefined;
}

export interface ProxyOptions {
  /** For calls by http: `http://user:password@host:port`, or https. */
  readonly http?: string | undefined;
  /** For calls by https. */
  readonly https?: string | undefined;
  /** Hosts that are called without one, as `NO_PROXY` names them. */
  readonly no?: readonly string[];
}

/** The proxy over which an origin is called; undefined: it is called without. */
export type FindProxy = (origin: string) => Proxy | undefined;

/**
 * Undefined: there is no proxy for any call.
 * @throws Error that names a wrong entry of `no`.
 */
export function createFindProxy({ http, https, no = [] }: ProxyOptions): FindProxy | undefined {
  const exemptions = no.map(parseExemption);
  if (http === undefined && https === undefined) return undefined;
  const [forHttp, forHttps] = [http, https].map((url) => (url === undefined ? undefined : parseProxy(new URL(url))));
  return (origin) => {
    const { protocol, hostname, port } = new URL(origin);
    const secure = protocol === 'https:';
    const proxy = secure ? forHttps : forHttp;
    if (!proxy) return undefined;
    const host = normaliseHost(hostname);
    const portNumber = port === '' ? defaultPort(secure) : Number(port);
    return exemptions.some((exempts) => exempts(host, portNumber)) ? undefined : proxy;
  };
}

function parseProxy(url: URL): Proxy {
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? defaultPort(secure) : Number(url.port);
  const plain = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    secure,
    hostname: normaliseHost(url.hostname),
    port,
    host: `${url.hostname}:${port}`,
    authorization: plain === ':' ? undefined : `Basic ${Buffer.from(plain).toString('base64')}`,
  };
}

function defaultPort(secure: boolean): number {
  return secure ? 443 : 80;
}

type Exemption = (host: string, port: number) => boolean;

/**
 * One entry of `NO_PROXY`: `*`, a name (which stands for those below it too), `.name`, `*.name` (those below it only), an
 * address, a CIDR; each but a CIDR with a port or without.
 */
function parseExemption(text: string): Exemption {
  const [, name = text, port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(text) ?? [];
  const isPort: Exemption = port === undefined ? () => true : (_, of) => of === Number(port);
  if (name === '*') return isPort;
  const isHost = parseHosts(name, text);
  return (host, of) => isPort(host, of) && isHost(host);
}

function parseHosts(text: string, whole: string): (host: string) => boolean {
  const below = text.startsWith('*.');
  const entry = parsedEntry(text.replace(/^\*?\./, ''), whole);
  if (entry.kind === 'range') return (host) => isIP(host) !== 0 && inRange(parsedAddress(host), entry);
  return (host) => (host === entry.name && !below) || host.endsWith(`.${entry.name}`);
}

function parsedAddress(host: string) {
  const entry = parseEgressEntry(host);
  if (entry.kind !== 'range') throw new Error(`${host} is no address`);
  return entry.base;
}

function parsedEntry(text: string, whole: string): ReturnType<typeof parseEgressEntry> {
  try {
    return parseEgressEntry(text);
  } catch (error) {
    const expected = 'expected *, a host name, .name, an address or a CIDR (10.0.0.0/8), a port behind it or not';
    throw new Error(`${JSON.stringify(whole)} names no host; ${expected}`, { cause: error });
  }
}
