import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

describe('a request with an Idempotency-Key', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  before(async () => {
    [gateway, upstream] = await Promise.all([startGateway(), startUpstream()]);
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  async function calling(name: string, more: Record<string, unknown> = {}, method = 'POST'): Promise<void> {
    const component = { name: 'c', type: 'api', method: 'POST', url: `${upstream.url}/${name}`, outputName: 'c' };
    const response = { status: 201, header: { 'X-N': '{c.n}' }, body: { n: '{c.n}' } };
    await gateway.rule(name, method, { components: [[component]], response, ...more });
    let n = 0;
    upstream.on(`/${name}`, (_, answer) =>
      answer.writeHead(200, { 'content-type': 'application/json' }).end(`{"n":${++n}}`),
    );
  }

  function send(
    name: string,
    key: string,
    body: unknown = { a: 1 },
    more: Record<string, string> = {},
  ): Promise<Reply> {
    return gateway.call('POST', name, body, { 'idempotency-key': key, ...more });
  }

  const replayed = (reply: Reply): string | null => reply.headers.get('idempotent-replayed');
  const trxOf = (reply: Reply): string | null => reply.headers.get('trx');
  const calls = (name: string): number => upstream.callsOf(`/${name}`).length;

  it('is answered again with the stored status, headers and body, and the first Trx', async () => {
    await calling('replay');
    const first = await send('replay', 'k1');
    const again = await send('replay', 'k1');
    assert.deepEqual([first.status, first.text, replayed(first)], [201, '{"n":1}', null]);
    assert.deepEqual([again.status, again.text, replayed(again)], [201, '{"n":1}', 'true']);
    assert.deepEqual([again.headers.get('x-n'), trxOf(again)], ['1', trxOf(first)]);
    assert.equal(again.headers.get('content-type'), first.headers.get('content-type'));
    assert.equal((await send('replay', 'k2')).text, '{"n":2}');
    assert.equal((await gateway.call('POST', 'replay', { a: 1 })).text, '{"n":3}');
    assert.equal(calls('replay'), 3);
  });

  it('is 422 with another payload', async () => {
    await calling('payload');
    await send('payload', 'k', { a: 1 });
    const other = await send('payload', 'k', { a: 2 });
    assert.deepEqual([other.status, other.body.code], [422, '000422']);
    assert.match(String(trxOf(other)), /^TRX[0-9A-F]{32}$/);
    const query = await send('payload?x=1', 'k', { a: 1 });
    assert.equal(query.status, 422, 'the query belongs to the payload');
    assert.equal((await send('payload', 'k', { a: 1 })).status, 201);
    assert.equal(calls('payload'), 1);
  });

  it('is 409 while the first one runs', async () => {
    await calling('busy');
    const held = Promise.withResolvers<void>();
    upstream.on('/busy', async (_, response) => {
      await held.promise;
      response.end('{"n":1}');
    });
    const first = send('busy', 'k');
    await upstream.called('/busy');
    const second = await send('busy', 'k');
    assert.deepEqual([second.status, second.body.code], [409, '000409']);
    held.resolve();
    assert.equal((await first).status, 201);
    assert.equal(replayed(await send('busy', 'k')), 'true');
    assert.equal(calls('busy'), 1);
  });

  it('of many at once runs once', async () => {
    await calling('race');
    const replies = await Promise.all(Array.from({ length: 12 }, () => send('race', 'k')));
    assert.ok(replies.every(({ status }) => status === 201 || status === 409));
    assert.equal(calls('race'), 1);
  });

  it('belongs to its rule and its caller', async () => {
    await calling('mine');
    await calling('yours');
    const one = await send('mine', 'k', { a: 1 }, { authorization: 'Bearer one' });
    const two = await send('mine', 'k', { a: 2 }, { authorization: 'Bearer two' });
    const nobody = await send('mine', 'k', { a: 3 });
    const other = await send('yours', 'k', { a: 4 });
    assert.deepEqual([one.text, two.text, nobody.text, other.text], ['{"n":1}', '{"n":2}', '{"n":3}', '{"n":1}']);
    assert.equal((await send('mine', 'k', { a: 1 }, { authorization: 'Bearer one' })).text, '{"n":1}');
  });

  it('replays errors and suspensions too, and once recovered the recovered answer', async () => {
    await calling('error');
    upstream.json('/error', {}, 500);
    const failed = await send('error', 'k');
    const again = await send('error', 'k');
    assert.deepEqual([again.status, again.text, replayed(again)], [502, failed.text, 'true']);
    await calling('suspends', { suspend: true });
    upstream.json('/suspends', {}, 500);
    const kept = await send('suspends', 'k');
    const stillKept = await send('suspends', 'k');
    assert.deepEqual([stillKept.status, stillKept.text, replayed(stillKept)], [202, kept.text, 'true']);
    upstream.json('/suspends', { n: 'recovered' });
    const recovered = await gateway.api('POST', 'suspend/recover', { trx: kept.body.trx });
    assert.equal(recovered.status, 201);
    const then = await send('suspends', 'k');
    assert.deepEqual([then.status, then.text, replayed(then)], [201, '{"n":"recovered"}', 'true']);
    assert.deepEqual([trxOf(then), then.headers.get('x-n')], [kept.body.trx, 'recovered']);
  });

  it('has 1 to 255 printable characters', async () => {
    await calling('keys');
    for (const key of ['x'.repeat(256), '']) {
      const reply = await send('keys', key);
      assert.deepEqual([reply.status, reply.body.code], [400, '000400'], `"${key}"`);
    }
    const tab = await send('keys', 'a\tb');
    assert.equal(tab.status, 400);
    assert.equal((await send('keys', 'x'.repeat(255))).status, 201);
    assert.equal((await send('keys', 'a b~!')).status, 201);
  });

  it('is required where the rule says so', async () => {
    await calling('required', { idempotency: 'required' });
    const without = await gateway.call('POST', 'required', {});
    assert.deepEqual([without.status, without.body.code], [400, '000400']);
    assert.match(without.text, /idempotency-key/i);
    assert.equal(calls('required'), 0);
    assert.equal((await send('required', 'k')).status, 201);
  });

  it('counts with PUT, PATCH and DELETE, not with GET', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'GET']) {
      const name = `by/${method}`;
      await calling(name, {}, method);
      const call = (): Promise<Reply> =>
        gateway.call(method, name, method === 'GET' ? undefined : {}, { 'idempotency-key': 'k' });
      const texts = [(await call()).text, (await call()).text];
      assert.deepEqual(texts, ['{"n":1}', method === 'GET' ? '{"n":2}' : '{"n":1}'], method);
    }
  });

  it('that the rule refuses may be sent again, corrected', async () => {
    await calling('refused', { request: { body: { a: { type: 'int', required: true } } } });
    assert.equal((await send('refused', 'k', {})).status, 400);
    const corrected = await send('refused', 'k', { a: 1 });
    assert.equal(corrected.status, 201, corrected.text);
  });
});
