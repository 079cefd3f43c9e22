import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

const TRX = /^TRX[0-9A-F]{32}$/;

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

describe('the answer is written as the rule says', () => {
  const answerOf = async (name: string, response: unknown, body?: unknown) => {
    await server.rule('POST', name, { response });
    return server.call('POST', name, body);
  };

  it('json by default', async () => {
    const { text, headers, status } = await answerOf('plain', {});
    assert.equal(status, 200);
    assert.equal(text, '{"code":200,"msg":"success","data":null}');
    assert.match(headers.get('content-type') ?? '', /^application\/json/);
    assert.match(headers.get('trx') ?? '', TRX);
  });

  it('xml under its root element', async () => {
    const { text, headers } = await answerOf('xml', { type: 'xml', xmlName: 'answer', body: { a: [1, 2] } });
    assert.match(text, /<answer><a>1<\/a><a>2<\/a><\/answer>/);
    assert.match(headers.get('content-type') ?? '', /^application\/xml/);
  });

  it('text as it is', async () => {
    const { text, headers } = await answerOf('text', { type: 'text', body: 'a\u00e4\n' });
    assert.equal(text, 'a\u00e4\n');
    assert.match(headers.get('content-type') ?? '', /^text\/plain/);
  });

  it('with status and headers of its own, a content type too', async () => {
    const { status, headers, text } = await answerOf('own', {
      status: 201,
      type: 'text',
      header: { 'Content-Type': 'text/csv', 'X-Id': 7, Location: '/x/{request.method}' },
      body: 'a,b',
    });
    assert.equal(status, 201);
    assert.equal(text, 'a,b');
    assert.match(headers.get('content-type') ?? '', /^text\/csv/);
    assert.equal(headers.get('x-id'), '7');
    assert.equal(headers.get('location'), '/x/POST');
  });

  it('204 without a body', async () => {
    const { status, text } = await answerOf('empty', { status: 204, type: 'text', body: '' });
    assert.deepEqual([status, text], [204, '']);
  });

  it('but what it says in a header stays in that header', async () => {
    const body = { v: 'a\r\nset-cookie: evil=1' };
    const { status, headers } = await answerOf('split', { header: { 'x-v': '{request.body.v}' } }, body);
    assert.equal(status, 200);
    assert.equal(headers.get('set-cookie'), null);
    assert.equal(headers.get('x-v'), 'a%0D%0Aset-cookie: evil=1');
  });

  it('but the Trx is the gateway\u2019s', async () => {
    const { headers } = await answerOf('mine', { header: { trx: 'mine' } });
    assert.match(headers.get('trx') ?? '', TRX);
  });

  it('refused requests in the shape of its error block', async () => {
    await server.rule('POST', 'shaped', {
      request: { body: { a: { type: 'int', required: true } } },
      response: {
        error: {
          status: 418,
          header: { 'x-code': '{error.code}' },
          body: { failed: '{error.msg}', method: '{request.method}', sent: '{request.body}' },
        },
      },
    });
    const sent = { order: 7 };
    const refused = await server.call('POST', 'shaped', sent);
    assert.equal(refused.status, 418);
    assert.equal(refused.headers.get('x-code'), '000400');
    assert.deepEqual(refused.body, { failed: 'request.body.a is required', method: 'POST', sent });
    const malformed = await server.call('POST', 'shaped', '{', { 'content-type': 'application/json' });
    assert.deepEqual([malformed.status, malformed.body.sent], [418, null]);
    const wrongType = await server.call('POST', 'shaped', '{', { 'content-type': 'text/plain' });
    assert.equal(wrongType.headers.get('x-code'), '000415');
  });

  it("the caller's trace id is the run's", async () => {
    await server.rule('GET', 'trace', { response: { body: '{logId}' } });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    assert.equal(
      (await server.call('GET', 'trace', undefined, { traceparent })).text,
      '"0af7651916cd43dd8448eb211c80319c"',
    );
    assert.match((await server.call('GET', 'trace', undefined, { traceparent: 'junk' })).text, /^"[0-9a-f]{32}"$/);
  });
});
