import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { echoing, paths } from './echoing.ts';
import type { Errors } from './echoing.ts';

describe('the fields of a request, as the rule language says they must look', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.stop());

  const rule = echoing(() => gateway);

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

  it('checks a body against a JSON Schema', async () => {
    await rule('schema', 'POST', {
      bodySchema: { type: 'object', required: ['a'], properties: { a: { type: 'array', items: { type: 'integer' } } } },
    });
    assert.equal((await gateway.call('POST', 'schema', { a: [1] })).status, 200);
    assert.deepEqual(paths(await gateway.call('POST', 'schema', { a: [1, 'x'] })), ['request.body.a[1]']);
    assert.deepEqual(paths(await gateway.call('POST', 'schema', {})), ['request.body.a']);
  });
});
