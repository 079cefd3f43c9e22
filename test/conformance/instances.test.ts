import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

type Json = Record<string, unknown>;

describe('two gateways that share a database', () => {
  let one: Gateway;
  let two: Gateway;
  let upstream: Upstream;
  let dir: string;
  before(async () => {
    dir = await temporaryDir();
    upstream = await startUpstream();
    one = await startGateway({ dir });
    two = await startGateway({ dir });
  });
  after(async () => {
    await Promise.all([one.kill('SIGKILL'), two.stop()]);
    await upstream.close();
    await rm(dir, { recursive: true });
  });

  const component = (path: string, more: Json = {}): Json => {
    const name = path.split('/').at(-1);
    return { name, type: 'api', method: 'POST', url: `${upstream.url}/${path}`, outputName: name, ...more };
  };

  it('soon serve each other’s rules, scripts and secrets', async () => {
    upstream.json('/shared/a', {});
    await one.api('POST', 'secret', { name: 'SHARED', content: 'shared one' });
    await one.script('shared', 'function handler() { return 1 }');
    await one.rule('shared', 'POST', {
      components: [
        [
          { name: 's', type: 'script', url: 'shared', outputName: 's' },
          component('shared/a', { input: '{secret.SHARED}' }),
        ],
      ],
      response: { body: '{s}' },
    });
    await until(async () => (await two.call('POST', 'shared', {})).text === '1');
    await two.script('shared', 'function handler() { return 2 }');
    await until(async () => (await one.call('POST', 'shared', {})).text === '2');
    assert.deepEqual([...new Set(upstream.callsOf('/shared/a').map(({ body }) => body))], ['"shared one"']);
  });

  it('recover a run exactly once, however many ask both of them', async () => {
    upstream.json('/race/a', {}, 500);
    await one.rule('race', 'POST', { suspend: true, components: [[component('race/a')]], response: { body: '{a}' } });
    const { body } = await one.call('POST', 'race', {});
    upstream.json('/race/a', { done: 1 });
    const askers = Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two));
    const answers = await Promise.all(askers.map((it) => it.api('POST', 'suspend/recover', { trx: body.trx })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array<number>(19).fill(409)]);
    assert.equal(upstream.callsOf('/race/a').length, 2);
  });

  it('run a request with an Idempotency-Key once', async () => {
    let n = 0;
    upstream.on('/key/a', (_, response) => response.end(`{"n":${++n}}`));
    await one.rule('key', 'POST', { components: [[component('key/a')]], response: { body: '{a}' } });
    await until(async () => (await two.call('GET', 'key')).status === 405);
    const send = (it: Gateway, body: unknown = {}) => it.call('POST', 'key', body, { 'idempotency-key': 'k' });
    const first = await send(one);
    const again = await send(two);
    assert.deepEqual([again.text, again.headers.get('idempotent-replayed')], [first.text, 'true']);
    assert.equal(again.headers.get('trx'), first.headers.get('trx'));
    assert.equal((await send(two, { other: 1 })).status, 422);
    assert.equal(n, 1);
  });

  it('take over a durable run whose process is killed, and resume it where the rule says so', async () => {
    const layers = [[component('crash/first')], [component('crash/second')]];
    upstream.json('/crash/first', { n: 1 });
    upstream.on('/crash/second', () => undefined);
    const durable = {
      durable: true,
      record: true,
      components: layers,
      response: { body: ['{first.n}', '{second.n}'] },
    };
    await one.rule('crash', 'POST', { ...durable, recover: { auto: true, max: 3, wait: 0.5 } });
    await one.rule('kept', 'POST', durable);
    const lost = [one.call('POST', 'crash', {}), one.call('POST', 'kept', {})].map((call) =>
      call.catch(() => undefined),
    );
    await upstream.called('/crash/second', 2);
    const trxOf = async (path: string): Promise<string> => {
      const page = await two.api<{ list: { trx: string }[] }>('GET', `suspend/page?path=${path}&status=running`);
      return page.body.data.list[0]?.trx ?? '';
    };
    const [resumed, kept] = [await trxOf('crash'), await trxOf('kept')];
    await one.kill('SIGKILL');
    assert.deepEqual(await Promise.all(lost), [undefined, undefined]);
    upstream.json('/crash/second', { n: 2 });
    const suspension = async (trx: string): Promise<Json> =>
      (await two.api<Json>('GET', `suspend?trx=${trx}`)).body.data;
    await until(async () => (await suspension(kept)).status === 'suspended');
    const { cause, cur_step } = await suspension(kept);
    assert.deepEqual([cause, cur_step], ['crash', 2]);
    await until(async () => (await suspension(resumed)).status === 'success');
    const answer = await two.api('POST', 'suspend/recover', { trx: kept });
    assert.deepEqual([answer.status, answer.body], [200, [1, 2]]);
    assert.equal(upstream.callsOf('/crash/first').length, 2);
    const calls = upstream.callsOf('/crash/second');
    const keys = [resumed, kept].map((trx) =>
      calls.filter(({ headers }) => headers.trx === trx).map(({ headers }) => headers['idempotency-key']),
    );
    assert.deepEqual(
      keys,
      [resumed, kept].map((trx) => [`${trx}-2-second`, `${trx}-2-second`]),
    );
    const log = await two.api<{ status: string; step_logs: unknown[] }>('GET', `run_log?trx=${resumed}`);
    assert.equal(log.body.data.status, 'success');
  });
});
