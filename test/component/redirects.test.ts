import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { apiUnderTest, type ApiUnderTest } from './api-under-test.ts';

/** A service that redirects `/STATUS?to=URL` there, and answers everything else with `{}`. */
function redirecting(t: TestContext): Promise<ApiUnderTest> {
  return apiUnderTest(t, ({ url }, response) => {
    const [, status, to] = /^\/(\d+)\?to=(.*)$/.exec(url) ?? [];
    if (status === undefined) return response.end('{"arrived":true}');
    return response.writeHead(Number(status), { location: decodeURIComponent(to ?? '') }).end('{"moved":true}');
  });
}

const to = (status: number, url: string): string => `/${status}?to=${encodeURIComponent(url)}`;

describe('redirects of an api component', () => {
  it('are not followed by default', async (t) => {
    const api = await redirecting(t);
    const { status, body, header } = await api.call({ url: api.url + to(302, '/b') });
    assert.deepEqual([status, body, header?.location], [302, { moved: true }, '/b']);
  });

  it('are followed as often as it says; then the last one is the answer', async (t) => {
    const api = await redirecting(t);
    const twice = api.url + to(302, to(307, '/end'));
    assert.equal((await api.call({ url: twice, redirects: 2 })).status, 200);
    assert.equal((await api.call({ url: twice, redirects: 1 })).status, 307);
    assert.deepEqual(
      api.received
        .slice(0, 3)
        .map(({ url }) => url)
        .at(-1),
      '/end',
    );
  });

  for (const [status, method, then] of [
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [301, 'PUT', 'PUT'],
    [302, 'PATCH', 'PATCH'],
    [302, 'DELETE', 'DELETE'],
    [307, 'POST', 'POST'],
    [308, 'POST', 'POST'],
    [302, 'GET', 'GET'],
  ] as const) {
    it(`make ${then} of a ${method} with ${status}`, async (t) => {
      const api = await redirecting(t);
      const url = api.url + to(status, '/end');
      const isBodiless = method === 'GET' || method === 'HEAD';
      await api.call({ url, method, redirects: 1, ...(!isBodiless && { input: { a: 1 } }), header: { 'X-A': '1' } });
      const { method: got, body, headers } = api.received[1] ?? assert.fail();
      assert.deepEqual([got, headers['x-a'], headers.trx], [then, '1', 'TRX0190']);
      const keeps = then === method && !isBodiless;
      assert.equal(body, keeps ? '{"a":1}' : '');
      assert.equal(headers['content-type'], keeps ? 'application/json' : undefined);
      assert.equal(headers['idempotency-key'], keeps ? 'TRX0190-1-a%20b' : undefined);
    });
  }

  it('carry credentials to the same origin only, and those that are lost stay lost', async (t) => {
    const [api, other] = [await redirecting(t), await redirecting(t)];
    const back = api.url + to(302, '/same');
    await api.call({
      url: api.url + to(302, `/302?to=${encodeURIComponent(other.url + to(302, back))}`),
      redirects: 10,
      auth: ['user', 'pass'],
      header: { Cookie: 'a=1', 'X-A': '1', Host: 'name.example' },
    });
    const seen = [...api.received, ...other.received].map(({ headers }) => [
      headers.authorization,
      headers.cookie,
      headers['x-a'],
    ]);
    const all = ['Basic dXNlcjpwYXNz', 'a=1', '1'];
    const none = [undefined, undefined, '1'];
    assert.deepEqual(seen, [all, all, none, none, none]);
    assert.equal(other.received[0]?.headers.host, new URL(other.url).host);
  });

  it('end with what has no Location, or is no redirect', async (t) => {
    const api = await apiUnderTest(t, (_, response) => void response.writeHead(302).end());
    assert.equal((await api.call({ redirects: 5 })).status, 302);
    const cached = await apiUnderTest(t, (_, response) => void response.writeHead(304, { location: '/x' }).end());
    assert.equal((await cached.call({ redirects: 5 })).status, 304);
  });

  it('pass the egress rules at each hop: 110015', async (t) => {
    const api = await redirecting(t);
    const error = await api.failure({ url: api.url + to(302, 'http://169.254.169.254/latest'), redirects: 1 });
    assert.equal(error.code, '110015');
  });

  it('to what is no http URL are 110006', async (t) => {
    const api = await redirecting(t);
    for (const url of ['file:///etc/passwd', 'http://']) {
      const error = await api.failure({ url: api.url + to(302, url), redirects: 1 });
      assert.equal(error.code, '110006');
    }
  });

  it('share one time limit', async (t) => {
    const api = await apiUnderTest(t, (_, response) => {
      setTimeout(() => response.writeHead(302, { location: '/again' }).end(), 80);
    });
    const error = await api.failure({ redirects: 10 }, {}, { timeoutMs: 200 });
    assert.deepEqual([error.code, error.status], ['110007', 504]);
  });
});
