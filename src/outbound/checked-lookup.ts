import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Egress } from './egress.ts';

/** So long a name is looked up that the proxy resolves: many a network behind one knows few names. */
const PROXIED_LOOKUP_MS = 2000;

/** One denied address among those of a name refuses the name: which of them is dialled is up to luck. */
export function checkedLookup(egress: Egress): LookupFunction {
  return (hostname, options, callback) => {
    lookupAll(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const denied = denialOf(egress, hostname, addresses);
      if (denied) return callback(denied, []);
      const [first] = addresses;
      if (options.all === true) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
}

/**
 * Checks a name that a proxy will resolve, by the addresses that it has here. One that has none here, or not soon, is left
 * to the proxy.
 */
export function checkProxied(egress: Egress, hostname: string, done: (denied?: Error) => void): void {
  if (isIP(hostname)) return done();
  let settled = false;
  const settle = (denied?: Error): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    done(denied);
  };
  const timer = setTimeout(settle, PROXIED_LOOKUP_MS);
  lookupAll(hostname, { all: true }, (error, addresses) =>
    settle(error ? undefined : denialOf(egress, hostname, addresses)),
  );
}

type Found = (error: Error | null, addresses: LookupAddress[]) => void;

function lookupAll(hostname: string, options: LookupAllOptions, found: Found): void {
  // RFC 6761, 6.3: `localhost.` is this machine too, but a hosts file knows it without its dot.
  lookup(hostname === 'localhost.' ? 'localhost' : hostname, options, found);
}

function denialOf(egress: Egress, hostname: string, addresses: readonly LookupAddress[]): Error | undefined {
  try {
    for (const { address } of addresses) egress.checkAddress(address, hostname);
    return undefined;
  } catch (denied) {
    return denied as Error;
  }
}
