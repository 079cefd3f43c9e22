import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type SecureContext } from 'node:tls';
import type { buildConnector } from 'undici';
import { AnswerReader } from './answer-reader.ts';
import { checkedLookup, checkProxied } from './checked-lookup.ts';
import { dialProxy, openTunnel, type ProxyUser } from './dial-proxy.ts';
import type { Egress } from './egress.ts';
import { normaliseHost } from './egress-entry.ts';
import type { Proxy } from './proxy.ts';

/** Dials one origin. TLS sessions are kept, so that later connections resume them. */
export interface Dialler {
  /** As undici's Client wants it; `hold` is handed the socket before it is connected, so that it can be given up. */
  connector(hold: (socket: Socket) => void): buildConnector.connector;
}

export interface DiallerOptions {
  readonly egress: Egress;
  readonly secureContext?: SecureContext | undefined;
  readonly proxy?: Proxy | undefined;
  /** HTTP/2 where the origin offers it. */
  readonly http2?: boolean;
}

/**
 * The egress check sits here, where the address is dialled: a host that is an address is checked at once (Node calls
 * no `lookup` for those), a name's addresses when it has been resolved, and only these are dialled.
 */
export function createDialler({ egress, secureContext, proxy, http2 = false }: DiallerOptions): Dialler {
  const resolve = checkedLookup(egress);
  let session: Buffer | undefined;

  const dialTls = (host: string, over: ConnectionOptions): Socket =>
    connectTls({
      ...over,
      // The certificate must be that of the URL's host, whatever a `Host` header says. SNI holds no addresses.
      host,
      servername: isIP(host) ? '' : normaliseHost(host),
      ALPNProtocols: http2 ? ['h2', 'http/1.1'] : ['http/1.1'],
      ...(secureContext && { secureContext }),
      ...(session && { session }),
    }).on('session', (next: Buffer) => (session = next));

  const dialDirectly = ({ hostname, port, secure }: Address, reader: AnswerReader, user: ProxyUser): void => {
    const options = socketOptions(hostname, port, resolve, reader);
    const socket = secure ? dialTls(hostname, options) : connectTcp(options);
    user.hold(socket);
    use(socket, secure ? 'secureConnect' : 'connect', user);
  };

  const dialThrough = (over: Proxy, { hostname, port, secure }: Address, user: ProxyUser): void => {
    const tunnelled = (socket: Socket): void => {
      const inner = dialTls(hostname, { socket });
      user.hold(inner);
      use(inner, 'secureConnect', user);
    };
    const authority = `${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:${port}`;
    const connected = (socket: Socket): void => openTunnel(over, socket, authority, { ...user, connected: tunnelled });
    dialProxy(over, (done) => checkProxied(egress, hostname, done), secure ? { ...user, connected } : user);
  };

  return {
    connector: (hold) => (target, callback) => {
      egress.checkHost(target.hostname);
      const secure = target.protocol === 'https:';
      const address = { hostname: target.hostname, port: Number(target.port) || (secure ? 443 : 80), secure };
      const reader = new AnswerReader();
      let settled = false;
      const user: ProxyUser = {
        hold,
        connected(socket) {
          settled = true;
          callback(null, socket);
          reader.attach(socket);
        },
        failed(error) {
          if (!settled) callback(error, null);
          settled = true;
        },
      };
      if (proxy) dialThrough(proxy, address, user);
      else dialDirectly(address, reader, user);
    },
  };
}

interface Address {
  readonly hostname: string;
  readonly port: number;
  readonly secure: boolean;
}

function use(socket: Socket, event: 'connect' | 'secureConnect', user: ProxyUser): void {
  socket.once(event, () => user.connected(socket));
  // Stays for the socket's life: an error event without a listener ends the process.
  socket.on('error', (error) => user.failed(error));
}

function socketOptions(host: string, port: number, resolve: LookupFunction, { onread }: AnswerReader) {
  return { host, port, lookup: resolve, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000, onread };
}
