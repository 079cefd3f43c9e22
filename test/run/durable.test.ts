import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

for (const database of testDatabases()) {
  describe(`a durable run, on ${database.name}`, { skip: database.skip }, () => {
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

    async function twoLayers(name: string, extra: Record<string, unknown> = {}): Promise<void> {
      const api = (component: string): unknown => ({
        name: component,
        type: 'api',
        method: 'POST',
        url: `${upstream.url}/${name}/${component}`,
        outputName: component,
      });
      upstream.json(`/${name}/one`, { n: 1 });
      upstream.json(`/${name}/two`, { n: 2 });
      await gateway.rule(name, 'POST', {
        durable: true,
        components: [[api('one')], [api('two')]],
        response: { body: { one: '{one.n}', two: '{two.n}' } },
        ...extra,
      });
    }

    it('answers like any other', async () => {
      await twoLayers('fine');
      const answer = await gateway.call('POST', 'fine', {});
      assert.deepEqual([answer.status, answer.body], [200, { one: 1, two: 2 }]);
    });

    it('is suspended, cause crash, when its process is killed; no checkpointed layer runs again', async () => {
      await twoLayers('crash');
      upstream.on('/crash/two', () => undefined);
      const headers = { 'idempotency-key': 'crash' };
      const lost = gateway.call('POST', 'crash', {}, headers).catch(() => undefined);
      await upstream.called('/crash/two');
      const trx = String(upstream.callsOf('/crash/two')[0]?.headers.trx);
      await gateway.kill('SIGKILL');
      await lost;
      gateway = await startGateway({ databaseUrl, dir });
      await until(
        async () =>
          (await gateway.api<{ status: string }>('GET', `suspend?trx=${trx}`)).body.data.status === 'suspended',
      );
      const { cause, cur_step } = (await gateway.api<{ cause: string; cur_step: number }>('GET', `suspend?trx=${trx}`))
        .body.data;
      assert.deepEqual({ cause, cur_step }, { cause: 'crash', cur_step: 2 });
      // The log of a crashed run follows its suspension.
      const log = () => gateway.api<{ status: string; cur_step: number }>('GET', `run_log?trx=${trx}`);
      await until(async () => (await log()).status === 200);
      const { data } = (await log()).body;
      assert.deepEqual([data.status, data.cur_step], ['suspended', 2]);
      // Its client got no answer; a repeated request is answered that the request was taken.
      const again = (): Promise<Reply> => gateway.call('POST', 'crash', {}, headers);
      await until(async () => (await again()).status !== 409);
      const { status, body, headers: answered } = await again();
      assert.deepEqual([status, body.code, body.status, body.trx], [202, '000503', 'suspended', trx]);
      assert.deepEqual([answered.get('trx'), answered.get('idempotent-replayed')], [trx, 'true']);
      upstream.json('/crash/two', { n: 2 });
      const answer = await gateway.api('POST', 'suspend/recover', { trx });
      assert.deepEqual(answer.body, { one: 1, two: 2 });
      assert.deepEqual((await again()).body, { one: 1, two: 2 });
      assert.deepEqual(
        ['one', 'two'].map((one) => upstream.callsOf(`/crash/${one}`).length),
        [1, 2],
      );
    });

    it('is suspended, cause shutdown, when it is still under way at the deadline of a shutdown', async () => {
      await gateway.stop();
      gateway = await startGateway({ databaseUrl, dir, env: { STEPGATE_SHUTDOWN_SECONDS: '1' } });
      await twoLayers('shutdown');
      upstream.on('/shutdown/two', () => undefined);
      const answer = gateway.call('POST', 'shutdown', {});
      await upstream.called('/shutdown/two');
      assert.equal(await gateway.stop(), 0);
      const { status, body } = await answer;
      assert.deepEqual([status, body.code, body.status], [202, '000503', 'suspended']);
      gateway = await startGateway({ databaseUrl, dir });
      const kept = await gateway.api<{ cause: string }>('GET', `suspend?trx=${String(body.trx)}`);
      assert.equal(kept.body.data.cause, 'shutdown');
    });

    it('that a client asks for again under its Idempotency-Key is not run again, and says what became of it', async () => {
      await twoLayers('once');
      upstream.json('/once/two', {}, 500);
      const headers = { 'idempotency-key': 'order 1' };
      const first = await gateway.call('POST', 'once', { a: 1 }, headers);
      const replay = await gateway.call('POST', 'once', { a: 1 }, headers);
      assert.deepEqual(
        [replay.status, replay.text, replay.headers.get('trx')],
        [202, first.text, first.headers.get('trx')],
      );
      assert.equal(replay.headers.get('idempotent-replayed'), 'true');
      assert.equal((await gateway.call('POST', 'once', { a: 2 }, headers)).status, 422);
      upstream.json('/once/two', { n: 2 });
      await gateway.api('POST', 'suspend/recover', { trx: first.body.trx });
      const recovered = await gateway.call('POST', 'once', { a: 1 }, headers);
      assert.deepEqual([recovered.status, recovered.body], [200, { one: 1, two: 2 }]);
      assert.equal(upstream.callsOf('/once/one').length, 1);
    });
  });
}
