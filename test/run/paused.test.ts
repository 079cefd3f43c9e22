import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

for (const database of testDatabases()) {
  describe(`a run that is paused, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: Gateway;
    let upstream: Upstream;
    let dir: string;
    let databaseUrl: string | undefined;
    before(async () => {
      dir = await temporaryDir();
      databaseUrl = await database.create();
      upstream = await startUpstream();
      gateway = await startGateway({ databaseUrl, dir });
    });
    after(async () => {
      await gateway.stop();
      await upstream.close();
      await database.drop();
      await rm(dir, { recursive: true });
    });

    interface Begun {
      readonly answer: Promise<Reply>;
      readonly trx: string;
      /** Answers the call of the first layer. */
      readonly go: () => void;
    }

    /** A run whose first layer is under way. */
    async function begun(
      name: string,
      rule: object = {},
      headers: Record<string, string> = {},
      called = name,
    ): Promise<Begun> {
      const waiting: ServerResponse[] = [];
      upstream.on(`/${name}/one`, (_, response) => void waiting.push(response));
      upstream.json(`/${name}/two`, { n: 2 });
      const call = (component: string) => {
        const url = `${upstream.url}/${name}/${component}`;
        return [{ name: component, type: 'api', method: 'POST', url, outputName: component }];
      };
      const response = { body: { one: '{one.n}', two: '{two.n}' } };
      await gateway.rule(name, 'POST', { durable: true, components: [call('one'), call('two')], response, ...rule });
      const answer = gateway.call('POST', called, {}, headers);
      await upstream.called(`/${name}/one`);
      const trx = String(upstream.callsOf(`/${name}/one`)[0]?.headers.trx);
      const go = (): void =>
        waiting.splice(0).forEach((one) => one.setHeader('content-type', 'application/json').end('{"n":1}'));
      return { answer, trx, go };
    }
    const pause = (trx: string) => gateway.api('POST', 'run/pause', { trx, reason: 'counting' });
    const resume = (trx: string) => gateway.api('POST', 'run/resume', { trx });
    const result = async (trx: string) => {
      const answer = await fetch(`${gateway.url}/runs/${trx}/result`);
      return { status: answer.status, body: await answer.json() };
    };
    const statusOf = async (trx: string) =>
      ((await (await fetch(`${gateway.url}/runs/${trx}`)).json()) as { status: string }).status;
    const calls = (name: string) => ['one', 'two'].map((one) => upstream.callsOf(`/${name}/${one}`).length);

    for (const kind of [{ durable: true }, { durable: false, suspend: true }])
      it(`rests after its layer, and goes on where it stands (${JSON.stringify(kind)})`, async () => {
        const name = `rest-${String(kind.durable)}`;
        const { answer, trx, go } = await begun(name, kind);
        const paused = await pause(trx);
        assert.deepEqual([paused.status, paused.body.data], [200, { trx, status: 'running' }]);
        go();
        const { status, body, headers } = await answer;
        assert.deepEqual([status, body], [202, { code: '000202', msg: 'paused', status: 'paused', trx }]);
        assert.equal(headers.get('location'), `/runs/${trx}`);
        assert.deepEqual([await statusOf(trx), calls(name)], ['paused', [1, 0]]);
        assert.equal((await result(trx)).status, 202);
        assert.equal((await pause(trx)).status, 409);
        assert.equal((await resume(trx)).status, 200);
        await until(async () => (await result(trx)).status === 200);
        assert.deepEqual((await result(trx)).body, { one: 1, two: 2 });
        assert.deepEqual(calls(name), [1, 1]);
        const again = await resume(trx);
        assert.deepEqual([again.status, again.body.code], [409, '000409']);
        const log = await gateway.api<{ status: string }>('GET', `run_log?trx=${trx}`);
        assert.equal(log.body.data.status, 'success');
        const audit = await gateway.api<{ list: { action: string }[] }>('GET', `audit/page?target=${trx}`);
        assert.deepEqual(
          audit.body.data.list.map(({ action }) => action),
          ['run.resume', 'run.pause'],
        );
      });

    it('is not paused after its last layer', async () => {
      upstream.json('/last/one', { n: 1 });
      const { answer, trx, go } = await begun('last', {
        components: [
          [{ name: 'one', type: 'api', method: 'POST', url: `${upstream.url}/last/one`, outputName: 'one' }],
        ],
        response: { body: '{one.n}' },
      });
      assert.equal((await pause(trx)).status, 200);
      go();
      assert.deepEqual([(await answer).status, (await answer).body], [200, 1]);
    });

    it('is told by another process, and is taken by whichever resumes it', async () => {
      const other = await startGateway({ databaseUrl, dir });
      try {
        const trx = await pausedBy(other);
        assert.equal((await other.api('POST', 'run/resume', { trx })).status, 200);
        await until(async () => (await statusOf(trx)) === 'success');
      } finally {
        await other.stop();
      }
    });

    /** The process that runs it finds out when it renews its leases, which it may do late. */
    async function pausedBy(other: Gateway): Promise<string> {
      for (const waitMs of [6_000, 12_000, 24_000, 48_000]) {
        const { answer, trx, go } = await begun(`elsewhere-${waitMs}`);
        assert.equal((await other.api('POST', 'run/pause', { trx, reason: 'r' })).status, 200);
        await delay(waitMs);
        go();
        if ((await answer).status === 202) return trx;
      }
      return assert.fail('it was never told');
    }

    it('stays paused when its process ends, and its key stays taken', async () => {
      const key = { 'idempotency-key': 'paused' };
      const { answer, trx, go } = await begun('stays', {}, key);
      await pause(trx);
      go();
      await answer;
      await gateway.kill('SIGKILL');
      gateway = await startGateway({ databaseUrl, dir });
      const again = await gateway.call('POST', 'stays', {}, key);
      assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [202, 'true']);
      assert.equal(await statusOf(trx), 'paused');
      assert.equal((await resume(trx)).status, 200);
      await until(async () => (await statusOf(trx)) === 'success');
      assert.deepEqual((await gateway.call('POST', 'stays', {}, key)).body, { one: 1, two: 2 });
    });

    it('is given up like one that is suspended', async () => {
      const { answer, trx, go } = await begun('given-up');
      await pause(trx);
      go();
      await answer;
      assert.equal((await gateway.api('POST', 'run/cancel', { trx, reason: 'r' })).status, 200);
      assert.equal(await statusOf(trx), 'cancelled');
      assert.deepEqual(calls('given-up'), [1, 0]);
    });

    it('lets the run wait that has called it', async () => {
      const called = { name: 'called', type: 'rule', method: 'POST', url: 'child', outputName: 'called' };
      await gateway.rule('caller', 'POST', { suspend: true, components: [[called]], response: { body: '{called}' } });
      const { answer, trx, go } = await begun('child', {}, {}, 'caller');
      await pause(trx);
      go();
      const { status, body } = await answer;
      assert.deepEqual([status, body.status], [202, 'waiting']);
      assert.equal(await statusOf(trx), 'paused');
      await resume(trx);
      await until(async () => (await result(String(body.trx))).status === 200);
      assert.deepEqual((await result(String(body.trx))).body, { one: 1, two: 2 });
      assert.deepEqual(calls('child'), [1, 1]);
    });

    it('is refused for runs that are not kept, or not there', async () => {
      const { answer, trx, go } = await begun('unkept', { durable: false });
      const refused = await pause(trx);
      assert.deepEqual([refused.status, refused.body.code], [409, '000409']);
      go();
      assert.equal((await answer).status, 200);
      assert.equal((await pause('TRX0')).status, 404);
      assert.equal((await resume('TRX0')).status, 404);
    });
  });
}
