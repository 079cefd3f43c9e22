import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Address, AddressRange } from './address.ts';

/** One entry of a deny or allow list. */
export type EgressEntry =
  | ({ readonly kind: 'range'; readonly text: string } & AddressRange)
  | { readonly kind: 'name'; readonly text: string; readonly name: string };

const HOST_NAME = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;

/**
 * Reads a CIDR, an address in any spelling, or a host name.
 * @throws Error that names a wrong entry.
 */
export function parseEgressEntry(entry: string): EgressEntry {
  const text = entry.trim();
  if (text.includes('/')) return { kind: 'range', text, ...parseRange(text) };
  const host = isIPv6(text) ? text : hostOf(text);
  if (ipaddr.isValid(host) && !host.includes('%')) return { kind: 'range', text, ...wholeOf(ipaddr.parse(host)) };
  if (HOST_NAME.test(host)) return { kind: 'name', text, name: host };
  throw wrong(text);
}

/** A host as URLs spell it, normalised: lower case, ASCII, one spelling of an address, no brackets, no trailing dot. */
export function normaliseHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

function hostOf(text: string): string {
  // Only a host: a port, a path, a user or a `?` would be dropped without a word.
  if (/[/\\?#@]|:\d*$/.test(text)) throw wrong(text);
  const url = URL.parse(`http://${text}/`);
  if (!url) throw wrong(text);
  return normaliseHost(url.hostname);
}

function parseRange(text: string): AddressRange {
  // Short IPv4 forms are refused: "10/8" would be 0.0.0.10/8.
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text) && !ipaddr.IPv6.isValidCIDR(text)) throw wrong(text);
  const [base, bits] = ipaddr.parseCIDR(text);
  return asIpv4(base, bits);
}

function wholeOf(address: Address): AddressRange {
  return asIpv4(address, address.kind() === 'ipv4' ? 32 : 128);
}

/** Mapped and NAT64 forms are spellings of IPv4 ranges; the whole NAT64 prefix is not: it stands for the translator. */
function asIpv4(base: Address, bits: number): AddressRange {
  const form = base instanceof ipaddr.IPv6 ? base.range() : undefined;
  if (!(form === 'ipv4Mapped' && bits >= 96) && !(form === 'rfc6052' && bits > 96)) return { base, bits };
  return { base: ipaddr.fromByteArray(base.toByteArray().slice(12)), bits: bits - 96 };
}

function wrong(text: string): Error {
  return new Error(`${JSON.stringify(text)} is neither a CIDR (10.0.0.0/8), nor an address, nor a host name`);
}
