import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { NOBODY, breakingRuns } from './breaking-runs.ts';

type Json = Record<string, unknown>;

const acceptedOf = ({ body }: { body: { data?: unknown } }): unknown =>
  (body.data as { accepted?: unknown } | undefined)?.accepted;

describe('a suspended run', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  before(async () => {
    [gateway, upstream] = await Promise.all([startGateway(), startUpstream()]);
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  const { breaking, suspended, mend, api, read, log, refused } = breakingRuns(() => ({ gateway, upstream }));

  it('goes on where it broke, with the answer that the gateway would have given', async () => {
    await breaking('on', { record: true });
    const trx = await suspended('on');
    mend('on');
    const answer = await api('POST', 'suspend/recover', { trx });
    assert.deepEqual([answer.status, answer.text], [201, '[7,"mended",true]']);
    assert.deepEqual([answer.headers.get('trx'), answer.headers.get('x-id')], [trx, '7']);
    const counts = ['first', 'bad', 'good', 'last'].map((name) => upstream.callsOf(`/on/${name}`).length);
    assert.deepEqual(counts, [1, 2, 1, 1]);
    const { status, recoveries, step_logs: layers, response } = await log(trx);
    assert.equal(status, 'success');
    assert.deepEqual(Object.keys(recoveries[0] ?? {}).sort(), [
      'changes',
      'end_datetime',
      'operator',
      'start_datetime',
      'status',
    ]);
    const bad = layers.flatMap((layer) => layer.component_logs).filter(({ name }) => name === 'bad');
    assert.deepEqual(
      bad.map(({ error }) => error?.code ?? null),
      ['110006', null],
    );
    assert.match(JSON.stringify(response), /mended/);
    const message = await refused(409, 'POST', 'suspend/recover', { trx });
    assert.equal(typeof message.msg, 'string');
    await refused(404, 'POST', 'suspend/recover', { trx: NOBODY });
    await refused(400, 'POST', 'suspend/recover', {});
    await refused(400, 'POST', 'suspend/recover', { trx: 5 });
    await refused(400, 'POST', 'suspend/recover', { trx, data: [] });
  });

  it('merges the data given into the context', async () => {
    await breaking('data');
    const trx = await suspended('data', { in: 1, keep: 2 });
    mend('data');
    const answer = await api('POST', 'suspend/recover', { trx, data: { first: { id: 8 } }, operator: 'ignored' });
    assert.deepEqual([answer.status, answer.text], [201, '[8,"mended",true]']);
    assert.equal(upstream.callsOf('/data/bad').at(-1)?.body, '{"id":8}');
  });

  it('that breaks again is suspended again under the same trx', async () => {
    await breaking('again');
    const trx = await suspended('again');
    upstream.json('/again/bad', {}, 503);
    const answer = await api('POST', 'suspend/recover', { trx });
    assert.deepEqual([answer.status, answer.body.code, (answer.body as unknown as Json).trx], [202, '110006', trx]);
    const kept = await read(trx);
    assert.deepEqual([kept.status, kept.recover_count, kept.cur_step], ['suspended', 1, 2]);
    upstream.json('/again/bad', { v: 1 });
    upstream.json('/again/last', {}, 500);
    assert.equal((await api('POST', 'suspend/recover', { trx })).status, 202);
    const later = await read(trx);
    assert.deepEqual([later.cur_step, later.err_component, later.recover_count], [3, 'last', 2]);
    upstream.json('/again/last', { done: 1 });
    assert.equal((await api('POST', 'suspend/recover', { trx })).text, '[7,1,1]');
    assert.equal(upstream.callsOf('/again/bad').length, 3);
    const { recoveries } = await log(trx);
    assert.deepEqual(
      recoveries.map(({ status }) => status),
      ['suspended', 'suspended', 'success'],
    );
  });

  it('is recovered with many others in the background', async () => {
    await breaking('many');
    await breaking('others');
    const trxs = [await suspended('many'), await suspended('many'), await suspended('many')];
    const other = await suspended('others');
    mend('many');
    mend('others');
    const some = await api('POST', 'suspend/recover_all', {
      filter: { path: '/ps/many', status: 'suspended' },
      limit: 2,
    });
    assert.deepEqual([some.status, acceptedOf(some)], [200, 2], some.text);
    const statuses = async (): Promise<string[]> => Promise.all(trxs.map(async (trx) => (await log(trx)).status));
    await until(async () => (await statuses()).filter((status) => status === 'success').length === 2);
    const rest = { filter: { err_code: '110006', path: '/ps/many' }, limit: 10 };
    assert.equal(acceptedOf(await api('POST', 'suspend/recover_all', rest)), 1);
    await until(async () => (await statuses()).every((status) => status === 'success'));
    assert.equal((await log(other)).status, 'suspended');
    for (const bad of [
      { filter: {}, limit: 0 },
      { filter: {}, limit: 'x' },
      { filter: 5, limit: 1 },
    ])
      await refused(400, 'POST', 'suspend/recover_all', bad);
  });

  it('that is being recovered is 409 for others, and can be stopped', async () => {
    await breaking('busy');
    const trx = await suspended('busy');
    upstream.on('/busy/bad', () => undefined);
    const recovering = api('POST', 'suspend/recover', { trx });
    await upstream.called('/busy/bad', 2);
    assert.equal((await read(trx)).status, 'recovering');
    await refused(409, 'POST', 'suspend/recover', { trx });
    await refused(409, 'PUT', 'suspend', { id: (await read(trx)).id, cur_step: 1 });
    assert.equal((await api('POST', 'run/cancel', { trx, reason: 'stop it' })).status, 200);
    const { status, body } = await recovering;
    assert.deepEqual([status, body.code], [409, '110010']);
    await until(async () => (await log(trx)).status === 'cancelled');
  });

  it('uses the script version that is active now, and data of ctx.data from before', async () => {
    await gateway.script('mendable', `function handler(ctx) { ctx.data.store('n', 41); throw new Error('bug') }`);
    await gateway.rule('scripted', 'POST', {
      suspend: true,
      components: [[{ name: 's', type: 'script', url: 'mendable', outputName: 's' }]],
      response: { body: '{s}' },
    });
    const trx = await suspended('scripted');
    assert.equal((await read(trx)).err_code, '110002');
    await gateway.script('mendable', `function handler(ctx) { return ctx.data.load('n') + 1 }`);
    const answer = await api('POST', 'suspend/recover', { trx });
    assert.deepEqual([answer.status, answer.text], [200, '42']);
  });

  it('resumes by itself at most so many times', async () => {
    await breaking('auto', { recover: { auto: true, max: 2, wait: 0.1 } });
    const trx = await suspended('auto');
    await until(async () => (await read(trx)).recover_count === 2 && (await read(trx)).status === 'suspended');
    mend('auto');
    const calls = upstream.callsOf('/auto/bad').length;
    assert.equal(calls, 3);
    assert.equal((await api('POST', 'suspend/recover', { trx })).status, 201);
  });
});
