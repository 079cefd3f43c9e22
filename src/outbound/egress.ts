import { isIP } from 'node:net';
import { StepgateError } from '../error.ts';
import { inRange, reachableAddresses, type Address } from './address.ts';
import { normaliseHost, parseEgressEntry, type EgressEntry } from './egress-entry.ts';

/** Which hosts calls may go to. */
export interface Egress {
  /**
   * Checks the host of a URL: a name against the denied names, an address like one that was resolved.
   * @throws StepgateError 110015
   */
  checkHost(hostname: string): void;
  /**
   * Checks an address that `hostname` resolves to, right before it is dialled.
   * @throws StepgateError 110015
   */
  checkAddress(address: string, hostname: string): void;
}

/** Link-local addresses, and where clouds serve metadata and credentials. */
const DENIED_BY_DEFAULT = [
  '169.254.0.0/16',
  'fe80::/10',
  'fd00:ec2::254', // AWS
  '168.63.129.16', // Azure
  '100.100.100.200', // Alibaba Cloud
];

/**
 * Denied is what `deny` or the defaults name. An `allow` entry exempts exactly what it names: a range its addresses, a
 * name whatever that name resolves to (and nothing else: not the same address under another name). A name in `deny`
 * stays denied, whatever is allowed.
 * @throws Error that names a wrong entry.
 */
export function createEgress(options: { readonly deny: readonly string[]; readonly allow: readonly string[] }): Egress {
  const denied = splitEntries([...DENIED_BY_DEFAULT, ...options.deny]);
  const allowed = splitEntries(options.allow);

  const check = (host: string, address: string): void => {
    if (allowed.names.has(host)) return;
    const [itself, ...others] = reachableAddresses(address);
    if (!itself || allowed.find(itself)) return;
    for (const reached of [itself, ...others]) {
      const by = denied.find(reached);
      if (by && !allowed.find(reached)) throw deniedError(host, address, by.text);
    }
  };

  return {
    checkHost(hostname) {
      const host = normaliseHost(hostname);
      if (denied.names.has(host)) throw deniedError(host, host, host);
      if (isIP(host)) check(host, host);
    },
    checkAddress(address, hostname) {
      check(normaliseHost(hostname), address);
    },
  };
}

interface Entries {
  readonly names: ReadonlySet<string>;
  find(address: Address): EgressEntry | undefined;
}

function splitEntries(texts: readonly string[]): Entries {
  const entries = texts.map(parseEgressEntry);
  const ranges = entries.filter((entry) => entry.kind === 'range');
  return {
    names: new Set(entries.flatMap((entry) => (entry.kind === 'name' ? [entry.name] : []))),
    find: (address) => ranges.find((range) => inRange(address, range)),
  };
}

function deniedError(host: string, address: string, by: string): StepgateError {
  const what = host === address ? host : `${host} (${address})`;
  return new StepgateError(
    '110015',
    `a call to ${what} is denied by ${by}; where it is meant, add exactly that address or name to STEPGATE_EGRESS_ALLOW`,
  );
}
