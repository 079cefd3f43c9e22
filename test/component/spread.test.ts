import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apiCall, apiUnderTest } from './api-under-test.ts';

/** The headers of a request that came through the gateway. */
const came = {
  host: 'gateway.example',
  connection: 'keep-alive, X-Of-Connection',
  'x-of-connection': '1',
  'keep-alive': '5',
  te: 'trailers',
  'content-length': '7',
  'content-type': 'text/csv',
  'content-encoding': 'gzip',
  expect: '100-continue',
  'proxy-authorization': 'Basic x',
  'x-forwarded-for': '203.0.113.7',
  forwarded: 'for=203.0.113.7',
  trx: 'theirs',
  traceparent: 'theirs',
  'idempotency-key': 'theirs',
  'x-tenant': 'acme',
  'x-latin': 'é',
  cookie: 'a=1; b=2',
  accept: 'text/csv',
  'x-list': ['1', '2'],
  'x-null': null,
};

describe('"*" in the header of an api component', () => {
  it('passes all headers on but those of the connection, of the body and of the gateway', async (t) => {
    const api = await apiUnderTest(t);
    await api.call(
      { method: 'POST', header: { '*': '{request.header}' }, input: { a: 1 } },
      { request: { header: came } },
    );
    const { headers, rawHeaders } = api.received[0] ?? assert.fail();
    assert.equal(headers.host, new URL(api.url).host);
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers.trx, 'TRX0190');
    assert.match(String(headers.traceparent), /^00-/);
    assert.equal(headers['idempotency-key'], 'TRX0190-1-a%20b');
    assert.equal(headers['x-forwarded-for'], '192.0.2.7');
    assert.equal(headers.forwarded, 'for=192.0.2.7');
    for (const name of [
      'x-of-connection',
      'keep-alive',
      'te',
      'expect',
      'proxy-authorization',
      'content-encoding',
      'x-null',
    ])
      assert.ok(!(name in headers), name);
    assert.deepEqual(
      [headers['x-tenant'], headers.cookie, headers.accept, headers['x-latin']],
      ['acme', 'a=1; b=2', 'text/csv', 'é'],
    );
    const lists = rawHeaders.flatMap((name, at) => (name === 'x-list' ? [rawHeaders[at + 1]] : []));
    assert.deepEqual(lists, ['1', '2']);
  });

  it('loses to what is named, in any case, null too', async (t) => {
    const api = await apiUnderTest(t);
    const header = {
      '*': '{request.header}',
      'X-Tenant': 'mine',
      COOKIE: null,
      'X-Forwarded-For': '{request.header.x-forwarded-for}',
    };
    await api.call({ header }, { request: { header: came } });
    const { headers, rawHeaders } = api.received[0] ?? assert.fail();
    assert.equal(headers['x-tenant'], 'mine');
    assert.ok(!('cookie' in headers));
    assert.equal(headers['x-forwarded-for'], '203.0.113.7');
    assert.equal(rawHeaders.filter((name) => /^x-(?:tenant|forwarded-for)$/i.test(name)).length, 2);
  });

  it('may be written out, with templates', async (t) => {
    const api = await apiUnderTest(t);
    await api.call({ header: { '*': { 'X-A': '{a}', Host: 'x' } } }, { a: 7 });
    const { headers } = api.received[0] ?? assert.fail();
    assert.equal(headers['x-a'], '7');
    assert.equal(headers.host, new URL(api.url).host);
  });

  it('fails with 110004 where it is no object', async (t) => {
    const api = await apiUnderTest(t);
    for (const all of [null, 'text', ['a'], 7]) {
      const error = await api.failure({ header: { '*': '{all}' } }, { all });
      assert.equal(error.code, '110004');
      assert.match(error.message, /"\*" in header takes an object/);
    }
    assert.equal(api.received.length, 0);
  });
});

describe('query of an api component', () => {
  const scope = { request: { query: { page: '9', q: 'red shoes+', tag: ['a', 'b'], lang: 'de' } } };
  const sent = async (t: Parameters<typeof apiUnderTest>[0], path: string, fields: object): Promise<unknown> => {
    const api = await apiUnderTest(t);
    await api.call({ url: api.url + path, ...fields }, scope);
    return api.received[0]?.url;
  };

  it('adds to the query of the URL, a list repeats, null leaves out, an object is JSON, a blank is %20', async (t) => {
    const query = { a: [1, null, 'x y'], b: null, c: { d: [1] }, e: true, f: '', g: [] };
    assert.equal(
      await sent(t, '/p?lang=en#top', { query }),
      '/p?lang=en&a=1&a=x%20y&c=%7B%22d%22%3A%5B1%5D%7D&e=true&f=',
    );
  });

  it('names win over the own ones of the URL, and both over those of "*"', async (t) => {
    assert.equal(
      await sent(t, '/p?lang=en&page=1&pa%67e=3', {
        query: { '*': '{request.query}', page: 2, q: '{request.query.q}' },
      }),
      '/p?lang=en&tag=a&tag=b&page=2&q=red%20shoes%2B',
    );
  });

  it('leaves out with null what comes with "*" or stands in the URL', async (t) => {
    assert.equal(
      await sent(t, '/p?page=1', { query: { '*': '{request.query}', page: null, tag: null, lang: '{nope}' } }),
      '/p?q=red%20shoes%2B',
    );
    assert.equal(await sent(t, '/p?page=1', { query: { page: null } }), '/p');
  });

  it('stands before the input of a GET, and goes with the body of a POST', async (t) => {
    assert.equal(await sent(t, '/p', { query: { a: 1 }, input: { b: 2 } }), '/p?a=1&b=2');
    assert.equal(await sent(t, '/p', { method: 'POST', query: { a: 1 }, input: { b: 2 } }), '/p?a=1');
  });

  it('fails with 110004 where "*" is no object', async (t) => {
    const error = await (
      await apiUnderTest(t)
    ).failure({ query: { '*': '{request.body}' } }, { request: { body: [] } });
    assert.equal(error.code, '110004');
    assert.match(error.message, /"\*" in query takes an object/);
  });
});

describe('the method of an api component', () => {
  it('may be that of the request', async (t) => {
    const api = await apiUnderTest(t);
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) {
      await api.call({ method: '{request.method}', input: { a: 1 } }, { request: { method } });
      const got = api.received.at(-1) ?? assert.fail();
      const isBodiless = method === 'GET' || method === 'HEAD';
      assert.deepEqual([got.method, got.url, got.body], [method, ...(isBodiless ? ['/?a=1', ''] : ['/', '{"a":1}'])]);
    }
  });

  it('is no other template', () => {
    assert.throws(() => apiCall({ url: 'http://a.example', method: '{request.body.method}' }));
  });
});

describe('the names of headers', () => {
  it('go out as the rule writes them', async (t) => {
    const api = await apiUnderTest(t);
    const header = {
      'X-Api-Key': 'k',
      SOAPAction: '"a"',
      'x-low': '1',
      ACCEPT: '*/*',
      'CONTENT-type': 'application/json',
    };
    await api.call({ method: 'POST', header, input: {} });
    const names = api.received[0]?.rawHeaders.filter((_, at) => at % 2 === 0) ?? [];
    for (const name of Object.keys(header)) assert.ok(names.includes(name), name);
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
  });
});

describe('what a call says of the client', () => {
  it('is left out where the rule names the header, if only with null', async (t) => {
    const api = await apiUnderTest(t);
    for (const header of [{ 'x-forwarded-for': null }, { 'X-Forwarded-For': '{nope}' }]) {
      await api.call({ header });
      const { headers } = api.received.at(-1) ?? assert.fail();
      assert.ok(!('x-forwarded-for' in headers));
      assert.equal(headers['x-forwarded-proto'], 'http');
      assert.equal(headers.forwarded, 'for=192.0.2.7');
    }
  });
});
