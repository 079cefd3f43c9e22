import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

export interface ProxyBehaviour {
  /** Over TLS, with these certificates. */
  readonly tls?: ServerOptions;
  /** `user:password` that it wants. */
  readonly credentials?: string;
  /** Answers every CONNECT so. */
  readonly status?: number;
  /** Names that only it knows: all of them are this machine. */
  readonly names?: readonly string[];
}

export interface TestProxy {
  /** `host:port`. */
  readonly host: string;
  /** `GET http://…`, `CONNECT host:port`, as they came. */
  readonly asked: readonly string[];
  /** The headers of these. */
  readonly headers: readonly IncomingMessage['headers'][];
  /** Resolves when no connection is open. */
  allClosed(): Promise<void>;
}

/** A proxy as companies have them, on a real socket: passes on calls by http, opens tunnels. Gone when the test ends. */
export async function testProxy(t: TestContext, behaviour: ProxyBehaviour = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const open = new Set<Socket>();
  const server: Server = behaviour.tls ? createSecureServer(behaviour.tls) : createServer();
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket) && open.size === 0 && server.emit('quiet'));
  };
  const note = (request: IncomingMessage): number => {
    asked.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    const wanted = behaviour.credentials && `Basic ${Buffer.from(behaviour.credentials).toString('base64')}`;
    return wanted !== undefined && request.headers['proxy-authorization'] !== wanted ? 407 : (behaviour.status ?? 200);
  };
  const here = (name: string): string => (behaviour.names?.includes(name) ? '127.0.0.1' : name);

  server.on('connection', keep);
  server.on('request', (request, response) => {
    const status = note(request);
    if (status !== 200) return void response.writeHead(status).end();
    const { hostname, port, pathname, search } = new URL(request.url ?? '');
    const { method, headers: sent } = request;
    const options = { host: here(hostname), port, path: pathname + search, method, headers: { ...sent } };
    delete options.headers['proxy-authorization'];
    const call = httpRequest(options, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    call.on('error', () => response.destroy());
    response.on('close', () => call.destroy());
    request.pipe(call);
  });
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    const status = note(request);
    if (status !== 200) return void client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(Number(port), here(hostname), () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    headers,
    async allClosed() {
      if (open.size > 0) await once(server, 'quiet');
    },
  };
}
