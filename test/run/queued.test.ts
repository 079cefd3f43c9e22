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

const ASYNC = { prefer: 'respond-async' };
const AT_ONCE = { type: 'fixed', delay: 0 };

interface State {
  readonly status: string;
  readonly queue: string | null;
  readonly attempt: number;
  readonly started_at: string | null;
  readonly error: { readonly code: string } | null;
}

for (const database of testDatabases()) {
  describe(`a queued run, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: Gateway;
    let upstream: Upstream;
    let dir: string;
    before(async () => {
      dir = await temporaryDir();
      upstream = await startUpstream();
      gateway = await startGateway({ databaseUrl: await database.create(), dir });
    });
    after(async () => {
      await gateway.stop();
      await upstream.close();
      await database.drop();
      await rm(dir, { recursive: true });
    });

    /** A rule of one call for each of these names, whose upstreams answer 1, with what is kept of the calls. */
    async function rule(name: string, queue: object, calls: readonly string[], extra: object = {}): Promise<void> {
      for (const call of calls) upstream.json(`/${name}/${call}`, { n: call });
      const components = calls.map((call) => [
        { name: call, type: 'api', method: 'POST', url: `${upstream.url}/${name}/${call}`, outputName: call },
      ]);
      const body = Object.fromEntries(calls.map((call) => [call, `{${call}.n}`]));
      await gateway.rule(name, 'POST', { queue, components, response: { body }, ...extra });
    }
    const called = (name: string) => upstream.calls.filter(({ path }) => path.startsWith(`/${name}/`)).length;
    const trxOf = ({ headers }: Reply): string => String(headers.get('trx'));
    const state = async (trx: string): Promise<State> =>
      (await (await fetch(`${gateway.url}/runs/${trx}`)).json()) as State;
    const becomes = (trx: string, status: string) => until(async () => (await state(trx)).status === status);
    const fails = (path: string, status = 500) =>
      upstream.on(path, (_, response) => void response.writeHead(status).end());

    it('is answered 202 at once, runs, and its answer is read at its result', async () => {
      await rule('later', {}, ['one', 'two']);
      const answer = await gateway.call('POST', 'later', {}, ASYNC);
      const trx = trxOf(answer);
      assert.deepEqual([answer.status, answer.body], [202, { code: '000202', msg: 'queued', status: 'queued', trx }]);
      assert.deepEqual(
        ['location', 'preference-applied'].map((name) => answer.headers.get(name)),
        [`/runs/${trx}`, 'respond-async'],
      );
      await becomes(trx, 'success');
      const result = await fetch(`${gateway.url}/runs/${trx}/result`);
      assert.deepEqual([result.status, await result.json()], [200, { one: 'one', two: 'two' }]);
      const { queue, attempt, error } = await state(trx);
      assert.deepEqual([queue, attempt, error], ['workflow', 1, null]);
      const waited = await gateway.call('POST', 'later', {});
      assert.deepEqual([waited.status, waited.body], [200, { one: 'one', two: 'two' }]);
      assert.deepEqual((await state(trxOf(waited))).queue, 'workflow');
    });

    it('is tried again where an attempt fails, without what had succeeded', async () => {
      await rule('again', { attempts: 3, backoff: AT_ONCE }, ['one', 'two']);
      let times = 0;
      upstream.on('/again/two', (_, response) => {
        times++;
        response.writeHead(times < 3 ? 500 : 200, { 'content-type': 'application/json' }).end('{"n":"at last"}');
      });
      const trx = trxOf(await gateway.call('POST', 'again', {}, ASYNC));
      await becomes(trx, 'success');
      const { attempt, error } = await state(trx);
      assert.deepEqual([attempt, error, called('again')], [3, null, 4]);
    });

    it('fails after its last attempt, or is suspended where its rule says so', async () => {
      for (const [name, extra, status] of [
        ['fails', {}, 'failed'],
        ['suspends', { suspend: true }, 'suspended'],
      ] as const) {
        await rule(name, { attempts: 2, backoff: AT_ONCE }, ['one'], extra);
        fails(`/${name}/one`);
        const trx = trxOf(await gateway.call('POST', name, {}, ASYNC));
        await becomes(trx, status);
        const { attempt, error } = await state(trx);
        assert.deepEqual([attempt, error?.code, called(name)], [2, '110006', 2]);
      }
    });

    it('is tried anew by an operator, from where it stood', async () => {
      await rule('anew', { attempts: 1 }, ['one', 'two']);
      fails('/anew/two');
      const trx = trxOf(await gateway.call('POST', 'anew', {}, ASYNC));
      await becomes(trx, 'failed');
      assert.equal((await fetch(`${gateway.url}/runs/${trx}/result`)).status, 502);
      upstream.json('/anew/two', { n: 2 });
      assert.equal((await gateway.api('POST', 'run/retry', { trx })).status, 200);
      await becomes(trx, 'success');
      const { attempt } = await state(trx);
      const result = await (await fetch(`${gateway.url}/runs/${trx}/result`)).json();
      assert.deepEqual([attempt, called('anew'), result], [2, 3, { one: 'one', two: 2 }]);
      assert.equal((await gateway.api('POST', 'run/retry', { trx })).status, 409);
    });

    it('is held for as long as its client says, where all requests are queued', async () => {
      await rule('held', { mode: 'always' }, ['one']);
      const answer = await gateway.call('POST', 'held', {}, { prefer: 'wait=60' });
      assert.deepEqual([answer.status, answer.body], [200, { one: 'one' }]);
      const waiting: ServerResponse[] = [];
      upstream.on('/held/one', (_, response) => void waiting.push(response));
      const late = await gateway.call('POST', 'held', {}, { prefer: 'wait=1' });
      assert.deepEqual(
        [late.status, late.body.status, late.headers.get('preference-applied')],
        [202, 'running', 'wait=1'],
      );
      waiting.splice(0).forEach((one) => one.writeHead(200, { 'content-type': 'application/json' }).end('{"n":5}'));
      await becomes(trxOf(late), 'success');
    });

    it('waits for others with its key, in the order in which they came', async () => {
      await rule('keyed', { key: '{request.body.key}' }, ['one']);
      const waiting: { readonly n: unknown; readonly response: ServerResponse }[] = [];
      upstream.on('/keyed/one', ({ body }, response) => void waiting.push({ n: body, response }));
      const trxs: string[] = [];
      for (const key of ['a', 'a', 'b', 'a']) trxs.push(trxOf(await gateway.call('POST', 'keyed', { key }, ASYNC)));
      await until(() => waiting.length === 2);
      const statuses = () => Promise.all(trxs.map(async (trx) => (await state(trx)).status));
      assert.deepEqual(await statuses(), ['running', 'queued', 'running', 'queued']);
      const answer = () =>
        waiting
          .splice(0)
          .forEach(({ response }) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"n":1}'));
      answer();
      await until(() => waiting.length === 1);
      assert.deepEqual(await statuses(), ['success', 'running', 'success', 'queued']);
      answer();
      await until(() => waiting.length === 1);
      answer();
      await becomes(trxs[3] ?? '', 'success');
    });
  });
}
