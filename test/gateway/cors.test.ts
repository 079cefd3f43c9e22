import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

describe('STEPGATE_CORS_ORIGINS', () => {
  const origin = 'https://shop.example';
  let server: TestServer;
  before(async () => {
    server = await startServer({ STEPGATE_CORS_ORIGINS: `${origin},https://other.example` });
    await server.rule('POST', 'order', {});
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
