import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

describe('a request with an Idempotency-Key', () => {
  let server: TestServer;
  let upstream: Upstream;
  before(async () => {
    [server, upstream] = [await startServer(), await startUpstream()];
  });
  after(async () => {
    await server.close();
    await upstream.close();
  });

  /** A rule that calls its own upstream path once per run. */
  async function counting(name: string, rule: Record<string, unknown> = {}, method = 'POST'): Promise<void> {
    let calls = 0;
    upstream.on(`/${name}`, (_call, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ n: ++calls }));
    });
    await server.rule(method, name, {
      components: [
        [{ name: 'count', type: 'api', method: 'POST', url: `${upstream.url}/${name}`, outputName: 'count' }],
      ],
      response: { status: 201, header: { 'x-n': '{count.n}' }, body: { n: '{count.n}' } },
      ...rule,
    });
  }

  const keyed = (key: string, extra: Record<string, string> = {}): Record<string, string> => ({
    'idempotency-key': key,
    ...extra,
  });

  it('runs once: status, headers, body and Trx of the first run are answered again', async () => {
    await counting('once');
    const first = await server.call('POST', 'once?a=1', { x: 1 }, keyed('k'));
    const second = await server.call('POST', 'once?a=1', { x: 1 }, keyed('k'));
    assert.deepEqual([first.status, second.status], [201, 201]);
    assert.equal(second.text, first.text);
    assert.equal(second.headers.get('trx'), first.headers.get('trx'));
    assert.equal(second.headers.get('x-n'), '1');
    assert.equal(second.headers.get('content-type'), first.headers.get('content-type'));
    assert.equal(first.headers.get('idempotent-replayed'), null);
    assert.equal(second.headers.get('idempotent-replayed'), 'true');
    assert.equal(upstream.callsOf('/once').length, 1);
  });

  it('is 422 with another payload: body, query or path', async () => {
    await counting('other/:id');
    const call = (path: string, body: unknown) => server.call('POST', path, body, keyed('k'));
    assert.equal((await call('other/1?a=1', { x: 1 })).status, 201);
    for (const [path, body] of [
      ['other/1?a=1', { x: 2 }],
      ['other/1?a=2', { x: 1 }],
      ['other/2?a=1', { x: 1 }],
    ] as const) {
      const { status, body: answer, headers } = await call(path, body);
      assert.deepEqual([status, answer.code], [422, '000422']);
      assert.equal(headers.get('trx'), answer.trx);
    }
  });

  it('belongs to a rule and a caller', async () => {
    await counting('mine');
    await counting('yours');
    await counting('mine', {}, 'PUT');
    const call = async (method: string, name: string, headers: Record<string, string>) =>
      (await server.call(method, name, {}, keyed('shared', headers))).headers.get('idempotent-replayed');
    assert.equal(await call('POST', 'mine', {}), null);
    assert.equal(await call('POST', 'yours', {}), null);
    assert.equal(await call('PUT', 'mine', {}), null);
    assert.equal(await call('POST', 'mine', { authorization: 'Bearer a' }), null);
    assert.equal(await call('POST', 'mine', { authorization: 'Bearer b' }), null);
    assert.equal(await call('POST', 'mine', { authorization: 'Bearer a' }), 'true');
  });

  it('is 409 while the first request runs', async () => {
    await counting('slow');
    const go = Promise.withResolvers<undefined>();
    upstream.on('/slow', async (_call, response) => {
      await go.promise;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"n":1}');
    });
    const first = server.call('POST', 'slow', {}, keyed('k'));
    await upstream.called('/slow');
    const meanwhile = await server.call('POST', 'slow', {}, keyed('k'));
    assert.deepEqual([meanwhile.status, meanwhile.body.code], [409, '000409']);
    go.resolve(undefined);
    assert.equal((await first).status, 201);
    assert.equal((await server.call('POST', 'slow', {}, keyed('k'))).status, 201);
    assert.equal(upstream.callsOf('/slow').length, 1);
  });

  it('runs once however many come at the same time', async () => {
    await counting('crowd');
    const answers = await Promise.all(Array.from({ length: 20 }, () => server.call('POST', 'crowd', {}, keyed('k'))));
    assert.equal(upstream.callsOf('/crowd').length, 1);
    for (const { status } of answers) assert.ok(status === 201 || status === 409, String(status));
  });

  it('gets an error again too', async () => {
    await counting('failing');
    upstream.json('/failing', { error: 1 }, 500);
    const first = await server.call('POST', 'failing', {}, keyed('k'));
    const second = await server.call('POST', 'failing', {}, keyed('k'));
    assert.deepEqual([first.status, second.status], [502, 502]);
    assert.equal(second.text, first.text);
    assert.equal(upstream.callsOf('/failing').length, 1);
  });

  it('does not keep what the rule refused: nothing ran', async () => {
    await counting('refused', { request: { body: { a: { type: 'int', required: true } } } });
    assert.equal((await server.call('POST', 'refused', {}, keyed('k'))).status, 400);
    assert.equal((await server.call('POST', 'refused', { a: 1 }, keyed('k'))).status, 201);
  });

  it('is answered 202 again while suspended, and the recovered answer afterwards', async () => {
    await counting('kept', { suspend: true });
    upstream.json('/kept', {}, 500);
    const first = await server.call('POST', 'kept', {}, keyed('k'));
    assert.equal(first.status, 202);
    const again = await server.call('POST', 'kept', {}, keyed('k'));
    assert.deepEqual([again.status, again.text], [202, first.text]);
    upstream.json('/kept', { n: 9 });
    const trx = first.headers.get('trx');
    const recovered = await server.api('POST', 'suspend/recover', { trx });
    assert.equal(recovered.status, 201);
    assert.equal(recovered.text, '{"n":9}');
    assert.equal(recovered.headers.get('trx'), trx);
    const last = await server.call('POST', 'kept', {}, keyed('k'));
    assert.deepEqual([last.status, last.text, last.headers.get('x-n')], [201, '{"n":9}', '9']);
    assert.equal(last.headers.get('trx'), trx);
    assert.equal(last.headers.get('idempotent-replayed'), 'true');
  });

  it('does not count with GET', async () => {
    await counting('read', {}, 'GET');
    for (const n of ['1', '2']) {
      const { headers } = await server.call('GET', 'read', undefined, keyed('k'));
      assert.equal(headers.get('x-n'), n);
    }
  });

  it('counts with PUT, PATCH and DELETE', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      await counting('write', {}, method);
      await server.call(method, 'write', {}, keyed(method));
      const { headers } = await server.call(method, 'write', {}, keyed(method));
      assert.equal(headers.get('idempotent-replayed'), 'true', method);
    }
  });

  it('is 400 when the key is missing and the rule requires one', async () => {
    await counting('required', {
      idempotency: 'required',
      request: { body: { a: { type: 'int', required: true } } },
    });
    const { status, body } = await server.call('POST', 'required', {});
    assert.equal(status, 400);
    assert.equal(body.msg, 'request.header.idempotency-key is required');
    assert.deepEqual(
      (body.errors as { path: string }[]).map(({ path }) => path),
      ['request.header.idempotency-key', 'request.body.a'],
    );
    assert.equal((await server.call('POST', 'required', { a: 1 }, keyed('k'))).status, 201);
  });

  it('takes 1 to 255 printable characters', async () => {
    await counting('printable');
    for (const key of ['x'.repeat(255), 'a b ~!"#']) {
      assert.equal((await server.call('POST', 'printable', {}, keyed(key))).status, 201, key);
    }
    for (const key of ['x'.repeat(256), '', 'ä']) {
      const { status, body } = await server.call('POST', 'printable', {}, keyed(key));
      assert.deepEqual([status, body.code], [400, '000400'], JSON.stringify(key));
    }
  });

  it('is kept apart from the first client: a client that hangs up gets the answer later', async () => {
    await counting('hangup');
    const go = Promise.withResolvers<undefined>();
    upstream.on('/hangup', async (_call, response) => {
      await go.promise;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"n":5}');
    });
    const impatient = new AbortController();
    const first = fetch(`${server.url}/ps/hangup`, { method: 'POST', headers: keyed('k'), signal: impatient.signal });
    await upstream.called('/hangup');
    impatient.abort();
    await assert.rejects(first);
    go.resolve(undefined);
    let again = await server.call('POST', 'hangup', undefined, keyed('k'));
    while (again.status === 409) again = await server.call('POST', 'hangup', undefined, keyed('k'));
    assert.deepEqual([again.status, again.text], [201, '{"n":5}']);
    assert.equal(upstream.callsOf('/hangup').length, 1);
  });
});
