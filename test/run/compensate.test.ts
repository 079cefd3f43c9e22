import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RunLog } from '../../src/engine/run-log.ts';
import { request } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

interface Body {
  readonly trx: string;
  readonly status?: string;
  readonly code: string;
}

describe('a run that is given up', () => {
  let gateway: TestServer;
  let upstream: Upstream;
  before(async () => {
    [gateway, upstream] = await Promise.all([startServer(), startUpstream()]);
    upstream.json('/charge', { id: 'C-1' });
    upstream.json('/ship', {}, 500);
    upstream.json('/refund', {});
  });
  after(async () => {
    await gateway.close();
    await upstream.close();
  });

  const components = (): object => [
    [
      {
        ...{ name: 'charge', type: 'api', method: 'POST', url: `${upstream.url}/charge`, outputName: 'charge' },
        compensate: { type: 'api', method: 'POST', url: `${upstream.url}/refund`, input: { id: '{charge.id}' } },
      },
    ],
    [{ name: 'ship', type: 'api', method: 'POST', url: `${upstream.url}/ship` }],
  ];
  const statusOf = async (trx: string): Promise<unknown> =>
    (await gateway.api<{ status: string }>('GET', `suspend?trx=${trx}`)).body.data.status;

  it('is called back by nobody', async () => {
    const [, ship] = components() as object[][];
    const hand = { type: 'api', method: 'POST', input: { to: '{callback.pay}' } };
    const undo = { compensate: { ...hand, url: `${upstream.url}/stop` } };
    const start = { ...hand, name: 'start', url: `${upstream.url}/start`, ...undo };
    const wait = { name: 'pay', type: 'wait', for: 'callback' };
    await gateway.rule('POST', 'late', { onFailure: 'compensate', components: [[start], ship, [wait]] });
    upstream.json('/start', {});
    let late: number | undefined;
    upstream.on('/stop', (call, response) => {
      const { pathname } = new URL((JSON.parse(call.body) as { to: string }).to);
      void request('POST', gateway.url + pathname, {}).then(({ status }) => {
        late = status;
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    const { status, body } = await gateway.call('POST', 'late', {});
    assert.deepEqual([status, body.status, late], [502, 'compensated', 404]);
  });

  it('is undone, and its log shows it; a repeated request gets the same answer', async () => {
    await gateway.rule('POST', 'plain', { components: components() });
    const key = { 'idempotency-key': 'k1' };
    const first = await gateway.call('POST', 'plain', {}, key);
    const body = first.body as unknown as Body;
    assert.deepEqual([first.status, body.code, body.status], [502, '110006', 'compensated']);
    assert.deepEqual(
      upstream.callsOf('/refund').map((call) => [call.body, call.headers['idempotency-key']]),
      [['{"id":"C-1"}', `${body.trx}-1-charge-undo`]],
    );
    await gateway.app.runLogs.flush();
    const log = (await gateway.api<RunLog>('GET', `run_log?trx=${body.trx}`)).body.data;
    const [charge] = log.step_logs[0]?.component_logs ?? [];
    assert.deepEqual([log.status, charge?.compensation?.name], ['compensated', 'charge/undo']);
    const again = await gateway.call('POST', 'plain', {}, key);
    assert.deepEqual([again.status, (again.body as unknown as Body).trx], [502, body.trx]);
    assert.equal(upstream.callsOf('/refund').length, 1);
  });

  it('is undone where an operator says so, and cannot be recovered or cancelled then', async () => {
    await gateway.rule('POST', 'kept', { suspend: true, components: components() });
    const { trx } = (await gateway.call('POST', 'kept', {})).body as unknown as Body;
    const before = upstream.callsOf('/refund').length;
    const given = await gateway.api('POST', 'run/compensate', { trx, reason: 'called off' });
    assert.equal(given.status, 200);
    await until(async () => (await statusOf(trx)) === 'compensated');
    assert.equal(upstream.callsOf('/refund').length, before + 1);
    for (const path of ['run/compensate', 'run/cancel'])
      assert.equal((await gateway.api('POST', path, { trx, reason: 'r' })).status, 409);
    assert.equal((await gateway.api('POST', 'suspend/recover', { trx })).status, 409);
  });

  it('goes on where a compensation had failed, when it is recovered', async () => {
    upstream.json('/refund', {}, 500);
    const { trx, status } = (await gateway.call('POST', 'plain', {})).body as unknown as Body;
    assert.equal(status, 'suspended');
    const row = (await gateway.api('GET', `suspend?trx=${trx}`)).body.data;
    assert.deepEqual([row.cause, row.err_component], ['compensation', 'charge/undo']);
    const forward = await gateway.api('PUT', 'suspend', { trx, cur_step: 2 });
    assert.equal(forward.status, 409);
    upstream.json('/refund', {});
    const recovered = await gateway.api('POST', 'suspend/recover', { trx });
    assert.equal((recovered.body as unknown as Body).status, 'compensated');
    assert.equal(await statusOf(trx), 'compensated');
  });

  it('has what it has called undone too, and cancelled where nothing undoes that', async () => {
    const [charge] = components() as unknown as object[];
    const rest = [{ name: 'rest', type: 'wait', for: 'time', seconds: 600 }];
    await gateway.rule('POST', 'undoing', { components: [charge, rest] });
    await gateway.rule('POST', 'resting', { components: [rest] });
    const call = (url: string): object[] => [{ name: 'call', type: 'rule', method: 'POST', url }];
    for (const [url, status] of [
      ['undoing', 'compensated'],
      ['resting', 'cancelled'],
    ] as const) {
      await gateway.rule('POST', `calls-${url}`, { components: [charge, call(url)] });
      const { trx } = (await gateway.call('POST', `calls-${url}`, {})).body as unknown as Body;
      await gateway.app.runLogs.flush();
      const log = (await gateway.api<RunLog>('GET', `run_log?trx=${trx}`)).body.data;
      const child = String(log.step_logs[1]?.component_logs[0]?.child?.trx);
      const before = upstream.callsOf('/refund').length;
      assert.equal((await gateway.api('POST', 'run/compensate', { trx, reason: 'called off' })).status, 200);
      await until(async () => (await statusOf(trx)) === 'compensated' && (await statusOf(child)) === status);
      assert.equal(upstream.callsOf('/refund').length, before + (status === 'compensated' ? 2 : 1));
    }
  });

  it('may be undone by another rule', async () => {
    const [[charge], ship] = components() as unknown as [[object], object];
    await gateway.rule('POST', 'refunds/:id', {
      components: [
        [{ name: 'refund', type: 'api', method: 'POST', url: `${upstream.url}/refund/{request.params.id}` }],
      ],
    });
    upstream.json('/refund/C-1', {});
    const compensate = { type: 'rule', method: 'POST', url: 'refunds/{charge.id}' };
    await gateway.rule('POST', 'undone-by', { components: [[{ ...charge, compensate }], ship] });
    const { status } = (await gateway.call('POST', 'undone-by', {})).body as unknown as Body;
    assert.deepEqual([status, upstream.callsOf('/refund/C-1').length], ['compensated', 1]);
  });

  it('is refused where the rule has nothing that undoes anything', async () => {
    const [, ship] = components() as unknown as object[];
    await gateway.rule('POST', 'none', { suspend: true, components: [ship] });
    const { trx } = (await gateway.call('POST', 'none', {})).body as unknown as Body;
    assert.equal((await gateway.api('POST', 'run/compensate', { trx, reason: 'r' })).status, 409);
  });
});
