import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A server on a real socket that does whatever a test says, mostly what no server should do. */
export interface RawUpstream {
  /** `http://127.0.0.1:port`, or `https://localhost:port`. */
  readonly url: string;
  readonly port: number;
  /** Connections so far. */
  readonly accepted: number;
  /** Requests so far: their bytes as they came. */
  readonly requests: readonly string[];
  /** Bytes sent so far, over all connections. */
  readonly sent: number;
  /** Resolves when no connection is open. */
  allClosed(): Promise<void>;
  /** Resolves when the next connection has come. */
  nextConnection(): Promise<unknown>;
  /** Reads again where a behaviour has paused. */
  resume(): void;
  close(): Promise<void>;
}

export interface Behaviour {
  readonly tls?: TlsOptions;
  readonly host?: string;
  /** As soon as the connection is there. */
  readonly onConnect?: (socket: Socket) => void;
  /** When a request's head (and a body of known length) has come. */
  readonly onRequest?: (socket: Socket, request: string, nth: number) => void;
}

export async function rawUpstream(behaviour: Behaviour): Promise<RawUpstream> {
  const open = new Set<Socket>();
  const requests: string[] = [];
  let accepted = 0;
  let sentBefore = 0;
  const onSocket = (socket: Socket): void => {
    accepted++;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open.delete(socket);
      sentBefore += socket.bytesWritten;
      if (open.size === 0) server.emit('quiet');
    });
    behaviour.onConnect?.(socket);
    readRequests(socket, (request) => {
      requests.push(request);
      behaviour.onRequest?.(socket, request, requests.length);
    });
  };
  const server: Server = behaviour.tls ? createTlsServer(behaviour.tls, onSocket) : createServer(onSocket);
  server.on('tlsClientError', () => undefined);
  server.listen(0, behaviour.host ?? '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: behaviour.tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    port,
    get accepted() {
      return accepted;
    },
    requests,
    get sent() {
      return sentBefore + [...open].reduce((sum, socket) => sum + socket.bytesWritten, 0);
    },
    async allClosed() {
      if (open.size > 0) await once(server, 'quiet');
    },
    nextConnection: () => once(server, behaviour.tls ? 'secureConnection' : 'connection'),
    resume() {
      for (const socket of open) socket.resume();
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function readRequests(socket: Socket, onRequest: (request: string) => void): void {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    for (;;) {
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/^content-length: (\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      const request = text.slice(0, end + 4 + length);
      text = text.slice(end + 4 + length);
      onRequest(request);
    }
  });
}

/** Writes `chunk` again and again, as fast as the peer reads, until the connection is gone. */
export function writeForever(socket: Socket, chunk: string | Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.writable && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}
