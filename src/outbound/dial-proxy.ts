import { request } from 'node:http';
import { isIP, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { StepgateError } from '../error.ts';
import { reasonOf } from './failure.ts';
import type { Proxy } from './proxy.ts';

/** What waits for a connection to a proxy, or for one through it. */
export interface ProxyUser {
  /** Is handed the socket before it is connected, so that it can be given up. */
  hold(socket: Socket): void;
  connected(socket: Socket): void;
  failed(error: Error): void;
}

/**
 * Connects to a proxy, whose own address is the operator's and not checked.
 * @param check is called first; nothing is dialled where it says why not.
 */
export function dialProxy(proxy: Proxy, check: (done: (denied?: Error) => void) => void, user: ProxyUser): void {
  const failed = (error: Error): void => user.failed(proxyError(proxy, reasonOf(error), error));
  const raw = new Socket().on('error', failed);
  user.hold(raw);
  check((denied) => {
    if (denied) raw.destroy();
    if (denied) return user.failed(denied);
    if (raw.destroyed) return;
    raw.connect(proxy.port, proxy.hostname);
    raw.once('connect', () => {
      raw.setNoDelay(true).setKeepAlive(true, 60_000);
      if (!proxy.secure) return user.connected(raw);
      const servername = isIP(proxy.hostname) ? '' : proxy.hostname;
      const socket = connectTls({ socket: raw, servername, host: proxy.hostname, ALPNProtocols: ['http/1.1'] });
      user.hold(socket);
      socket.on('error', failed);
      socket.once('secureConnect', () => user.connected(socket));
    });
  });
}

/** Asks the proxy at the other end of `socket` for a tunnel to `authority` (`host:port`). */
export function openTunnel(proxy: Proxy, socket: Socket, authority: string, user: ProxyUser): void {
  const headers = { host: authority, ...(proxy.authorization && { 'proxy-authorization': proxy.authorization }) };
  const call = request({ method: 'CONNECT', path: authority, headers, createConnection: () => socket });
  call.on('error', (error) => user.failed(proxyError(proxy, reasonOf(error), error)));
  call.once('connect', ({ statusCode = 0 }) => {
    if (statusCode >= 200 && statusCode < 300) return user.connected(socket);
    socket.destroy();
    user.failed(refusal(proxy, statusCode));
  });
  call.end();
}

function refusal(proxy: Proxy, status: number): StepgateError {
  const says = status === 407 ? 'it wants other credentials, answering 407' : `it answered ${status} to CONNECT`;
  return proxyError(proxy, says, undefined, status >= 500);
}

function proxyError({ host }: Proxy, why: string, cause?: Error, retryable = true): StepgateError {
  return new StepgateError('110007', `the proxy ${host} failed while connecting: ${why}`, {
    reason: 'connect',
    retryable,
    cause,
  });
}
