import { once } from 'node:events';
import { createSecureServer, type Http2Session, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { pem } from './outbound-under-test.ts';

export interface H2Request {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly session: Http2Session;
  /** From 1. */
  readonly nth: number;
}

export interface H2Upstream {
  /** `https://localhost:port`. */
  readonly url: string;
  readonly port: number;
  /** Sessions so far. */
  readonly sessions: number;
  readonly requests: readonly H2Request[];
  /** Resolves when no session is open. */
  allClosed(): Promise<void>;
}

/** A server that speaks HTTP/2 over TLS, and HTTP/1.1 to clients that ask for no more; gone when the test ends. */
export async function h2Upstream(
  t: TestContext,
  answer: (stream: ServerHttp2Stream, request: H2Request) => void = (stream) => stream.end('h2'),
): Promise<H2Upstream> {
  const requests: H2Request[] = [];
  const open = new Set<Http2Session>();
  let sessions = 0;
  const server = createSecureServer(
    { cert: pem('server.pem'), key: pem('server.key'), allowHTTP1: true },
    (request, response) => {
      if (request.httpVersionMajor === 1) response.end(`HTTP/${request.httpVersion}`);
    },
  );
  server.on('session', (session) => {
    sessions++;
    open.add(session);
    session.on('error', () => undefined);
    session.on('close', () => open.delete(session) && open.size === 0 && server.emit('quiet'));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const { session } = stream;
    void text(stream).then(
      (body) => {
        if (!session) return;
        const request = { headers, body, session, nth: requests.length + 1 };
        requests.push(request);
        answer(stream, request);
      },
      () => undefined,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const session of open) session.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}`,
    port,
    get sessions() {
      return sessions;
    },
    requests,
    async allClosed() {
      if (open.size > 0) await once(server, 'quiet');
    },
  };
}
