import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

const WAIT = { prefer: 'wait=0' };

for (const database of testDatabases()) {
  describe(`a durable run whose client does not wait for it, on ${database.name}`, { skip: database.skip }, () => {
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

    /** A rule of two calls, the second of which is answered when `answer` is called. */
    async function slow(name: string, extra: object = {}): Promise<{ readonly answer: () => void }> {
      const waiting: ServerResponse[] = [];
      upstream.json(`/${name}/one`, { n: 1 });
      upstream.on(`/${name}/two`, (_, response) => void waiting.push(response));
      const call = (component: string) => {
        const url = `${upstream.url}/${name}/${component}`;
        return [{ name: component, type: 'api', method: 'POST', url, outputName: component }];
      };
      const components = [call('one'), call('two')];
      const response = { status: 201, body: { one: '{one.n}', two: '{two.n}' } };
      await gateway.rule(name, 'POST', { durable: true, components, response, ...extra });
      return {
        answer: () =>
          waiting.splice(0).forEach((one) => one.setHeader('content-type', 'application/json').end('{"n":2}')),
      };
    }
    const trxOf = ({ headers }: Reply): string => String(headers.get('trx'));
    const runs = async (path: string): Promise<Reply> => {
      const answer = await fetch(`${gateway.url}/runs/${path}`);
      const text = await answer.text();
      return {
        status: answer.status,
        headers: answer.headers,
        body: JSON.parse(text) as Record<string, unknown>,
        text,
      };
    };
    const isPromise = (answer: Reply, applied: string): void => {
      const trx = trxOf(answer);
      assert.deepEqual([answer.status, answer.body], [202, { code: '000202', msg: 'running', status: 'running', trx }]);
      assert.deepEqual(
        ['location', 'preference-applied', 'retry-after'].map((name) => answer.headers.get(name)),
        [`/runs/${trx}`, applied, null],
      );
    };

    it('is answered 202, and what it comes to is read at its result', async () => {
      const { answer } = await slow('later');
      const promised = await gateway.call('POST', 'later', {}, { prefer: 'respond-async, wait=1' });
      isPromise(promised, 'wait=1');
      const trx = trxOf(promised);
      const state = (await runs(trx)).body as { status: string; ended_at: string | null };
      assert.deepEqual([state.status, state.ended_at], ['running', null]);
      const early = await runs(`${trx}/result`);
      assert.deepEqual([early.status, early.headers.get('retry-after')], [202, '1']);
      answer();
      await until(async () => (await runs(`${trx}/result`)).status === 201);
      assert.deepEqual((await runs(`${trx}/result`)).body, { one: 1, two: 2 });
      assert.equal(upstream.callsOf('/later/one').length, 1);
    });

    it('is answered as always where it ends in time, or is not durable', async () => {
      upstream.json('/quick', { n: 1 });
      const call = { name: 'quick', type: 'api', url: `${upstream.url}/quick`, outputName: 'quick' };
      for (const durable of [true, false]) {
        const rule = { durable, components: [[call]], response: { body: '{quick}' } };
        await gateway.rule('quick', 'GET', rule);
        const answer = await gateway.call('GET', 'quick', undefined, { prefer: durable ? 'wait=30' : 'wait=0' });
        assert.deepEqual([answer.status, answer.body], [200, { n: 1 }]);
        assert.equal(answer.headers.get('preference-applied'), null);
      }
    });

    it('is answered that it is suspended where that comes in time', async () => {
      upstream.json('/failing', {}, 500);
      const components = [[{ name: 'failing', type: 'api', url: `${upstream.url}/failing` }]];
      await gateway.rule('failing', 'GET', { durable: true, components });
      const answer = await gateway.call('GET', 'failing', undefined, { prefer: 'wait=30' });
      assert.equal(answer.status, 202);
      assert.equal((answer.body as { status: string }).status, 'suspended');
    });

    it('gives repeated requests the same 202, while it runs and when it has ended', async () => {
      const { answer } = await slow('keyed');
      const headers = { ...WAIT, 'idempotency-key': 'k-1' };
      const promised = await gateway.call('POST', 'keyed', {}, headers);
      isPromise(promised, 'wait=0');
      // Whoever finds that this process has died, and dies itself: the run goes on.
      const kept = await gateway.api<{ recover_at: string | null }>('GET', `suspend?trx=${trxOf(promised)}`);
      assert.notEqual(kept.body.data.recover_at, null);
      const isSame = async (again: Record<string, string>) => {
        const repeated = await gateway.call('POST', 'keyed', {}, again);
        isPromise(repeated, 'wait=0');
        assert.deepEqual([trxOf(repeated), repeated.headers.get('idempotent-replayed')], [trxOf(promised), 'true']);
      };
      await isSame(headers);
      await isSame({ 'idempotency-key': 'k-1' });
      answer();
      await until(async () => (await runs(`${trxOf(promised)}/result`)).status === 201);
      await isSame(headers);
      const other = await gateway.call('POST', 'keyed', { other: true }, headers);
      assert.equal(other.status, 422);
      assert.equal(upstream.callsOf('/keyed/one').length, 1);
    });

    it('goes on by itself after its process was killed, and repeats nothing that was stored', async () => {
      await slow('killed');
      const headers = { ...WAIT, 'idempotency-key': 'k-2' };
      const promised = await gateway.call('POST', 'killed', {}, headers);
      await upstream.called('/killed/two');
      await gateway.kill('SIGKILL');
      upstream.json('/killed/two', { n: 3 });
      gateway = await startGateway({ databaseUrl, dir });
      await until(async () => (await runs(`${trxOf(promised)}/result`)).status === 201);
      assert.deepEqual((await runs(`${trxOf(promised)}/result`)).body, { one: 1, two: 3 });
      assert.deepEqual(
        ['one', 'two'].map((one) => upstream.callsOf(`/killed/${one}`).length),
        [1, 2],
      );
      const again = await gateway.call('POST', 'killed', {}, headers);
      assert.deepEqual([again.body, again.headers.get('idempotent-replayed')], [promised.body, 'true']);
    });
  });
}
