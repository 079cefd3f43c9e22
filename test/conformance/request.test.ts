import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { request, startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';

type Errors = { path: string; message: string }[];

describe('a request, as the rule language says it must look', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway({ env: { STEPGATE_BODY_LIMIT: '64KiB' } });
  });
  after(() => gateway.stop());

  const echo = {
    body: {
      query: '{request.query}',
      params: '{request.params}',
      body: '{request.body}',
      method: '{request.method}',
      path: '{request.path}',
    },
  };

  function rule(name: string, method: string, spec: unknown, more: Record<string, unknown> = {}): Promise<void> {
    return gateway.rule(name, method, { request: spec, response: echo, ...more });
  }

  function paths(reply: Reply): string[] {
    assert.deepEqual([reply.status, reply.body.code], [400, '000400'], reply.text);
    return (reply.body.errors as Errors).map(({ path }) => path).sort();
  }

  it('names every failing field at once', async () => {
    await rule('all', 'POST', {
      header: { 'X-Tenant': { type: 'int', required: true } },
      query: { page: { type: 'int', min: 1 } },
      body: {
        phone: { type: 'string', required: true },
        items: {
          type: 'slice',
          items: { type: 'object', attribute: { sku: { type: 'string', required: true }, n: { type: 'int', max: 9 } } },
        },
      },
    });
    const reply = await gateway.call('POST', 'all?page=0', { items: [{ sku: 'a' }, { n: 10 }] });
    assert.deepEqual(paths(reply), [
      'request.body.items[1].n',
      'request.body.items[1].sku',
      'request.body.phone',
      'request.header.x-tenant',
      'request.query.page',
    ]);
    assert.equal(reply.headers.get('trx'), reply.body.trx);
    const phone = (reply.body.errors as Errors).find(({ path }) => path === 'request.body.phone');
    assert.equal(phone?.message, 'is required');
  });

  it('converts text to the declared type, and refuses what does not fit', async () => {
    await rule('convert/:id', 'GET', {
      params: { id: { type: 'int' } },
      query: {
        f: { type: 'float' },
        b: { type: 'bool' },
        s: { type: 'slice', items: { type: 'int' } },
        o: { type: 'object' },
        t: { type: 'string' },
      },
    });
    const fine = await gateway.call(
      'GET',
      `convert/-7?f=1.5&b=1&s=1&s=2&o=${encodeURIComponent('{"a":[1]}')}&t=12&other=x`,
    );
    assert.deepEqual(
      [fine.body.params, fine.body.query],
      [{ id: -7 }, { f: 1.5, b: true, s: [1, 2], o: { a: [1] }, t: '12', other: 'x' }],
    );
    const one = await gateway.call('GET', 'convert/1?s=5&b=false');
    assert.deepEqual(one.body.query, { s: [5], b: false });
    const json = await gateway.call('GET', `convert/1?s=${encodeURIComponent('[3,4]')}`);
    assert.deepEqual(json.body.query, { s: [3, 4] });
    assert.deepEqual(paths(await gateway.call('GET', 'convert/1.5')), ['request.params.id']);
    assert.deepEqual(paths(await gateway.call('GET', 'convert/9007199254740993')), ['request.params.id']);
    for (const wrong of [
      'f=abc',
      'f=Infinity',
      'f=NaN',
      'f=',
      'b=yes',
      'b=TRUE',
      'o=%7B',
      'o=[1]',
      's=x',
      't=1&t=2',
      'b=1&b=0',
    ]) {
      assert.deepEqual(paths(await gateway.call('GET', `convert/1?${wrong}`)).length, 1, wrong);
    }
  });

  it('converts headers as it does a query, repeated ones among them', async () => {
    await rule(
      'headers',
      'GET',
      { header: { 'X-List': { type: 'slice', items: { type: 'int' } }, 'X-Text': { type: 'string' } } },
      { response: { body: ['{request.header.x-list}', '{request.header.x-other}', '{request.header.x-text}'] } },
    );
    const send = (...headers: string[]): Promise<Reply> =>
      new Promise((resolve, reject) => {
        get(`${gateway.url}/ps/headers`, { headers }, (response) => {
          void (async () => {
            const text = (await response.toArray()).join('');
            resolve({
              status: response.statusCode ?? 0,
              headers: new Headers(),
              text,
              body: JSON.parse(text) as never,
            });
          })().catch(reject);
        }).on('error', reject);
      });
    const host = ['Host', 'gateway'];
    const both = await send(...host, 'X-List', '1', 'X-Other', 'a', 'x-list', '2', 'X-Other', 'b', 'X-Text', 'c');
    assert.deepEqual(both.body, [[1, 2], 'a, b', 'c']);
    assert.deepEqual((await send(...host, 'X-List', '1')).body, [[1], null, null]);
    assert.deepEqual((await send(...host, 'X-List', '[1,2]')).body, [[1, 2], null, null]);
    assert.deepEqual(paths(await send(...host, 'X-List', '1', 'X-List', 'x')), ['request.header.x-list[1]']);
    assert.deepEqual(paths(await send(...host, 'X-Text', 'a', 'X-Text', 'b')), ['request.header.x-text']);
  });

  it('checks JSON bodies strictly', async () => {
    await rule('strict', 'POST', {
      body: {
        n: { type: 'int' },
        f: { type: 'float' },
        b: { type: 'bool' },
        s: { type: 'string' },
        l: { type: 'slice' },
        o: { type: 'object' },
      },
    });
    const wrong = await gateway.call('POST', 'strict', { n: '12', f: '1', b: 1, s: 1, l: {}, o: [] });
    assert.equal(paths(wrong).length, 6);
    assert.equal((await gateway.call('POST', 'strict', { n: 1.5 })).status, 400);
    assert.equal((await gateway.call('POST', 'strict', { n: 3.0, f: 3 })).status, 200);
  });

  it('counts null as absent and "" as present, and fills in defaults', async () => {
    await rule('absent', 'POST', { body: { a: { type: 'string', required: true }, d: { type: 'int', default: 5 } } });
    assert.deepEqual(paths(await gateway.call('POST', 'absent', { a: null })), ['request.body.a']);
    assert.deepEqual((await gateway.call('POST', 'absent', { a: '', d: null })).body.body, { a: '', d: 5 });
    assert.deepEqual((await gateway.call('POST', 'absent', { a: '', x: { y: 1 } })).body.body, {
      a: '',
      d: 5,
      x: { y: 1 },
    });
  });

  it('checks lengths in characters, ranges, enums, patterns and formats', async () => {
    await rule('limits', 'POST', {
      body: {
        len: { type: 'string', minLen: 2, maxLen: 3 },
        list: { type: 'slice', minLen: 1, maxLen: 2, enum: [1, 2] },
        n: { type: 'int', min: 1, max: 5 },
        e: { type: 'string', enum: ['a', 'b'] },
        p: { type: 'string', pattern: 'b+' },
        anchored: { type: 'string', pattern: '^b+$' },
        email: { type: 'string', format: 'email' },
        uuid: { type: 'string', format: 'uuid' },
        date: { type: 'string', format: 'date' },
        time: { type: 'string', format: 'date-time' },
        v4: { type: 'string', format: 'ipv4' },
        v6: { type: 'string', format: 'ipv6' },
        uri: { type: 'string', format: 'uri' },
      },
    });
    const good = {
      len: '😀😀',
      list: [1, 2],
      n: 5,
      e: 'a',
      p: 'abc',
      anchored: 'bb',
      email: 'a@b.co',
      uuid: '123e4567-e89b-12d3-a456-426614174000',
      date: '2024-02-29',
      time: '2024-02-29T10:00:00Z',
      v4: '127.0.0.1',
      v6: '::1',
      uri: 'https://a.b/c',
    };
    assert.equal((await gateway.call('POST', 'limits', good)).status, 200);
    const bad = {
      len: 'abcd',
      list: [3],
      n: 6,
      e: 'c',
      p: 'ac',
      anchored: 'abc',
      email: 'a',
      uuid: 'x',
      date: '2023-02-29',
      time: '2024-02-29',
      v4: '256.1.1.1',
      v6: 'x',
      uri: 'no',
    };
    for (const [name, value] of Object.entries(bad)) {
      const failed = paths(await gateway.call('POST', 'limits', { [name]: value }));
      assert.equal(failed.length, 1, name);
      assert.ok(failed[0]?.startsWith(`request.body.${name}`), failed[0]);
    }
    for (const list of [[], [1, 1, 1]]) assert.equal((await gateway.call('POST', 'limits', { list })).status, 400);
  });

  it('is refused where its text is longer than a pattern of many states may look at', async () => {
    await rule('states', 'POST', { body: { t: { type: 'string', pattern: '[ab]*a[ab]{30}[cd]' } } });
    assert.equal((await gateway.call('POST', 'states', { t: `${'ba'.repeat(1000)}c` })).status, 200);
    const long = await gateway.call('POST', 'states', { t: 'ab'.repeat(20_000) });
    assert.deepEqual(paths(long), ['request.body.t']);
    assert.match(String(long.body.msg), /too long to be checked/);
  });

  it('reads bodies by content type, and refuses others with 415', async () => {
    await rule('json', 'POST', {});
    await rule('xml', 'POST', { type: 'xml', body: { n: { type: 'int' }, item: { type: 'slice' } } });
    await rule('form', 'POST', { type: 'form', body: { n: { type: 'int' }, t: { type: 'slice' } } });
    await rule('text', 'POST', { type: 'text' });
    const send = (path: string, body: string, type?: string, more: Record<string, string> = {}): Promise<Reply> =>
      request('POST', `${gateway.url}/ps/${path}`, body, {
        ...(type !== undefined && { 'content-type': type }),
        ...more,
      });
    assert.deepEqual((await send('json', '{"a":1}', 'application/vnd.x+json; charset=utf-8')).body.body, { a: 1 });
    assert.deepEqual((await send('json', '{"a":1}', '')).body.body, { a: 1 });
    assert.equal((await send('json', '{}', 'text/plain')).status, 415);
    assert.equal((await send('json', '{}', 'application/json', { 'content-encoding': 'gzip' })).status, 415);
    assert.equal((await send('json', '{}', 'application/json', { 'content-encoding': 'identity' })).status, 200);
    assert.equal((await send('json', '{"a":', 'application/json')).status, 400);
    const xml = await send('xml', '<r a="1"><n>5</n><item>x</item><item k="v">y</item></r>', 'application/soap+xml');
    assert.deepEqual((xml.body.body as Record<string, unknown>).n, 5, xml.text);
    assert.deepEqual((xml.body.body as Record<string, unknown>).item, ['x', { '@k': 'v', '#text': 'y' }]);
    assert.equal((await send('xml', '<!DOCTYPE r><r/>', 'text/xml')).status, 400);
    assert.equal((await send('xml', '<r>', 'text/xml')).status, 400);
    assert.equal((await send('xml', '{}', 'application/json')).status, 415);
    const form = await send('form', 'n=5&t=a&t=b&x=1+2', 'application/x-www-form-urlencoded');
    assert.deepEqual(form.body.body, { n: 5, t: ['a', 'b'], x: '1 2' });
    assert.equal((await send('form', '{}', 'application/json')).status, 415);
    assert.equal((await send('text', 'hello', 'application/weird')).body.body, 'hello');
    const large = await send('json', JSON.stringify({ a: 'x'.repeat(70_000) }), 'application/json');
    assert.deepEqual([large.status, large.body.code], [413, '000413']);
  });

  it('is found by method and path: a static segment wins over a parameter', async () => {
    await rule('users/:id', 'GET', {});
    await rule('users/me', 'GET', {});
    await gateway.rule('any', 'ANY', { response: echo });
    assert.deepEqual((await gateway.call('GET', 'users/a%20b')).body.params, { id: 'a b' });
    assert.deepEqual((await gateway.call('GET', 'users/me')).body.params, {});
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
      assert.equal((await gateway.call(method, 'any')).body.method, method);
    const wrong = await gateway.call('DELETE', 'users/1');
    assert.deepEqual([wrong.status, wrong.body.code, wrong.headers.get('allow')], [405, '000405', 'GET']);
    const none = await gateway.call('GET', 'nowhere');
    assert.deepEqual([none.status, none.body.code, none.headers.get('trx')], [404, '000404', none.body.trx]);
  });

  it('checks a body against a JSON Schema', async () => {
    await rule('schema', 'POST', {
      bodySchema: { type: 'object', required: ['a'], properties: { a: { type: 'array', items: { type: 'integer' } } } },
    });
    assert.equal((await gateway.call('POST', 'schema', { a: [1] })).status, 200);
    assert.deepEqual(paths(await gateway.call('POST', 'schema', { a: [1, 'x'] })), ['request.body.a[1]']);
    assert.deepEqual(paths(await gateway.call('POST', 'schema', {})), ['request.body.a']);
  });

  it('wants an Idempotency-Key where the rule requires one', async () => {
    await rule('key', 'POST', {}, { idempotency: 'required' });
    assert.equal((await gateway.call('POST', 'key', {})).status, 400);
    const first = await gateway.call('POST', 'key', { a: 1 }, { 'idempotency-key': 'k' });
    const again = await gateway.call('POST', 'key', { a: 1 }, { 'idempotency-key': 'k' });
    assert.deepEqual(
      [again.text, again.headers.get('trx'), again.headers.get('idempotent-replayed')],
      [first.text, first.headers.get('trx'), 'true'],
    );
    const other = await gateway.call('POST', 'key', { a: 1 }, { 'idempotency-key': 'k', authorization: 'Bearer x' });
    assert.notEqual(other.headers.get('trx'), first.headers.get('trx'));
  });

  it('that is refused is shaped by the error block', async () => {
    await gateway.rule('shaped', 'POST', {
      request: { body: { a: { type: 'int', required: true } } },
      response: {
        error: {
          status: 418,
          header: { 'X-Code': '{error.code}' },
          body: { why: '{error.msg}', path: '{request.path}' },
        },
      },
    });
    await gateway.rule('shown', 'POST', {
      request: { body: { a: { type: 'int', required: true } } },
      response: { error: { body: { code: '{error.code}', got: '{request.body}' } } },
    });
    const json = { 'content-type': 'application/json' };
    for (const [sent, code, got] of [
      ['{"a":"x","b":[1]}', '000400', { a: 'x', b: [1] }],
      ['{"a":', '000400', null],
    ] as const) {
      const shown = await request('POST', `${gateway.url}/ps/shown`, sent, json);
      assert.deepEqual([shown.status, shown.body], [400, { code, got }], sent);
    }
    const reply = await gateway.call('POST', 'shaped', {});
    assert.deepEqual(
      [reply.status, reply.headers.get('x-code'), reply.body],
      [418, '000400', { why: 'request.body.a is required', path: '/ps/shaped' }],
    );
  });
});
