import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** What proxies say about a request that they pass on. */
export interface Forwarding {
  /** Addresses, the client's first; null: it is none (`unknown`). */
  readonly addresses: readonly (string | null)[];
  /** Hosts and protocols that the client named, in the same order, where they are said. */
  readonly hosts: readonly (string | undefined)[];
  readonly protos: readonly (string | undefined)[];
}

/** Reads `X-Forwarded-*`, which most proxies write; where there is none of them, `Forwarded` (RFC 7239). */
export function readForwarding(headers: IncomingHttpHeaders): Forwarding {
  const list = (name: string): string[] => {
    const text = String(headers[name] ?? '');
    return text === '' ? [] : text.split(',').map((one) => one.trim());
  };
  const addresses = list('x-forwarded-for').map(addressOf);
  const [hosts, protos] = [list('x-forwarded-host'), list('x-forwarded-proto')];
  if (addresses.length + hosts.length + protos.length > 0) return { addresses, hosts, protos };
  const elements = elementsOf(headers.forwarded ?? '');
  return {
    addresses: elements.map((element) => addressOf(element.get('for') ?? '')),
    hosts: elements.map((element) => element.get('host')),
    protos: elements.map((element) => element.get('proto')),
  };
}

/** An address in its own spelling, without a port; IPv4 that is written as IPv6 is IPv4. */
export function addressOf(text: string): string | null {
  const address = text.replace(/^\[([^\]]*)\](?::\d+)?$/, '$1').replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1');
  if (isIP(address) === 0) return null;
  return /^::ffff:\d+(?:\.\d+){3}$/i.test(address) ? address.slice(7) : address;
}

/** Elements of a `Forwarded` header, by lower-case names of their parameters. */
function elementsOf(text: string): ReadonlyMap<string, string>[] {
  const elements = text.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/g) ?? [];
  return elements.map((element) => {
    const pairs = element.match(/(?:"(?:[^"\\]|\\.)*"|[^";])+/g) ?? [];
    return new Map(pairs.map(pairOf));
  });
}

function pairOf(text: string): [name: string, value: string] {
  const [name = '', ...rest] = text.split('=');
  const value = rest.join('=').trim();
  const unquoted = /^"(.*)"$/s.exec(value)?.[1]?.replace(/\\(.)/gs, '$1');
  return [name.trim().toLowerCase(), unquoted ?? value];
}
