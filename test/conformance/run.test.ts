import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { request, startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { loggedRuns } from './logged-runs.ts';

type Json = Record<string, unknown>;

const TRX = /^TRX[0-9A-F]{32}$/;

describe('a run', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  before(async () => {
    [gateway, upstream] = await Promise.all([startGateway(), startUpstream()]);
    upstream.json('/ok', { id: 7 });
    upstream.json('/down', { error: 'down' }, 500);
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  const { api, log, runScript } = loggedRuns(() => ({ gateway, upstream }));

  it('has a trx that is ordered in time and a log id that is the caller’s trace', async () => {
    await gateway.rule('ids', 'GET', {
      record: true,
      components: [[api('a', 'ok')]],
      response: { body: ['{trx}', '{logId}'] },
    });
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
    const replies = [await gateway.call('GET', 'ids', undefined, headers), await gateway.call('GET', 'ids')];
    const trxs = replies.map((reply) => String(reply.headers.get('trx')));
    for (const trx of trxs) assert.match(trx, TRX);
    assert.deepEqual(trxs.toSorted(), trxs);
    assert.equal(trxs[0]?.[15], '7', 'a UUIDv7');
    const [first, second] = replies.map(({ body }) => body as unknown as string[]);
    assert.deepEqual(first, [trxs[0], traceId]);
    assert.match(String(second?.[1]), /^[0-9a-f]{32}$/);
    assert.notEqual(second?.[1], traceId);
    const sent = upstream.callsOf('/ok').find((call) => call.headers.trx === trxs[0]);
    assert.match(String(sent?.headers.traceparent), new RegExp(`^00-${traceId}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`));
    assert.equal((await log(trxs[0])).log_id, traceId);
    const wrong = await gateway.call('GET', 'ids', undefined, { traceparent: `00-${'0'.repeat(32)}-1-01` });
    assert.match(String((wrong.body as unknown as string[])[1]), /^(?!0{32})[0-9a-f]{32}$/);
  });

  it('that fails says code, message, component and layer', async () => {
    await gateway.rule('fails', 'POST', { record: true, components: [[api('a', 'ok')], [api('b', 'down')], []] });
    const reply = await gateway.call('POST', 'fails', {});
    assert.deepEqual([reply.status, reply.body.code, reply.body.trx], [502, '110006', reply.headers.get('trx')]);
    assert.deepEqual(Object.keys(reply.body).sort(), ['code', 'msg', 'trx']);
    const { status, error, step, cur_step } = await log(reply.body.trx);
    assert.deepEqual([status, step, cur_step], ['failed', 3, 2]);
    assert.deepEqual([error?.code, error?.component, error?.layer, typeof error?.msg], ['110006', 'b', 2, 'string']);
  });

  it('that a script breaks is broken', async () => {
    const reply = await runScript('break', `function handler(ctx) { try { ctx.break('enough') } catch { return 1 } }`);
    assert.deepEqual([reply.status, reply.body.code, reply.body.msg], [422, '110008', 'enough']);
    assert.equal((await log(reply.body.trx)).status, 'broken');
    const shaped = await runScript('break2', `function handler(ctx) { ctx.break('no', { code: 'X1', status: 418 }) }`);
    assert.deepEqual([shaped.status, shaped.body.code, shaped.body.msg], [418, 'X1', 'no']);
    const kept = await runScript('break3', `function handler(ctx) { ctx.break('no') }`, { suspend: true });
    assert.equal(kept.status, 422);
    assert.equal((await gateway.api('GET', `suspend?trx=${String(kept.body.trx)}`)).status, 404);
  });

  it('that takes longer than the rule’s timeout fails with 110014', async () => {
    upstream.on('/never', () => undefined);
    await gateway.rule('timeout', 'POST', { timeout: 0.2, record: true, components: [[api('n', 'never')]] });
    const reply = await gateway.call('POST', 'timeout', {});
    assert.deepEqual([reply.status, reply.body.code], [504, '110014']);
    assert.equal((await log(reply.body.trx)).status, 'failed');
  });

  it('answers with Trx whatever happens under the prefix', async () => {
    await gateway.rule('only', 'POST', { request: { body: { a: { type: 'int', required: true } } } });
    const cases: [Reply, number, string][] = [
      [await gateway.call('GET', 'nothing/here'), 404, '000404'],
      [await gateway.call('GET', 'only'), 405, '000405'],
      [await gateway.call('POST', 'only', {}), 400, '000400'],
      [await gateway.call('POST', 'only', '{"a"', { 'content-type': 'application/json' }), 400, '000400'],
      [await gateway.call('POST', 'only', '<a/>', { 'content-type': 'text/xml' }), 415, '000415'],
      [
        await gateway.call('POST', 'only', `"${'x'.repeat(1 << 20)}"`, { 'content-type': 'application/json' }),
        413,
        '000413',
      ],
    ];
    for (const [{ status, body, headers }, expected, code] of cases) {
      assert.deepEqual([status, body.code], [expected, code]);
      assert.match(String(headers.get('trx')), TRX);
      assert.equal(body.trx, headers.get('trx'));
      assert.equal(typeof body.msg, 'string');
    }
    assert.equal(cases[1]?.[0].headers.get('allow'), 'POST');
    const outside = await request<Json>('GET', `${gateway.url}/elsewhere`);
    assert.equal(outside.status, 404);
  });
});
