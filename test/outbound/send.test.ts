import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { upstream } from './http-upstream.ts';
import { failure, get, testOutbound } from './outbound-under-test.ts';
import { rawUpstream } from './raw-upstream.ts';

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

describe('a call', () => {
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    it(`goes out as ${method}`, async (t) => {
      const [url, outbound] = await upstream(t, (request, response) => {
        void bodyOf(request).then((body) => {
          response.setHeader('x-got', `${request.method} ${request.url} ${body}`).end('answer');
        });
      });
      const body = method === 'GET' || method === 'HEAD' ? '' : 'grüße';
      const answer = await outbound.send(get(`${url}/a?b=c#d`, { method, body }));
      const got = Buffer.from(String(answer.headers['x-got']), 'latin1');
      assert.equal(got.toString().trim(), `${method} /a?b=c ${body}`.trim());
      assert.equal(answer.body.toString(), method === 'HEAD' ? '' : 'answer');
    });
  }

  it('carries its headers, repeated ones and a Host of its own', async (t) => {
    const [url, outbound] = await upstream(t, (request, response) => {
      response.end(JSON.stringify({ ...request.headers, many: request.headersDistinct['x-many'] }));
    });
    const headers = { Host: 'shop.example', 'X-Many': ['a', 'b'], 'x-latin': 'é', 'x-empty': '' };
    const { body } = await outbound.send(get(url, { headers }));
    const seen = JSON.parse(body.toString()) as Record<string, unknown>;
    assert.equal(seen.host, 'shop.example');
    assert.deepEqual(seen.many, ['a', 'b']);
    assert.equal(seen['x-latin'], 'é');
    assert.equal(seen['x-empty'], '');
    assert.equal(seen['accept-encoding'], 'gzip, deflate, br');
  });

  it('passes header bytes on unchanged, from an answer into the next call', async (t) => {
    const bytes = Buffer.from('é € \xff\xfe', 'latin1').toString('latin1') + Buffer.from('€中').toString('latin1');
    const server = await rawUpstream({
      onRequest: (s) => void s.write(`HTTP/1.1 200 OK\r\nx-name: ${bytes}\r\ncontent-length: 0\r\n\r\n`, 'latin1'),
    });
    t.after(() => server.close());
    const outbound = testOutbound();
    const { headers } = await outbound.send(get(server.url));
    await outbound.send(get(server.url, { headers: { 'x-sent': headers['x-name'] ?? '' } }));
    assert.match(server.requests[1] ?? '', new RegExp(`\r\nx-sent: ${bytes}\r\n`));
  });

  it('leaves an accept-encoding of its own alone', async (t) => {
    const [url, outbound] = await upstream(
      t,
      (request, response) => void response.end(request.headers['accept-encoding']),
    );
    const { body } = await outbound.send(get(url, { headers: { 'Accept-Encoding': 'identity' } }));
    assert.equal(body.toString(), 'identity');
  });

  it('gives headers in lower case, repeated ones as arrays, names of Object.prototype like any other', async (t) => {
    const [url, outbound] = await upstream(t, (_, response) => {
      response.writeHead(200, ['Set-Cookie', 'a=1', 'SET-COOKIE', 'b=2', '__proto__', 'x', 'constructor', 'y']).end();
    });
    const { headers } = await outbound.send(get(url));
    assert.deepEqual(headers['set-cookie'], ['a=1', 'b=2']);
    assert.equal(Object.getOwnPropertyDescriptor(headers, '__proto__')?.value, 'x');
    assert.equal(headers.constructor, 'y');
  });

  it('keeps encoded dots as they are: what a template put in stays one segment', async (t) => {
    const [url, outbound] = await upstream(t, (request, response) => void response.end(request.url));
    const wire = async (path: string): Promise<string> => (await outbound.send(get(url + path))).body.toString();
    assert.equal(await wire('/users/%2E%2E/profile?x=%2e'), '/users/%2E%2E/profile?x=%2E');
    assert.equal(await wire('/users/%2e'), '/users/%2E');
    assert.equal(await wire('/a/../b c/ü?d e'), '/b%20c/%C3%BC?d%20e');
    assert.equal(await wire('?only=query'), '/?only=query');
  });

  it('sends the credentials of a URL as Basic, unless the call has some', async (t) => {
    const [url, outbound] = await upstream(t, (request, response) => void response.end(request.headers.authorization));
    const withUser = url.replace('//', '//us%40er:p%3Ass@');
    const basic = `Basic ${Buffer.from('us@er:p:ss').toString('base64')}`;
    assert.equal((await outbound.send(get(withUser))).body.toString(), basic);
    const own = { headers: { Authorization: 'Bearer x' } };
    assert.equal((await outbound.send(get(withUser, own))).body.toString(), 'Bearer x');
  });

  it('does not follow redirects', async (t) => {
    const [url, outbound] = await upstream(
      t,
      (_, response) => void response.writeHead(302, { location: '/there' }).end(),
    );
    const answer = await outbound.send(get(url));
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.location, '/there');
  });

  it('gives any status as an answer', async (t) => {
    const [url, outbound] = await upstream(t, (request, response) => {
      response.writeHead(Number(request.url?.slice(1))).end();
    });
    for (const status of [200, 204, 304, 404, 418, 500, 503, 599, 999]) {
      assert.equal((await outbound.send(get(`${url}/${status}`))).status, status);
    }
  });

  it('uses its connections again, also after time-outs of others', async (t) => {
    const ports = new Set<number | undefined>();
    const [url, outbound] = await upstream(t, (request, response) => {
      if (request.url === '/hang') return;
      ports.add(request.socket.remotePort);
      response.end();
    });
    for (let i = 0; i < 5; i++) {
      await outbound.send(get(url));
      assert.equal((await failure(outbound.send(get(`${url}/hang`, { timeoutMs: 30 })))).status, 504);
    }
    // The call that hung had taken the free connection each time.
    assert.equal(ports.size, 5);
    ports.clear();
    for (let i = 0; i < 20; i++) await outbound.send(get(url));
    assert.equal(ports.size, 1);
  });

  it('goes over a new connection where the upstream has closed the idle one', async () => {
    const server = await rawUpstream({
      onRequest: (s) => void s.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', () => void s.end()),
    });
    const outbound = testOutbound();
    for (let i = 1; i <= 5; i++) {
      await outbound.send(get(server.url));
      await server.allClosed();
    }
    assert.equal(server.accepted, 5);
    await server.close();
  });

  it('may have a time-out of months', async (t) => {
    const [url, outbound] = await upstream(t, (_, response) => void response.end());
    assert.equal((await outbound.send(get(url, { timeoutMs: 1e10 }))).status, 200);
  });

  it('is answered over connections that the upstream closes after each answer', async (t) => {
    const [url, outbound] = await upstream(t, (_, response) => void response.setHeader('connection', 'close').end('x'));
    for (let i = 0; i < 20; i++) assert.equal((await outbound.send(get(url))).body.toString(), 'x');
  });
});

describe('an upstream that is not there', () => {
  it('refuses: 110007, retryable', async () => {
    const server = await rawUpstream({});
    await server.close();
    const error = await failure(testOutbound().send(get(server.url)));
    assert.deepEqual([error.code, error.status, error.retryable], ['110007', 502, true]);
    assert.match(error.message, /127\.0\.0\.1:\d+ .*refused/);
  });

  it('has no address: 110007, retryable', async () => {
    const error = await failure(testOutbound().send(get('http://no-such-host.invalid/')));
    assert.deepEqual([error.code, error.status, error.retryable], ['110007', 502, true]);
    assert.match(error.message, /no-such-host\.invalid .*(resolve)/);
  });
});

describe('an aborted call', () => {
  const reason = new StepgateError('110010', 'cancelled');
  const places: [string, Parameters<typeof rawUpstream>[0]][] = [
    ['while it waits for the answer', {}],
    ['while it reads the answer', { onRequest: (s) => void s.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1') }],
  ];
  for (const [when, behaviour] of places) {
    it(`fails with the signal's own reason ${when}, and its connection is gone`, async () => {
      const controller = new AbortController();
      const server = await rawUpstream({
        onRequest(socket, request, nth) {
          behaviour.onRequest?.(socket, request, nth);
          setImmediate(() => controller.abort(reason));
        },
      });
      const error = await failure(testOutbound().send(get(server.url, { signal: controller.signal })));
      assert.equal(error, reason);
      await server.allClosed();
      await server.close();
    });
  }

  it('does not go out when it was aborted before', async () => {
    const server = await rawUpstream({});
    const signal = AbortSignal.abort(reason);
    assert.equal(await failure(testOutbound().send(get(server.url, { signal }))), reason);
    assert.equal(server.accepted, 0);
    await server.close();
  });

  it('leaves no listener on a signal that lives on', async (t) => {
    const [url, outbound] = await upstream(t, (_, response) => void response.end());
    const { signal } = new AbortController();
    let listeners = 0;
    t.mock.method(signal, 'addEventListener', () => listeners++);
    t.mock.method(signal, 'removeEventListener', () => listeners--);
    await outbound.send(get(url, { signal }));
    await failure(outbound.send(get('http://127.0.0.1:1/', { signal })));
    assert.equal(listeners, 0);
  });
});

describe('an upstream that does not read', () => {
  it('runs into the time-out, and the connection is gone', async () => {
    const server = await rawUpstream({ onConnect: (socket) => void socket.pause() });
    const call = get(server.url, { method: 'POST', body: Buffer.alloc(16 * 1024 * 1024), timeoutMs: 200 });
    const error = await failure(testOutbound().send(call));
    assert.deepEqual([error.code, error.status], ['110007', 504]);
    // A paused socket learns of its end only when it reads again.
    server.resume();
    await server.allClosed();
    await server.close();
  });
});

describe('close', () => {
  it('ends what is under way, and refuses what comes', async () => {
    const server = await rawUpstream({});
    const outbound = testOutbound();
    const connected = server.nextConnection();
    const call = failure(outbound.send(get(server.url)));
    await connected;
    await outbound.close();
    assert.equal((await call).code, '110007');
    await server.allClosed();
    assert.equal((await failure(outbound.send(get(server.url)))).retryable, false);
    await server.close();
  });
});
