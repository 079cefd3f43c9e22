import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A block of addresses. */
export interface AddressRange {
  readonly base: Address;
  readonly bits: number;
}

/** Whether `address` lies in `range`. */
export function inRange(address: Address, range: AddressRange): boolean {
  return address.kind() === range.base.kind() && address.match(range.base, range.bits);
}

/**
 * Every address that dialling `text` (an IPv4 or IPv6 address in any spelling) may reach: itself first, then what it
 * stands for. An IPv6 address may carry an IPv4 one that a kernel, a translator or a tunnel unpacks.
 */
export function reachableAddresses(text: string): Address[] {
  const address = ipaddr.parse(text.replace(/%.*$/, ''));
  if (address.kind() === 'ipv4') return withLoopback(address, '0.0.0.0', ['127.0.0.1']);
  const carried = carriedIpv4(address.toByteArray()).flatMap((ipv4) => reachableAddresses(ipv4));
  return [...withLoopback(address, '::', ['::1', '127.0.0.1']), ...carried];
}

/** Dialling the unspecified address reaches this machine. */
function withLoopback(address: Address, unspecified: string, loopback: readonly string[]): Address[] {
  return address.toString() === unspecified ? [address, ...loopback.map((text) => ipaddr.parse(text))] : [address];
}

/** Where the forms of IPv6 that carry an IPv4 address hold it. `prefix` is a start of the address, in hex. */
const CARRIERS: readonly { readonly prefix: string; readonly at: readonly [number, number, number, number] }[] = [
  // IPv4-compatible, IPv4-mapped (RFC 4291, 2.5.5), IPv4-translated (RFC 7915).
  { prefix: '000000000000000000000000', at: [12, 13, 14, 15] },
  { prefix: '00000000000000000000ffff', at: [12, 13, 14, 15] },
  { prefix: '0000000000000000ffff0000', at: [12, 13, 14, 15] },
  // NAT64: the well-known prefix (RFC 6052), the local one (RFC 8215) as /96 and as /48.
  { prefix: '0064ff9b0000000000000000', at: [12, 13, 14, 15] },
  { prefix: '0064ff9b0001', at: [12, 13, 14, 15] },
  { prefix: '0064ff9b0001', at: [6, 7, 9, 10] },
  // 6to4 (RFC 3056).
  { prefix: '2002', at: [2, 3, 4, 5] },
  // Teredo's server (RFC 4380); its client is below.
  { prefix: '20010000', at: [4, 5, 6, 7] },
];

function carriedIpv4(bytes: readonly number[]): string[] {
  const hex = Buffer.from(bytes).toString('hex');
  const found = CARRIERS.filter(({ prefix }) => hex.startsWith(prefix)).map(({ at }) => at.map((i) => bytes[i]));
  const last = bytes.slice(12);
  if (hex.startsWith('20010000')) found.push(last.map((byte) => byte ^ 0xff));
  // ISATAP (RFC 5214) may have any prefix.
  if (/^(?:0000|0200)5efe/.test(hex.slice(16))) found.push(last);
  return found.map((four) => four.join('.'));
}
