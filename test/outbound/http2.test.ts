import assert from 'node:assert/strict';
import { constants, type ServerHttp2Stream } from 'node:http2';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { StepgateError } from '../../src/error.ts';
import type { HttpCall, Outbound } from '../../src/outbound/outbound.ts';
import { createFindProxy } from '../../src/outbound/proxy.ts';
import { h2Upstream, type H2Request } from './h2-upstream.ts';
import { upstream as plainUpstream } from './http-upstream.ts';
import { failure, get, pem, testOutbound } from './outbound-under-test.ts';
import { rawUpstream } from './raw-upstream.ts';
import { testProxy } from './test-proxy.ts';

const tls = { ca: pem('ca.pem') };

/** A call that takes HTTP/2. */
function h2Get(url: string, more: Parameters<typeof get>[1] = {}): HttpCall {
  return get(url, { http2: true, tls, ...more });
}

function outboundOf(t: TestContext, options: Parameters<typeof testOutbound>[0] = {}): Outbound {
  const outbound = testOutbound(options);
  t.after(() => outbound.close());
  return outbound;
}

async function bodyOf(answer: Promise<{ readonly body: Buffer }>): Promise<string> {
  return (await answer).body.toString();
}

describe('a call that takes HTTP/2', () => {
  it('speaks it where the upstream offers it, over a connection that is used again', async (t) => {
    const server = await h2Upstream(t, (stream, { headers, body }) => {
      stream.respond({ ':status': 201, 'x-a': '1', 'set-cookie': ['a=1', 'b=2'] });
      stream.end(`${headers[':method']} ${headers[':path']} ${body}`);
    });
    const outbound = outboundOf(t);
    for (const [method, body, got] of [
      ['POST', 'body', 'POST /a%2Fb?c=d%20e body'],
      ['DELETE', '', 'DELETE /a%2Fb?c=d%20e '],
      ['GET', '', 'GET /a%2Fb?c=d%20e '],
    ] as const) {
      const headers = { 'X-Many': ['a', 'b'], 'X-Latin': 'é' };
      const answer = await outbound.send(h2Get(`${server.url}/a%2Fb?c=d e`, { method, body, headers }));
      assert.deepEqual([answer.status, answer.body.toString(), answer.headers['x-a']], [201, got, '1']);
      assert.deepEqual(answer.headers['set-cookie'], ['a=1', 'b=2']);
    }
    const { headers } = server.requests[0] ?? {};
    assert.deepEqual([headers?.[':authority'], headers?.['x-many']], [`localhost:${server.port}`, 'a, b']);
    assert.equal(headers?.['x-latin'], 'é');
    assert.equal(server.sessions, 1);
  });

  it('speaks HTTP/1.1 where the upstream does, and where there is no TLS', async (t) => {
    const secure = await rawUpstream({
      tls: { cert: pem('server.pem'), key: pem('server.key') },
      onRequest: (socket) =>
        void socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
    });
    t.after(() => secure.close());
    const [plain, outbound] = await plainUpstream(t, (request, response) => void response.end(request.httpVersion));
    for (let i = 0; i < 2; i++) {
      assert.equal(await bodyOf(outbound.send(h2Get(secure.url))), 'ok');
      assert.equal(await bodyOf(outbound.send(h2Get(plain))), '1.1');
    }
    assert.equal(secure.accepted, 1);
  });

  it('is apart from those that do not take it', async (t) => {
    const server = await h2Upstream(t);
    const outbound = outboundOf(t);
    for (let i = 0; i < 2; i++) {
      assert.equal(await bodyOf(outbound.send(get(server.url, { tls }))), 'HTTP/1.1');
      assert.equal(await bodyOf(outbound.send(h2Get(server.url))), 'h2');
    }
  });

  it('checks the certificate and the egress rules', async (t) => {
    const server = await h2Upstream(t);
    const unknown = await failure(outboundOf(t).send(get(server.url, { http2: true })));
    assert.match(unknown.message, /certificate/);
    const denied = await failure(outboundOf(t, { deny: ['127.0.0.0/8', '::1'] }).send(h2Get(server.url)));
    assert.equal(denied.code, '110015');
    assert.equal(server.sessions, 0);
  });

  it('is read after answers that are not final, decompressed, with or without a body', async (t) => {
    const server = await h2Upstream(t, (stream, { headers }) => {
      stream.additionalHeaders({ ':status': 103, link: '</a>' });
      if (headers[':path'] === '/204') return stream.respond({ ':status': 204 }, { endStream: true });
      stream.respond({ 'content-encoding': 'gzip' });
      stream.end(gzipSync('unpacked'));
    });
    const outbound = outboundOf(t);
    assert.equal(await bodyOf(outbound.send(h2Get(server.url))), 'unpacked');
    assert.equal((await outbound.send(h2Get(`${server.url}/204`))).status, 204);
    assert.equal((await outbound.send(h2Get(server.url, { method: 'HEAD' }))).status, 200);
  });

  it('is streamed both ways, at the pace of who reads', async (t) => {
    const bytes = Buffer.alloc(2 * 1024 * 1024, 'x');
    const server = await h2Upstream(t, (stream) => stream.end(bytes));
    const outbound = outboundOf(t);
    for (const bodyLength of [6, undefined]) {
      const body = Readable.from([Buffer.from('up'), Buffer.from('load')]);
      const answer = await outbound.open(h2Get(server.url, { method: 'POST', body, bodyLength }), 5000);
      await new Promise(setImmediate);
      assert.equal((await text(answer.body)).length, bytes.length);
      await answer.body.over;
    }
    assert.deepEqual(
      server.requests.map(({ body }) => body),
      ['upload', 'upload'],
    );
    await outbound.send(h2Get(server.url));
    assert.equal(server.sessions, 2, 'an upload has a connection that nobody has used; others use it again');
  });

  it('refuses a body over 10 MiB: 110006', async (t) => {
    const server = await h2Upstream(t, (stream) => stream.end(Buffer.alloc(10 * 1024 * 1024 + 1)));
    const error = await failure(outboundOf(t).send(h2Get(server.url)));
    assert.deepEqual([error.code, error.retryable], ['110006', false]);
    await server.allClosed();
  });

  it('goes through the tunnel of a proxy', async (t) => {
    const server = await h2Upstream(t);
    const proxy = await testProxy(t);
    const outbound = outboundOf(t, { findProxy: createFindProxy({ https: `http://${proxy.host}` }) });
    for (let i = 0; i < 2; i++) assert.equal(await bodyOf(outbound.send(h2Get(server.url))), 'h2');
    assert.deepEqual([proxy.asked.length, server.sessions], [1, 1]);
    await outbound.close();
    await server.allClosed();
  });
});

describe('a call over HTTP/2 that goes wrong', () => {
  const begun = (stream: ServerHttp2Stream): void => {
    stream.respond({ ':status': 200 });
    stream.write('begun');
  };

  for (const [when, answer] of [
    ['is not answered', () => undefined],
    ['is answered in part', begun],
  ] as const) {
    it(`ends in time where it ${when}: 504, and its connection is gone`, async (t) => {
      const server = await h2Upstream(t, answer);
      const error = await failure(outboundOf(t).send(h2Get(server.url, { timeoutMs: 200 })));
      assert.deepEqual([error.code, error.status, error.retryable, error.reason], ['110007', 504, true, 'timeout']);
      await server.allClosed();
    });

    it(`is aborted where it ${when}, and its connection is gone`, async (t) => {
      const controller = new AbortController();
      const reason = new StepgateError('110010', 'cancelled');
      const server = await h2Upstream(t, (stream) => {
        answer(stream);
        setImmediate(() => controller.abort(reason));
      });
      assert.equal(await failure(outboundOf(t).send(h2Get(server.url, { signal: controller.signal }))), reason);
      await server.allClosed();
    });
  }

  for (const [what, answer] of [
    ['is reset', (stream: ServerHttp2Stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR)],
    [
      'is reset in the middle',
      (stream: ServerHttp2Stream) => {
        begun(stream);
        setImmediate(() => stream.destroy(new Error('broken off')));
      },
    ],
    ['loses its connection', (stream: ServerHttp2Stream) => stream.session?.destroy()],
  ] as const) {
    it(`fails where it ${what}: 110007, which is tried again`, async (t) => {
      const server = await h2Upstream(t, answer);
      const error = await failure(outboundOf(t).send(h2Get(server.url)));
      assert.deepEqual([error.code, error.retryable, error.reason], ['110007', true, 'reset'], error.message);
      assert.equal(server.requests.length, 1);
      await server.allClosed();
    });
  }

  it('breaks off a stream that is reset, and one that is silent', async (t) => {
    for (const answer of [
      begun,
      (stream: ServerHttp2Stream) => {
        begun(stream);
        setTimeout(() => stream.destroy(new Error('broken off')), 20);
      },
    ]) {
      const server = await h2Upstream(t, answer);
      const { body } = await outboundOf(t).open(h2Get(server.url), 200);
      body.resume();
      await assert.rejects(body.over, { code: '110007' });
      await server.allClosed();
    }
  });

  for (const [what, code] of [
    ['no error', 0],
    ['CANCEL', 8],
    ['an internal error', 2],
  ] as const) {
    it(`fails where its answer is reset before the end by ${what}; after the end that is no matter`, async (t) => {
      for (const ends of [false, true]) {
        const server = await resettingUpstream(t, code, ends);
        const answer = outboundOf(t).send(h2Get(server));
        if (ends) assert.equal(await bodyOf(answer), 'begun');
        else assert.deepEqual([(await failure(answer)).code, (await failure(answer)).retryable], ['110007', true]);
      }
    });
  }

  it('does not go out once more where only the call is reset', async (t) => {
    const server = await h2Upstream(t, (stream, { nth }) => {
      if (nth === 2) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
      else stream.end('h2');
    });
    const outbound = outboundOf(t);
    await outbound.send(h2Get(server.url));
    assert.equal((await failure(outbound.send(h2Get(server.url)))).code, '110007');
    assert.equal(server.requests.length, 2);
  });

  it('goes out once more where its used connection has died, on a new one', async (t) => {
    const died = (stream: ServerHttp2Stream, { nth, session }: H2Request): void => {
      if (nth === 2) session.socket.destroy();
      else stream.end('h2');
    };
    const server = await h2Upstream(t, died);
    const outbound = outboundOf(t);
    const call = h2Get(server.url, { method: 'POST', body: 'body', headers: { 'Idempotency-Key': 'k' } });
    for (let i = 0; i < 2; i++) assert.equal(await bodyOf(outbound.send(call)), 'h2');
    assert.deepEqual([server.requests.length, server.sessions], [3, 2]);
    assert.deepEqual(server.requests[2]?.headers['idempotency-key'], 'k');
  });

  it('meets no connection that the upstream has said to close', async (t) => {
    const server = await h2Upstream(t, (stream, { session }) => {
      stream.end('h2');
      session.close();
    });
    const outbound = outboundOf(t);
    for (let i = 0; i < 20; i++) assert.equal(await bodyOf(outbound.send(h2Get(server.url))), 'h2');
  });

  it('goes over a new connection when the old one is too old', async (t) => {
    const server = await h2Upstream(t);
    const outbound = outboundOf(t, { maxAgeMs: 50 });
    await outbound.send(h2Get(server.url));
    await server.allClosed();
    assert.equal(await bodyOf(outbound.send(h2Get(server.url))), 'h2');
  });
});

/** Answers `begun`, all of the answer or not, and resets the stream: no server of Node.js does that. */
async function resettingUpstream(t: TestContext, code: number, ends: boolean): Promise<string> {
  const server = await rawUpstream({
    tls: { cert: pem('server.pem'), key: pem('server.key'), ALPNProtocols: ['h2'] },
    onConnect(socket) {
      socket.write(frame(SETTINGS, 0, 0));
      socket.once('data', () => {
        // Of the status 200 in the static table of HPACK.
        socket.write(frame(HEADERS, END_HEADERS, 1, Buffer.from([0x88])));
        socket.write(frame(DATA, ends ? END_STREAM : 0, 1, Buffer.from('begun')));
        socket.write(frame(RST_STREAM, 0, 1, Buffer.from([0, 0, 0, code])));
      });
    },
  });
  t.after(() => server.close());
  return server.url;
}

const [DATA, HEADERS, RST_STREAM, SETTINGS] = [0, 1, 3, 4];
const [END_STREAM, END_HEADERS] = [1, 4];

/** RFC 9113, 4.1. */
function frame(type: number, flags: number, stream: number, payload = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, stream]), payload]);
}
