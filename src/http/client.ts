import { BlockList, isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addressOf, readForwarding } from './forwarded.ts';

/** Who sent a request. */
export interface Client {
  /** Its address: the peer's, or what a trusted proxy says. IPv4 in its own spelling. */
  readonly address: string;
  /** `X-Forwarded-For`, `-Host`, `-Proto` and `Forwarded` for calls on its behalf: name, value, name, value, … */
  readonly forwarded: readonly string[];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Read when it is asked for. */
    readonly client: Client;
  }
}

/** Proxies that are believed: how many hops from here, or their addresses and CIDRs. */
export type ProxyTrust = number | readonly string[];

/** Gives requests their `client`. What their headers say of it counts only where a trusted proxy sent them. */
export function addClient(app: FastifyInstance, trust: ProxyTrust): void {
  const isTrusted = trustOf(trust);
  app.decorateRequest('client', {
    getter(this: FastifyRequest) {
      return clientOf(this, isTrusted);
    },
  });
}

/** Whether the peer that is so many hops away, from 0, is believed. */
type IsTrusted = (address: string, hop: number) => boolean;

function trustOf(trust: ProxyTrust): IsTrusted {
  if (typeof trust === 'number') return (_, hop) => hop < trust;
  const networks = new BlockList();
  for (const entry of trust) {
    const [address = '', bits] = entry.split('/');
    const version = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) networks.addAddress(address, version);
    else networks.addSubnet(address, Number(bits), version);
  }
  return (address) => networks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function clientOf({ headers, socket }: FastifyRequest, isTrusted: IsTrusted): Client {
  const remote = socket.remoteAddress ?? '';
  const peer = addressOf(remote) ?? remote;
  const own = { host: headers.host, proto: 'encrypted' in socket ? 'https' : 'http' };
  if (!isTrusted(peer, 0)) return { address: peer, forwarded: forwardedHeaders([peer], own.host, own.proto) };
  const { addresses, hosts, protos } = readForwarding(headers);
  // From here to the client: the first that is not believed is the client, whatever it says was before it.
  const hops = [peer];
  for (const address of addresses.toReversed()) {
    if (address === null || !isTrusted(hops.at(-1) ?? '', hops.length - 1)) break;
    hops.push(address);
  }
  // Each proxy appends what it got: what the one next to the client says counts.
  const first = <T>(list: readonly T[]): T | undefined => list.at(-Math.max(1, hops.length - 1)) ?? list[0];
  const host = first(hosts) ?? own.host;
  const proto = first(protos) ?? own.proto;
  return { address: hops.at(-1) ?? peer, forwarded: forwardedHeaders(hops.reverse(), host, proto) };
}

/** @param addresses the client's first. */
function forwardedHeaders(addresses: readonly string[], host: string | undefined, proto: string): string[] {
  const known = addresses.filter((address) => address !== '');
  const elements = known.map((address) => `for=${isIP(address) === 6 ? `"[${address}]"` : address}`);
  const first = [elements[0], host && `host=${quoted(host)}`, `proto=${quoted(proto)}`].filter(Boolean).join(';');
  const headers = ['X-Forwarded-Proto', proto, 'Forwarded', [first, ...elements.slice(1)].join(', ')];
  if (host) headers.push('X-Forwarded-Host', host);
  if (known.length > 0) headers.push('X-Forwarded-For', known.join(', '));
  return headers;
}

/** A token as it is, anything else quoted. */
function quoted(text: string): string {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}
