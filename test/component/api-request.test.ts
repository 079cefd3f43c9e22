import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { h2Upstream } from '../outbound/h2-upstream.ts';
import { pem } from '../outbound/outbound-under-test.ts';
import { apiUnderTest } from './api-under-test.ts';

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('what an api component sends', () => {
  it('carries Trx and traceparent, and an Idempotency-Key unless it is GET or HEAD', async (t) => {
    const api = await apiUnderTest(t);
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      await api.call({ method });
      const { headers } = api.received.at(-1) ?? assert.fail();
      assert.equal(headers.trx, 'TRX0190');
      assert.match(String(headers.traceparent), /^00-(ab){16}-[0-9a-f]{16}-01$/);
      const expected = method === 'GET' || method === 'HEAD' ? undefined : 'TRX0190-1-a%20b';
      assert.equal(headers['idempotency-key'], expected, method);
    }
  });

  it("cannot lose the run's own headers to the rule's", async (t) => {
    const api = await apiUnderTest(t);
    const header = { TRX: 'mine', Traceparent: 'mine', 'IDEMPOTENCY-KEY': 'mine', 'x-other': 'mine' };
    await api.call({ method: 'POST', header });
    const got = api.received[0] ?? assert.fail();
    assert.equal(got.headers.trx, 'TRX0190');
    assert.match(String(got.headers.traceparent), /^00-/);
    assert.equal(got.headers['idempotency-key'], 'TRX0190-1-a%20b');
    assert.equal(got.headers['x-other'], 'mine');
  });

  it('has the same headers in each call of a component, but for what the run and its input say', async (t) => {
    const api = await apiUnderTest(t);
    for (const header of [
      { 'x-a': 'same', trx: 'mine', authorization: 'mine' },
      { 'x-a': '{a}', trx: 'mine' },
    ]) {
      const call = api.compiled({ method: 'POST', header, auth: ['{a}'], input: '{input}' });
      for (const [a, input] of [
        ['one', { n: 1 }],
        ['two', { n: 2 }],
        ['three', null],
        ['four', { n: 4 }],
      ] as const) {
        await call({ a, input }, { idempotencyKey: `key-${a}` });
        const { headers, body } = api.received.at(-1) ?? assert.fail();
        assert.equal(headers['x-a'], header['x-a'] === 'same' ? 'same' : a);
        assert.equal(headers.trx, 'TRX0190');
        assert.equal(headers['idempotency-key'], `key-${a}`);
        assert.equal(headers.authorization, `Bearer ${a}`);
        assert.equal(headers['content-type'], input === null ? undefined : 'application/json');
        assert.equal(headers['user-agent'], 'stepgate');
        assert.equal(body, input === null ? '' : JSON.stringify(input));
      }
    }
  });

  it('has the templates of url, header, auth and input filled in', async (t) => {
    const api = await apiUnderTest(t, undefined, { TOKEN: 's3cret' });
    const scope = { request: { body: { id: '../x', phone: '1' } } };
    await api.call(
      {
        url: `${api.url}/users/{request.body.id}`,
        method: 'POST',
        header: { 'x-phone': 'no. {request.body.phone}', 'x-token': '{secret.TOKEN}' },
        auth: ['{secret.TOKEN}'],
        input: { all: '{request.body}', missing: '{nope}' },
      },
      scope,
    );
    const got = api.received[0] ?? assert.fail();
    assert.equal(got.url, '/users/..%2Fx');
    assert.equal(got.headers['x-phone'], 'no. 1');
    assert.equal(got.headers['x-token'], 's3cret');
    assert.equal(got.headers.authorization, 'Bearer s3cret');
    assert.deepEqual(JSON.parse(got.body), { all: scope.request.body, missing: null });
  });

  it('keeps a segment of dots a segment', async (t) => {
    const api = await apiUnderTest(t);
    await api.call({ url: `${api.url}/users/{id}/profile` }, { id: '..' });
    assert.equal(api.received[0]?.url, '/users/%2E%2E/profile');
  });

  it('sends two parts of auth as Basic, one as Bearer, before an authorization header', async (t) => {
    const api = await apiUnderTest(t);
    const sent = async (auth: string[]): Promise<unknown> => {
      await api.call({ auth, header: { Authorization: 'other' } }, { u: 'jö:' });
      return api.received.at(-1)?.headers.authorization;
    };
    assert.equal(await sent(['user', 'pass']), basic('user:pass'));
    assert.equal(await sent(['{u}', '']), basic('jö::'));
    assert.equal(await sent(['token']), 'Bearer token');
  });

  it('does not go out with an auth that came to nothing: 110007, not retryable', async (t) => {
    const api = await apiUnderTest(t);
    for (const auth of [['{secret.NOPE}'], ['{nope}', '{nope}']]) {
      const error = await api.failure({ auth });
      assert.deepEqual([error.code, error.retryable], ['110007', false]);
      assert.match(error.message, /auth/);
    }
    assert.equal(api.received.length, 0);
  });

  const bodies: [string, object, string, string][] = [
    ['json', { a: [1, 'é'] }, 'application/json', '{"a":[1,"é"]}'],
    [
      'form',
      { a: [1, 2], b: { c: 'x y' }, d: null },
      'application/x-www-form-urlencoded',
      'a=1&a=2&b=%7B%22c%22%3A%22x+y%22%7D',
    ],
    ['xml', { a: [1, 2], '@v': '<' }, 'application/xml', '<xml v="&lt;"><a>1</a><a>2</a></xml>'],
    ['text', { a: 1 }, 'text/plain; charset=utf-8', '{"a":1}'],
  ];
  for (const [dataType, input, contentType, body] of bodies) {
    for (const field of ['dataType', 'requestType']) {
      it(`is ${dataType} by ${field}`, async (t) => {
        const api = await apiUnderTest(t);
        await api.call({ method: 'POST', [field]: dataType, input: input as never });
        const got = api.received[0] ?? assert.fail();
        assert.equal(got.headers['content-type'], contentType);
        assert.equal(got.body, body);
      });
    }
  }

  it('is XML with the root of xmlName', async (t) => {
    const api = await apiUnderTest(t);
    await api.call({ method: 'POST', dataType: 'xml', xmlName: 'order', input: { a: 1 } });
    assert.equal(api.received[0]?.body, '<order><a>1</a></order>');
  });

  it('has the content type of contentType, else of its own header', async (t) => {
    const api = await apiUnderTest(t);
    const header = { 'Content-Type': 'application/vnd.own+json' };
    await api.call({ method: 'POST', input: {}, contentType: 'application/vnd.a+json', header });
    await api.call({ method: 'POST', input: {}, header });
    const types = api.received.map(({ headers }) => headers['content-type']);
    assert.deepEqual(types, ['application/vnd.a+json', 'application/vnd.own+json']);
  });

  it('accepts what responseType reads, unless a header says otherwise', async (t) => {
    const api = await apiUnderTest(t, (_, response) => void response.end());
    for (const responseType of ['json', 'xml', 'text']) await api.call({ responseType });
    await api.call({ header: { ACCEPT: 'image/png' } });
    const accepts = api.received.map(({ headers }) => headers.accept);
    assert.deepEqual(accepts, ['application/json', 'application/xml, text/xml', '*/*', 'image/png']);
  });

  it('has no body without input, or with input that is null', async (t) => {
    const api = await apiUnderTest(t);
    await api.call({ method: 'POST' });
    await api.call({ method: 'POST', input: '{nope}' });
    for (const { body, headers } of api.received) {
      assert.equal(body, '');
      assert.equal(headers['content-type'], undefined);
      assert.equal(headers['content-length'], '0');
    }
  });

  for (const method of ['GET', 'HEAD']) {
    it(`has its input in the query with ${method}, behind what the url has`, async (t) => {
      const api = await apiUnderTest(t);
      const input = { a: [1, 2], b: { c: 1 }, d: 'x &', e: null };
      const query = 'a=1&a=2&b=%7B%22c%22%3A1%7D&d=x%20%26';
      for (const [url, path] of [
        [api.url, `/?${query}`],
        [`${api.url}/p?`, `/p?${query}`],
        [`${api.url}/p?z=1`, `/p?z=1&${query}`],
        [`${api.url}/p?z=1&#frag?`, `/p?z=1&${query}`],
      ] as const) {
        await api.call({ url, method, input });
        const got = api.received.at(-1) ?? assert.fail();
        assert.equal(got.url, path);
        assert.equal(got.headers['content-type'], undefined);
      }
      await api.call({ url: `${api.url}/p`, method, input: {} });
      assert.equal(api.received.at(-1)?.url, '/p');
    });
  }

  it('cannot have another input than an object with GET: 110007, not retryable', async (t) => {
    const api = await apiUnderTest(t);
    for (const input of [['a'], 'text', 7]) {
      const error = await api.failure({ input: '{given}' }, { given: input });
      assert.deepEqual([error.code, error.retryable], ['110007', false]);
      assert.match(error.message, /query/);
    }
    assert.equal(api.received.length, 0);
  });

  it('cannot be what its data type cannot say: 110007, not retryable', async (t) => {
    const api = await apiUnderTest(t);
    const given = { object: { 'a b': 1 }, list: [1], charset: 'gbk' };
    for (const fields of [
      { dataType: 'xml', input: '{object}' },
      { dataType: 'form', input: '{list}' },
      { input: 'é', header: { 'content-type': 'application/json; charset={charset}' } },
    ]) {
      const error = await api.failure({ method: 'POST', ...fields }, given);
      assert.deepEqual([error.code, error.retryable], ['110007', false]);
    }
    assert.equal(api.received.length, 0);
  });

  it('repeats a header for an array, leaves a null out, and writes an object as JSON', async (t) => {
    const api = await apiUnderTest(t);
    const header = { 'x-array': '{a}', 'x-null': '{nope}', 'x-object': '{o}', 'x-number': 7, 'x-bool': '{b}' };
    await api.call({ header }, { a: ['1', 2], o: { p: 1 }, b: false });
    const { headers } = api.received[0] ?? assert.fail();
    assert.equal(headers['x-array'], '1, 2');
    assert.ok(!('x-null' in headers));
    assert.deepEqual([headers['x-object'], headers['x-number'], headers['x-bool']], ['{"p":1}', '7', 'false']);
  });

  it('lets no value add a header or a request: 110007, not retryable, without the value', async (t) => {
    const api = await apiUnderTest(t);
    const error = await api.failure({ header: { 'x-id': '{id}' } }, { id: 's3cret\r\n\r\nGET /admin HTTP/1.1' });
    assert.deepEqual([error.code, error.retryable], ['110007', false]);
    assert.match(error.message, /"x-id"/);
    assert.doesNotMatch(error.message, /s3cret/);
    assert.equal(api.received.length, 0);
  });

  it('speaks HTTP/2 where it says so, and trusts the authority that it names', async (t) => {
    const server = await h2Upstream(t, (stream, { headers, body }) => {
      stream.end(JSON.stringify([headers['idempotency-key'], headers.trx, body]));
    });
    const api = await apiUnderTest(t, undefined, { CA: pem('ca.pem') });
    const call = { url: server.url, method: 'POST', input: { a: 1 }, tls: { ca: 'CA' } };
    const got = ['TRX0190-1-a%20b', 'TRX0190', '{"a":1}'];
    for (let i = 0; i < 2; i++) assert.deepEqual((await api.call({ ...call, http2: true })).body, got);
    assert.equal(server.sessions, 1);
    assert.equal((await api.call(call)).body, 'HTTP/1.1');
  });

  it('names a secret of tls that does not exist: 110007, not retryable', async (t) => {
    const error = await (await apiUnderTest(t)).failure({ tls: { ca: 'NO_CA' } });
    assert.deepEqual([error.code, error.retryable], ['110007', false]);
    assert.match(error.message, /NO_CA/);
  });
});
