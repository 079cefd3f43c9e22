import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sendRaw, startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

describe('STEPGATE_CORS_ORIGINS', () => {
  const origin = 'https://shop.example';
  let server: TestServer;
  let draining = false;
  before(async () => {
    const env = { STEPGATE_CORS_ORIGINS: `${origin},https://other.example`, STEPGATE_BODY_LIMIT: '100' };
    server = await startServer(env, () => ({ draining: () => draining }));
    await server.rule('POST', 'order', {});
    await server.rule('POST', 'varied', { response: { header: { Vary: 'Accept-Language' } } });
    await server.rule('ANY', 'any', { response: { body: '{request.method}' } });
  });
  after(() => server.close());

  const preflight = (path: string, from: string) =>
    fetch(server.url + path, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,idempotency-key',
      },
    });

  it('preflights of these origins are answered', async () => {
    const { status, headers } = await preflight('/ps/order', origin);
    assert.equal(status, 204);
    assert.equal(headers.get('access-control-allow-origin'), origin);
    assert.match(headers.get('access-control-allow-methods') ?? '', /POST/);
    assert.equal(headers.get('access-control-allow-headers'), 'authorization,idempotency-key');
    assert.match(headers.get('trx') ?? '', /^TRX/);
  });

  it('their pages may read the answers and the Trx, refusals included', async () => {
    for (const path of ['order', 'nowhere']) {
      const { headers } = await server.call('POST', path, {}, { origin });
      assert.equal(headers.get('access-control-allow-origin'), origin);
      assert.match(headers.get('access-control-expose-headers') ?? '', /Trx/);
      assert.match(headers.get('vary') ?? '', /Origin/i);
    }
  });

  it('every refusal has them, wherever it is made', async () => {
    const json = 'Content-Type: application/json';
    const chunked = `${json}\r\nTransfer-Encoding: chunked`;
    const requests: readonly [number, string][] = [
      [200, `POST /ps/order HTTP/1.1\r\n${json}\r\nContent-Length: 2\r\n\r\n{}`],
      [400, 'GET /ps/%ZZ HTTP/1.1\r\n\r\n'],
      [400, 'GET http://h/ps/%ZZ HTTP/1.1\r\n\r\n'],
      [400, `POST /ps/order HTTP/1.1\r\n${json}\r\nContent-Length: 1\r\n\r\n{`],
      [400, `POST /ps/order HTTP/1.1\r\n${chunked}\r\n\r\nno chunk\r\n`],
      [404, 'GET /ps HTTP/1.1\r\n\r\n'],
      [405, 'GET /ps/order HTTP/1.1\r\n\r\n'],
      [413, `POST /ps/order HTTP/1.1\r\n${json}\r\nContent-Length: 101\r\n\r\n${' '.repeat(101)}`],
      [413, `POST /ps/order HTTP/1.1\r\n${chunked}\r\n\r\n1;${'x'.repeat(20_000)}\r\n`],
      [415, 'POST /ps/order HTTP/1.1\r\nContent-Type: image/png\r\nContent-Length: 1\r\n\r\nx'],
    ];
    const ask = async (status: number, request: string): Promise<void> => {
      const line = `Host: h\r\nOrigin: ${origin}\r\nConnection: close\r\n`;
      const answer = await sendRaw(server.port, request.replace('\r\n', `\r\n${line}`));
      assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), request);
      assert.match(answer, new RegExp(`^access-control-allow-origin: ${origin}\r$`, 'im'), request);
      assert.match(answer, /^access-control-expose-headers: .*Trx/im, request);
    };
    for (const [status, request] of requests) await ask(status, request);
    draining = true;
    await ask(503, 'GET /ps/order HTTP/1.1\r\n\r\n');
    draining = false;
  });

  it('runs are followed from these pages too', async () => {
    const { status, headers } = await preflight('/runs/TRX1', origin);
    assert.deepEqual([status, headers.get('access-control-allow-origin')], [204, origin]);
    assert.match(headers.get('access-control-allow-methods') ?? '', /DELETE/);
    const answer = await fetch(`${server.url}/runs/TRX1`, { headers: { origin } });
    assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [404, origin]);
    assert.match(answer.headers.get('access-control-expose-headers') ?? '', /Location.*Preference-Applied/);
    assert.equal((await fetch(`${server.url}/runs/TRX1`, { method: 'OPTIONS', headers: { origin } })).status, 405);
  });

  it('caches learn of it beside what the rule says', async () => {
    const { headers } = await server.call('POST', 'varied', {});
    assert.equal(headers.get('vary'), 'Origin, Accept-Language');
  });

  it('pages of other origins may not', async () => {
    assert.equal(
      (await preflight('/ps/order', 'https://evil.example')).headers.get('access-control-allow-origin'),
      null,
    );
    const { headers } = await server.call('POST', 'order', {}, { origin: 'https://evil.example' });
    assert.equal(headers.get('access-control-allow-origin'), null);
  });

  it('an OPTIONS request that is no preflight is the rule\u2019s', async () => {
    assert.equal((await server.call('OPTIONS', 'any')).text, '"OPTIONS"');
    assert.equal((await server.call('OPTIONS', 'order')).status, 405);
  });

  it('the admin API is not opened', async () => {
    assert.equal((await preflight('/api/v1/rule', origin)).headers.get('access-control-allow-origin'), null);
  });

  it('without origins no preflight is answered', async () => {
    const closed = await startServer();
    const headers = { origin, 'access-control-request-method': 'POST' };
    const answer = await fetch(`${closed.url}/ps/order`, { method: 'OPTIONS', headers });
    assert.equal(answer.status, 404);
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
    await closed.close();
  });
});
