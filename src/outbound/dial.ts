import { lookup, type LookupAddress } from 'node:dns';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import type { buildConnector } from 'undici';
import type { Egress } from './egress.ts';
import { normaliseHost } from './egress-entry.ts';
import { AnswerReader } from './answer-reader.ts';

/** Dials one origin. TLS sessions are kept, so that later connections resume them. */
export interface Dialler {
  /** As undici's Client wants it; `hold` is handed the socket before it is connected, so that it can be given up. */
  connector(hold: (socket: Socket) => void): buildConnector.connector;
}

/**
 * The egress check sits here, where the address is dialled: a host that is an address is checked at once (Node calls
 * no `lookup` for those), a name's addresses when it has been resolved, and only these are dialled.
 */
export function createDialler(options: { readonly egress: Egress; readonly secureContext?: SecureContext }): Dialler {
  const { egress, secureContext } = options;
  const resolve = checkedLookup(egress);
  let session: Buffer | undefined;

  const dialTls = (host: string, port: number, reader: AnswerReader): Socket =>
    connectTls({
      ...socketOptions(host, port || 443, resolve, reader),
      // The certificate must be that of the URL's host, whatever a `Host` header says. SNI holds no addresses.
      servername: isIP(host) ? '' : normaliseHost(host),
      ALPNProtocols: ['http/1.1'],
      ...(secureContext && { secureContext }),
      ...(session && { session }),
    }).on('session', (next: Buffer) => (session = next));

  return {
    connector: (hold) => (target, callback) => {
      egress.checkHost(target.hostname);
      const secure = target.protocol === 'https:';
      const port = Number(target.port);
      const reader = new AnswerReader();
      const socket = secure
        ? dialTls(target.hostname, port, reader)
        : connectTcp(socketOptions(target.hostname, port || 80, resolve, reader));
      hold(socket);
      let settled = false;
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        settled = true;
        callback(null, socket);
        reader.attach(socket);
      });
      // Stays for the socket's life: an error event without a listener ends the process.
      socket.on('error', (error) => {
        if (!settled) callback(error, null);
        settled = true;
      });
    },
  };
}

function socketOptions(host: string, port: number, resolve: LookupFunction, { onread }: AnswerReader) {
  return { host, port, lookup: resolve, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000, onread };
}

/** One denied address among those of a name refuses the name: which of them is dialled is up to luck. */
function checkedLookup(egress: Egress): LookupFunction {
  return (hostname, options, callback) => {
    // RFC 6761, 6.3: `localhost.` is this machine too, but a hosts file knows it without its dot.
    const name = hostname === 'localhost.' ? 'localhost' : hostname;
    lookup(name, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, []);
      try {
        for (const { address } of addresses) egress.checkAddress(address, hostname);
      } catch (denied) {
        return callback(denied as Error, []);
      }
      const [first] = addresses;
      if (options.all === true) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
}
