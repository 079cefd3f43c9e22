import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { fetchRaw } from './fetch-raw.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

describe('an answer that is passed on (response.from)', () => {
  let server: TestServer;
  let upstream: Upstream;
  before(async () => {
    [server, upstream] = [await startServer(), await startUpstream()];
  });
  after(async () => {
    await server.close();
    await upstream.close();
  });

  const api = (path: string, rest: Record<string, unknown> = {}): Record<string, unknown> => ({
    name: 'up',
    type: 'api',
    url: `${upstream.url}${path}`,
    ...rest,
  });
  /** Streamed, and read whole: what the client sees is the same. */
  const both = async (
    method: string,
    path: string,
    rule: Record<string, unknown>,
    look: (answer: IncomingMessage, body: Buffer) => void,
    headers: Record<string, string> = {},
  ): Promise<void> => {
    for (const record of [false, true]) {
      await server.rule(method, path, { ...rule, record });
      const { answer, body } = await fetchRaw(`${server.url}/ps/${path}`, method, headers);
      look(answer, body);
    }
  };

  it('has the status, the headers, repeated ones too, and the bytes of the upstream', async () => {
    const bytes = Buffer.from([0, 1, 2, 250, 255, 10, 13, 0]);
    upstream.on('/bytes', (_call, response) => {
      response.writeHead(206, {
        'content-type': 'image/png',
        'set-cookie': ['a=1', 'b=2'],
        'content-range': 'bytes 0-7/100',
        'x-hop': '1',
        connection: 'keep-alive, X-Hop',
        trx: 'another',
      });
      response.end(bytes);
    });
    await both('GET', 'bytes', { components: [[api('/bytes')]], response: { from: 'up' } }, (answer, body) => {
      assert.equal(answer.statusCode, 206);
      assert.deepEqual(body, bytes);
      assert.deepEqual(answer.headers['set-cookie'], ['a=1', 'b=2']);
      assert.equal(answer.headers['content-type'], 'image/png');
      assert.equal(answer.headers['content-range'], 'bytes 0-7/100');
      assert.equal(answer.headers['x-hop'], undefined);
      assert.match(String(answer.headers.trx), /^TRX/);
    });
  });

  it('is no failure whatever its status, unless a responseCondition says so', async () => {
    upstream.json('/gone', { why: 'gone' }, 410);
    await both('GET', 'gone', { components: [[api('/gone')]], response: { from: 'up' } }, (answer, body) => {
      assert.deepEqual([answer.statusCode, body.toString()], [410, '{"why":"gone"}']);
    });
    const judged = api('/gone', { responseCondition: '{$status} < 400' });
    await both('GET', 'judged', { components: [[judged]], response: { from: 'up' } }, (answer, body) => {
      assert.deepEqual([answer.statusCode, (JSON.parse(body.toString()) as { code: string }).code], [502, '110006']);
    });
  });

  it('has its control characters in headers encoded: no header can carry them', async () => {
    upstream.on('/control', (_call, { socket }) => {
      const head = 'HTTP/1.1 200 OK\r\nX-Odd: a\u0001b\u007fc\u00e9\r\nConnection: close\r\n\r\n';
      socket?.end(Buffer.from(`${head}body`, 'latin1'));
    });
    await both('GET', 'control', { components: [[api('/control')]], response: { from: 'up' } }, (answer, body) => {
      assert.deepEqual([answer.statusCode, body.toString()], [200, 'body']);
      assert.equal(answer.headers['x-odd'], 'a%01b%7Fcé');
    });
  });

  it('has the status and the headers that the rule gives beside it', async () => {
    upstream.json('/own', 1, 200, { 'x-own': 'theirs', 'x-other': 'theirs' });
    const response = { from: 'up', status: 203, header: { 'X-Own': 'mine {request.method}' } };
    await both('GET', 'own', { components: [[api('/own')]], response }, (answer, body) => {
      assert.deepEqual([answer.statusCode, body.toString()], [203, '1']);
      assert.deepEqual([answer.headers['x-own'], answer.headers['x-other']], ['mine GET', 'theirs']);
    });
  });

  it('may have headers made of what the component puts out', async () => {
    upstream.json('/own', 1, 200, { 'x-own': 'theirs' });
    const outputData = { status: '{$status}', own: '{$header.X-Own}' };
    const response = { from: 'up', header: { 'X-Out': '{out.own} {out.status}' } };
    const component = api('/own', { outputName: 'out', outputData });
    await both('GET', 'put-out', { components: [[component]], response }, (answer, body) =>
      assert.deepEqual([answer.headers['x-out'], body.toString()], ['theirs 200', '1']),
    );
  });

  it('has neither body nor its length where the status has none', async () => {
    upstream.json('/much', { much: 1 }, 200, { 'content-length': '10' });
    for (const [status, length] of Object.entries({ 204: undefined, 205: '0', 304: undefined })) {
      const response = { from: 'up', status: Number(status) };
      await both('GET', `none/${status}`, { components: [[api('/much')]], response }, (answer, body) =>
        assert.deepEqual(
          [answer.statusCode, answer.headers['content-length'], body.length],
          [Number(status), length, 0],
        ),
      );
    }
    upstream.on('/same', (_call, response) => void response.writeHead(304, { etag: '"1"', 'content-length': 5 }).end());
    await both('GET', 'same', { components: [[api('/same')]], response: { from: 'up' } }, ({ statusCode, headers }) =>
      assert.deepEqual([statusCode, headers.etag, headers['content-length']], [304, '"1"', undefined]),
    );
  });

  it('that fails, is skipped, or whose failure is ignored, leaves the answer to the rule', async () => {
    const nowhere = { ...api('/'), url: 'http://127.0.0.1:1/' };
    await both('GET', 'nowhere', { components: [[nowhere]], response: { from: 'up' } }, (answer, body) => {
      assert.deepEqual([answer.statusCode, (JSON.parse(body.toString()) as { code: string }).code], [502, '110007']);
    });
    const success = { code: 200, msg: 'success', data: null };
    for (const [name, component] of Object.entries({
      ignored: { ...nowhere, ignoreError: true },
      skipped: api('/own', { condition: 'false' }),
    }))
      await both('GET', name, { components: [[component]], response: { from: 'up' } }, (answer, body) => {
        assert.equal(answer.statusCode, 200);
        assert.deepEqual(JSON.parse(body.toString()), success);
      });
  });

  it('may be of an early layer, and of a run that was recovered meanwhile', async () => {
    upstream.on('/early', (_call, response) => void response.writeHead(201, { 'content-type': 'text/x' }).end('ëarly'));
    upstream.json('/later', {}, 500);
    const later = { ...api('/later'), name: 'later', method: 'POST' };
    await server.rule('GET', 'early', {
      suspend: true,
      components: [[api('/early')], [later]],
      response: { from: 'up' },
    });
    const broken = await server.call('GET', 'early');
    assert.equal(broken.status, 202);
    upstream.json('/later', {});
    const { trx } = broken.body as { trx: string };
    const answer = await fetch(`${server.url}/api/v1/suspend/recover`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ trx }),
    });
    assert.deepEqual(
      [answer.status, answer.headers.get('content-type'), await answer.text()],
      [201, 'text/x', 'ëarly'],
    );
    assert.equal(upstream.callsOf('/early').length, 1);
  });

  it('is given again to a repeated request with its Idempotency-Key', async () => {
    const bytes = Buffer.from([255, 0, 128]);
    upstream.on('/keyed', (_call, response) => void response.writeHead(200, { 'content-type': 'a/b' }).end(bytes));
    await server.rule('POST', 'keyed', {
      components: [[api('/keyed', { method: 'POST' })]],
      response: { from: 'up' },
    });
    for (const replayed of [undefined, 'true']) {
      const { answer, body } = await fetchRaw(`${server.url}/ps/keyed`, 'POST', { 'idempotency-key': 'k1' });
      assert.deepEqual([answer.statusCode, answer.headers['content-type'], body], [200, 'a/b', bytes]);
      assert.equal(answer.headers['idempotent-replayed'], replayed);
    }
    assert.equal(upstream.callsOf('/keyed').length, 1);
  });

  it('is refused by the rule check where it is not clear', async () => {
    const check = async (rule: unknown): Promise<unknown> => {
      const { body } = await server.api('POST', 'rule', { name: 'wrong', method: 'GET', rule });
      return body.errors?.map(({ pointer, message }) => `${pointer} ${message}`);
    };
    const [a, b] = [api('/'), { ...api('/'), name: 'b' }];
    assert.deepEqual(await check({ components: [[a]], response: { from: 'ub' } }), [
      '/response/from there is no api component "ub"',
    ]);
    assert.deepEqual(await check({ components: [[a], [{ ...b, name: 'up' }]], response: { from: 'up' } }), [
      '/response/from 2 components are called "up"; give them other names',
    ]);
    const beside = { from: 'up', body: 1, defaultBody: 2, type: 'json' };
    assert.equal(((await check({ components: [[a]], response: beside })) as unknown[]).length, 3);
    const script = { name: 'up', type: 'script', url: 's' };
    assert.deepEqual(await check({ components: [[script]], response: { from: 'up' } }), [
      '/response/from "up" is a script: only an api\'s answer is passed on',
    ]);
  });
});
