import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sendRaw, startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

const TRX = /^TRX[0-9A-F]{32}$/;

/** Answers with the request as the rule sees it. */
const echo = (type: string, rest: Record<string, unknown> = {}): unknown => ({
  request: { type, ...rest },
  response: { body: '{request}' },
});

let server: TestServer;
before(async () => {
  server = await startServer({ STEPGATE_BODY_LIMIT: '10KiB' });
});
after(() => server.close());

describe('a request is read as its rule says', () => {
  before(async () => {
    for (const type of ['json', 'xml', 'form', 'text']) await server.rule('POST', `echo/${type}`, echo(type));
    await server.rule('ANY', 'any', echo('json'));
    await server.rule('POST', 'strict', {
      request: {
        query: { page: { type: 'int' } },
        body: {
          phone: { type: 'string', required: true },
          items: { type: 'slice', items: { type: 'object', attribute: { sku: { type: 'string', required: true } } } },
        },
      },
      response: { body: '{request.body}' },
    });
  });

  const post = async (type: string, body: string | Buffer, headers: Record<string, string>) => {
    const response = await fetch(`${server.url}/ps/echo/${type}`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers,
    });
    const parsed = (await response.json()) as { code?: string; msg?: string; body?: unknown; trx?: string };
    return { status: response.status, ...parsed, header: response.headers };
  };

  it('each type takes its content types, others are 415', async () => {
    const taken: [string, string, string][] = [
      ['json', 'application/json', '{"a":1}'],
      ['json', 'application/json; charset=utf-8', '{"a":1}'],
      ['json', 'application/problem+json', '{"a":1}'],
      ['xml', 'application/xml', '<r><a>1</a></r>'],
      ['xml', 'text/xml', '<r><a>1</a></r>'],
      ['xml', 'application/soap+xml', '<r><a>1</a></r>'],
      ['form', 'application/x-www-form-urlencoded', 'a=1'],
      ['text', 'application/whatever', 'a=1'],
    ];
    for (const [type, contentType, body] of taken) {
      assert.equal((await post(type, body, { 'content-type': contentType })).status, 200, `${type} ${contentType}`);
    }
    for (const [type, contentType] of [
      ['json', 'text/plain'],
      ['json', 'application/xml'],
      ['json', 'application/jsonp'],
      ['json', 'not a media type'],
      ['xml', 'application/json'],
      ['form', 'multipart/form-data; boundary=x'],
    ] as const) {
      const { status, code, header, trx } = await post(type, 'x', { 'content-type': contentType });
      assert.deepEqual([status, code], [415, '000415'], `${type} ${contentType}`);
      assert.equal(header.get('trx'), trx);
    }
  });

  it('without a content type, the type of the rule is taken', async () => {
    const answer = await sendRaw(
      server.port,
      'POST /ps/echo/json HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 7\r\n\r\n{"a":1}',
    );
    assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.match(answer, /"body":\{"a":1\}/);
  });

  it('a content encoding that is none changes nothing', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const none of ['identity', 'UTF-8', 'none', 'identity, utf-8', '']) {
      assert.equal((await post('json', '{"a":1}', { ...headers, 'content-encoding': none })).status, 200, none);
    }
  });

  it('JSON is read as UTF-8, whatever charset is named', async () => {
    for (const charset of ['utf8mb4', 'undefined', "'utf-8'", 'binary', 'gbk']) {
      const answer = await post('json', '{"a":"é中"}', { 'content-type': `application/json; charset=${charset}` });
      assert.deepEqual([answer.status, answer.body], [200, { a: 'é中' }], charset);
    }
    const latin1 = Buffer.from('{"a":"é"}', 'latin1');
    const answer = await post('json', latin1, { 'content-type': 'application/json; charset=latin1' });
    assert.deepEqual([answer.status, answer.body], [200, { a: 'é' }]);
  });

  it('a request without a body has the body null', async () => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const { status, body } = await server.call(method, 'any', undefined, { 'content-type': 'text/plain' });
      assert.deepEqual([status, body.body], [200, null], method);
    }
  });

  it('a body comes with GET and DELETE too', async () => {
    assert.deepEqual((await server.call('DELETE', 'any', { a: 1 })).body.body, { a: 1 });
    const answer = await sendRaw(
      server.port,
      'GET /ps/any HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}',
    );
    assert.match(answer, /"body":\{"a":1\}/);
  });

  it('a malformed body is 400, and says where', async () => {
    for (const [type, contentType, body] of [
      ['json', 'application/json', '{"a":'],
      ['json', 'application/json', '{"a":1} x'],
      ['xml', 'application/xml', '<a><b></a>'],
      ['xml', 'application/xml', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ] as const) {
      const { status, code, msg, header } = await post(type, body, { 'content-type': contentType });
      assert.deepEqual([status, code], [400, '000400'], body);
      assert.match(msg ?? '', /^request\.body /, body);
      assert.match(header.get('trx') ?? '', TRX);
    }
  });

  it('a body over the limit is 413, declared or not, and the connection goes on', async () => {
    const large = JSON.stringify({ a: 'x'.repeat(10 * 1024) });
    const declared = await post('json', large, { 'content-type': 'application/json' });
    assert.deepEqual([declared.status, declared.code], [413, '000413']);
    const chunked = await fetch(`${server.url}/ps/echo/json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([large]).stream(),
      duplex: 'half',
    });
    assert.equal(chunked.status, 413);
    assert.match(chunked.headers.get('trx') ?? '', TRX);
    const length = 5 * 1024 * 1024;
    const two = await sendRaw(
      server.port,
      `POST /ps/echo/json HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`,
      Buffer.alloc(length, 'x'),
      'GET /ps/any HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    assert.deepEqual(two.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 413', 'HTTP/1.1 200']);
  });

  it('a body of exactly the limit is taken', async () => {
    const body = JSON.stringify('x'.repeat(10 * 1024 - 2));
    assert.equal((await post('json', body, { 'content-type': 'application/json' })).status, 200);
  });

  it('every failing field is named, the first one in the message', async () => {
    const { status, headers, body } = await server.call('POST', 'strict?page=x', { items: [{ sku: 'a' }, {}] });
    assert.equal(status, 400);
    const errors = body.errors as { path: string; message: string }[];
    assert.deepEqual(errors.map(({ path }) => path).sort(), [
      'request.body.items[1].sku',
      'request.body.phone',
      'request.query.page',
    ]);
    assert.equal(body.msg, `${errors[0]?.path ?? ''} ${errors[0]?.message ?? ''}`);
    assert.equal(body.code, '000400');
    assert.equal(body.trx, headers.get('trx'));
    assert.deepEqual(Object.keys(body), ['code', 'msg', 'trx', 'errors']);
  });

  it('repeated query keys and headers arrive whole', async () => {
    const answer = await server.call('GET', 'any?a=1&a=2&b=x%20y+z&c=', undefined, { 'X-Tenant': 't' });
    assert.deepEqual(answer.body.query, { a: ['1', '2'], b: 'x y z', c: '' });
    assert.equal((answer.body.header as Record<string, string>)['x-tenant'], 't');
  });

  it("the ip is the peer's, whatever X-Forwarded-For says", async () => {
    const { body } = await server.call('GET', 'any', undefined, { 'x-forwarded-for': '1.2.3.4' });
    assert.equal(body.ip, '127.0.0.1');
  });

  it('names like __proto__ are data like any other', async () => {
    const answer = await post('json', '{"__proto__":{"polluted":1},"constructor":2}', {
      'content-type': 'application/json',
    });
    assert.equal(answer.status, 200);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
    assert.equal((await server.call('GET', 'any?__proto__=1&constructor=2')).status, 200);
  });

  it('a client that goes away while it sends does no harm', async () => {
    const { connect } = await import('node:net');
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST /ps/echo/json HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"a":', () => socket.destroy());
    await new Promise((resolve) => socket.on('close', resolve));
    assert.equal((await server.call('GET', 'any')).status, 200);
  });
});

describe('what is no valid HTTP is answered in JSON', () => {
  const refused = async (sent: string, status: number, code: string): Promise<void> => {
    const answer = await sendRaw(server.port, sent);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `), sent.slice(0, 60));
    const trx = /^Trx: (\S+)$/m.exec(head)?.[1];
    assert.match(trx ?? '', TRX);
    const parsed = JSON.parse(body) as { code: string; trx: string };
    assert.deepEqual([parsed.code, parsed.trx], [code, trx]);
  };

  it('malformed', async () => {
    await refused('hello\r\n\r\n', 400, '000400');
    await refused('GET /ps/x HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n', 400, '000400');
    const smuggled =
      'POST /ps/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
    await refused(smuggled, 400, '000400');
  });

  it('without a Host header: 400', async () => {
    const answer = await sendRaw(server.port, 'GET /ps/x HTTP/1.1\r\nConnection: close\r\n\r\n');
    assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*\r\ntrx: TRX[\s\S]*"000400"/);
    assert.match(await sendRaw(server.port, 'GET /ps/x HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 404 /);
  });

  it('with several Host headers: 400', async () => {
    const answer = await sendRaw(server.port, 'GET /ps/x HTTP/1.1\r\nHost: a\r\nhost: a\r\nConnection: close\r\n\r\n');
    assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*\r\ntrx: TRX[\s\S]*several Host headers/);
  });

  it('an expectation that nobody knows is not looked at', async () => {
    const sent = 'GET /ps/x HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\nConnection: close\r\n\r\n';
    assert.match(await sendRaw(server.port, sent), /^HTTP\/1\.1 404 [\s\S]*\r\ntrx: TRX/);
  });

  it('headers too large: 431', async () => {
    await refused(`GET /ps/x HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, '000400');
  });

  it('a request that does not arrive in time, 30 s: 408', async () => {
    const http = server.fastify.server;
    const { headersTimeout } = http;
    assert.equal(headersTimeout, 30_000);
    await server.rule('POST', 'x', {});
    http.headersTimeout = 100;
    try {
      await refused('POST /ps/x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123', 408, '000408');
      await refused('GET /ps/x HTT', 408, '000408');
    } finally {
      http.headersTimeout = headersTimeout;
    }
  });
});
