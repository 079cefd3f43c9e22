import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { request, startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { echo, echoing } from './echoing.ts';

describe('a request, as it is found, read and refused', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway({ env: { STEPGATE_BODY_LIMIT: '64KiB' } });
  });
  after(() => gateway.stop());

  const rule = echoing(() => gateway);

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
    assert.equal((await send('json', '{}', 'application/json', { 'content-encoding': 'compress' })).status, 415);
    assert.equal((await send('json', '{}', 'application/json', { 'content-encoding': 'gzip' })).status, 400);
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
