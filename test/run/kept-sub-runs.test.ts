import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ComponentLog, RunLog } from '../../src/engine/run-log.ts';
import { testDatabases } from '../fixture/databases.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

interface Kept {
  readonly status: string;
  readonly cause: string | null;
  readonly err_code: string | null;
  readonly err_msg: string | null;
  readonly err_component: string | null;
}

for (const database of testDatabases()) {
  describe(`a kept run of another rule, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: TestServer;
    let upstream: Upstream;
    let down = true;
    before(async () => {
      upstream = await startUpstream();
      const url = await database.create();
      gateway = await startServer(url === undefined ? {} : { DATABASE_URL: url });
      upstream.on('/stock', (_, response) => response.writeHead(down ? 500 : 200).end('{"left":7}'));
      await gateway.rule('POST', 'stock', {
        suspend: true,
        components: [[{ name: 'stock', type: 'api', url: `${upstream.url}/stock`, outputName: 'stock' }]],
        response: { body: '{stock}' },
      });
      await rule('plain', { components: [[stock()]] });
      await rule('kept', { suspend: true, components: [[stock({ ignoreError: true, until: '{$status} == 200' })]] });
    });
    after(async () => {
      await gateway.close();
      await upstream.close();
      await database.drop();
    });

    const stock = (extra: object = {}): object => ({
      ...{ name: 'of', type: 'rule', method: 'POST', url: 'stock', outputName: 'of' },
      ...extra,
    });
    const rule = (name: string, parts: object): Promise<void> =>
      gateway.rule('POST', name, { response: { body: { got: '{of}' } }, ...parts });
    const keptOf = async (trx: string): Promise<Kept> =>
      (await gateway.api<Kept>('GET', `suspend?trx=${trx}`)).body.data;
    const logOf = async (trx: string): Promise<RunLog> => {
      await gateway.app.runLogs.flush();
      return (await gateway.api<RunLog>('GET', `run_log?trx=${trx}`)).body.data;
    };
    const entries = (log: RunLog): readonly ComponentLog[] => log.step_logs.flatMap((layer) => layer.component_logs);
    const statusOf = async (trx: string): Promise<string | undefined> =>
      (await gateway.app.store.runs.find(trx))?.status;
    const hasSucceeded = (trx: string) => until(async () => (await logOf(trx)).status === 'success');
    const suspended = async (name: string): Promise<{ trx: string; child: string }> => {
      const answer = await gateway.call('POST', name);
      const trx = String(answer.headers.get('trx'));
      assert.equal(answer.status, 202, answer.text);
      const child = String(answer.body.msg);
      assert.deepEqual(answer.body, { code: '110006', msg: child, trx, status: 'suspended' });
      const kept = await keptOf(trx);
      assert.deepEqual([kept.status, kept.cause, kept.err_code, kept.err_msg], ['suspended', 'child', '110006', child]);
      assert.equal((await keptOf(child)).status, 'suspended');
      return { trx, child };
    };
    const recover = (trx: string) => gateway.api('POST', 'suspend/recover', { trx });

    for (const name of ['plain', 'kept']) {
      it(`suspends its caller, which goes on by itself once it has succeeded (${name})`, async () => {
        down = true;
        const { trx, child } = await suspended(name);
        assert.equal((await keptOf(trx)).err_component, 'of');
        down = false;
        assert.equal((await recover(child)).status, 200);
        await hasSucceeded(trx);
        const log = await logOf(trx);
        assert.deepEqual((log.response as { body: unknown }).body, { got: { left: 7 } });
        assert.deepEqual(
          entries(log).map(({ child: one }) => one),
          [
            { trx: child, status: 'suspended' },
            { trx: child, status: 'success' },
          ],
        );
        assert.equal((await gateway.app.store.runs.find(trx))?.recoverCount, 0);
        assert.deepEqual((await logOf(child)).parent, { trx, component: 'of' });
      });

      it(`is recovered first where its caller is (${name})`, async () => {
        down = true;
        const { trx, child } = await suspended(name);
        const again = await recover(trx);
        assert.equal(again.status, 202, again.text);
        assert.deepEqual([(again.body as { msg: string }).msg, await statusOf(child)], [child, 'suspended']);
        down = false;
        const answer = await recover(trx);
        assert.deepEqual([answer.status, answer.body], [200, { got: { left: 7 } }]);
        assert.deepEqual([await statusOf(trx), await statusOf(child)], ['success', 'success']);
      });
    }

    it('is another one where the former was given up', async () => {
      down = true;
      const { trx, child } = await suspended('kept');
      await gateway.api('POST', 'run/cancel', { trx: child, reason: 'no' });
      assert.equal(await statusOf(trx), 'suspended');
      down = false;
      assert.deepEqual((await recover(trx)).body, { got: { left: 7 } });
      assert.equal(await statusOf(child), 'cancelled');
    });

    it('is cancelled with its caller', async () => {
      down = true;
      const { trx, child } = await suspended('plain');
      assert.equal((await gateway.api('POST', 'run/cancel', { trx, reason: 'no' })).status, 200);
      assert.deepEqual([await statusOf(trx), await statusOf(child)], ['cancelled', 'cancelled']);
    });

    it('lets all callers go on, one after another, inside flows and loops too', async () => {
      await rule('middle', { components: [[stock()]] });
      await rule('outer', {
        components: [
          [
            {
              ...{ name: 'each', type: 'flow', foreach: [1, 2], outputName: 'of' },
              components: [[stock({ url: 'middle', outputName: 'one' })]],
            },
          ],
        ],
      });
      down = true;
      const answer = await gateway.call('POST', 'outer');
      const trx = String(answer.headers.get('trx'));
      assert.match((await keptOf(trx)).err_component ?? '', /^each\[[01]\]\/of$/);
      down = false;
      const all = (await gateway.api<{ list: { trx: string; path: string }[] }>('GET', 'suspend/page')).body.data;
      const leaves = all.list.filter(({ path }) => path === '/ps/stock');
      await Promise.all(leaves.map((leaf) => recover(leaf.trx)));
      await hasSucceeded(trx);
      const log = await logOf(trx);
      const one = { one: { got: { left: 7 } } };
      assert.deepEqual((log.response as { body: unknown }).body, { got: [one, one] });
    });

    it('is not run twice after it has succeeded, though its answer was refused', async () => {
      down = false;
      let count = 0;
      upstream.on('/count', (_, response) => response.end(String(++count)));
      await gateway.rule('POST', 'counted', {
        components: [[{ name: 'c', type: 'api', url: `${upstream.url}/count`, outputName: 'c' }]],
        response: { body: '{c}' },
      });
      await rule('picky', {
        suspend: true,
        components: [[stock({ url: 'counted', retryMaxCount: 2, responseCondition: '{$status} == 201' })]],
      });
      const answer = await gateway.call('POST', 'picky');
      assert.deepEqual([answer.status, answer.body.code, count], [202, '110006', 1]);
      const again = await recover(String(answer.headers.get('trx')));
      assert.deepEqual([again.status, count], [202, 1]);
    });

    it('keeps what others have answered that its caller has called, which has no `suspend`', async () => {
      down = true;
      let count = 0;
      const hasFailed = Promise.withResolvers<undefined>();
      upstream.on('/slow', async (_, response) => {
        await hasFailed.promise;
        response.end(String(++count));
      });
      await gateway.rule('POST', 'slow', {
        components: [[{ name: 'c', type: 'api', url: `${upstream.url}/slow`, outputName: 'c' }]],
        response: { body: '{c}' },
      });
      const slow = stock({ name: 'slow', url: 'slow', responseCondition: '{$status} == 201', outputName: undefined });
      const inside = { name: 'inside', type: 'flow', foreach: [1], components: [[{ ...slow, name: 'too' }]] };
      await rule('beside', { components: [[stock(), slow, inside]] });
      const stocks = async () => (await gateway.api<{ total: number }>('GET', 'suspend/page?path=stock')).body.data;
      const before = (await stocks()).total;
      const answer = gateway.call('POST', 'beside');
      await until(async () => (await stocks()).total > before);
      hasFailed.resolve(undefined);
      const { status, headers } = await answer;
      assert.deepEqual([status, count], [202, 2]);
      down = false;
      const again = await recover(String(headers.get('trx')));
      assert.deepEqual([again.status, (again.body as { code: string }).code, count], [202, '110006', 2]);
    });

    it('is cancelled where its caller breaks because of something else', async () => {
      down = true;
      const script = {
        name: 'no',
        script: 'async function handler(ctx, input) { await ctx.request(input); ctx.break("no") }',
      };
      const registered = await gateway.api('POST', 'script', script);
      assert.equal(registered.status, 201, registered.text);
      const hasFailed = Promise.withResolvers<undefined>();
      upstream.on('/later', async (_, response) => {
        await hasFailed.promise;
        response.end('{}');
      });
      const breaking = { name: 'no', type: 'script', url: 'no', input: { url: `${upstream.url}/later` } };
      await rule('breaks', { suspend: true, components: [[stock(), breaking]] });
      const page = async () => {
        const { body } = await gateway.api<{ list: { trx: string }[] }>(
          'GET',
          'suspend/page?path=stock&status=suspended',
        );
        return body.data.list.map(({ trx }) => trx);
      };
      const before = await page();
      const answer = gateway.call('POST', 'breaks');
      await until(async () => (await page()).length > before.length);
      const [child = ''] = (await page()).filter((trx) => !before.includes(trx));
      hasFailed.resolve(undefined);
      assert.equal((await answer).body.code, '110008');
      await until(async () => (await statusOf(child)) === 'cancelled');
    });

    it('leaves its caller suspended that was woken too early', async () => {
      down = true;
      const { trx, child } = await suspended('kept');
      down = false;
      const { epoch = 0 } = (await gateway.app.store.runs.find(trx)) ?? {};
      await gateway.app.store.runs.checkpoint(trx, epoch, { recoverAt: 0 });
      await until(async () => (await gateway.app.store.runs.find(trx))?.recoverAt === null);
      assert.equal(await statusOf(trx), 'suspended');
      await recover(child);
      await hasSucceeded(trx);
    });
  });
}
