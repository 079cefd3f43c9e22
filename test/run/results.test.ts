import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

interface Result {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter: string | null;
}

for (const database of testDatabases()) {
  describe(`the result of a kept run, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: TestServer;
    let upstream: Upstream;
    before(async () => {
      upstream = await startUpstream();
      const url = await database.create();
      gateway = await startServer(url === undefined ? {} : { DATABASE_URL: url });
    });
    after(async () => {
      await gateway.close();
      await upstream.close();
      await database.drop();
    });

    const call = (name: string, extra: object = {}): object[] => [
      { name, type: 'api', method: 'POST', url: `${upstream.url}/${name}`, outputName: name, ...extra },
    ];
    const resultOf = async (trx: string): Promise<Result> => {
      const answer = await fetch(`${gateway.url}/runs/${trx}/result`);
      return { status: answer.status, body: await answer.json(), retryAfter: answer.headers.get('retry-after') };
    };
    const begun = async (name: string, rule: object) => {
      await gateway.rule('POST', name, rule);
      const answer = await gateway.call('POST', name, {});
      return { answer, trx: String(answer.headers.get('trx')) };
    };

    it('is what the client of a durable run was answered', async () => {
      upstream.json('/kept', { n: 1 });
      const { trx } = await begun('kept', {
        ...{ durable: true, components: [call('kept')] },
        response: { status: 201, body: '{kept}' },
      });
      assert.deepEqual(await resultOf(trx), { status: 201, body: { n: 1 }, retryAfter: null });
    });

    it('is the 202 of a suspended run, then what it comes to', async () => {
      upstream.json('/down', {}, 500);
      const rule = { suspend: true, components: [call('down')], response: { body: '{down}' } };
      const { answer, trx } = await begun('recovered', rule);
      assert.deepEqual(await resultOf(trx), { status: 202, body: answer.body, retryAfter: '1' });
      const { trx: other } = await begun('given-up', rule);
      assert.equal((await gateway.api('POST', 'run/cancel', { trx: other, reason: 'r' })).status, 200);
      const cancelled = await resultOf(other);
      assert.deepEqual(cancelled.status, 409);
      assert.match(JSON.stringify(cancelled.body), /110010/);
      upstream.json('/down', { n: 2 });
      await gateway.api('POST', 'suspend/recover', { trx });
      assert.deepEqual(await resultOf(trx), { status: 200, body: { n: 2 }, retryAfter: null });
    });

    it('is the answer that went out early, whatever comes after it', async () => {
      upstream.json('/early', { n: 3 });
      upstream.json('/late', {}, 500);
      const components = [call('early', { nowResponse: true }), call('late')];
      const { trx } = await begun('answered', { suspend: true, components, response: { body: '{early}' } });
      await until(async () => (await gateway.app.store.runs.find(trx))?.status === 'suspended');
      assert.deepEqual((await resultOf(trx)).body, { n: 3 });
      upstream.json('/late', {});
      await gateway.api('POST', 'suspend/recover', { trx });
      assert.deepEqual(await resultOf(trx), { status: 200, body: { n: 3 }, retryAfter: null });
    });

    it('is that the run is undone, where its client heard that it was going to be', async () => {
      const answers: (() => void)[] = [];
      upstream.json('/paid', {});
      upstream.json('/failing', {}, 500);
      upstream.on('/refund', (_, response) => void answers.push(() => response.writeHead(200).end('{}')));
      const compensate = { type: 'api', method: 'POST', url: `${upstream.url}/refund` };
      const components = [call('paid', { compensate }), call('failing')];
      const key = { 'idempotency-key': 'undone' };
      await gateway.rule('POST', 'undone', { compensateHold: 0.1, components });
      const answer = await gateway.call('POST', 'undone', {}, key);
      const trx = String(answer.headers.get('trx'));
      assert.match(JSON.stringify(answer.body), /"status":"compensating"/);
      assert.equal((await resultOf(trx)).status, 202);
      for (const give of answers) give();
      await until(async () => (await gateway.app.store.runs.find(trx))?.status === 'compensated');
      const { status, body } = await resultOf(trx);
      assert.equal(status, 502);
      assert.match(JSON.stringify(body), /"status":"compensated"/);
      const again = await gateway.call('POST', 'undone', {}, key);
      assert.deepEqual([again.status, again.body], [status, body]);
    });
  });
}
