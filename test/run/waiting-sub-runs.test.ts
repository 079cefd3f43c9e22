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
  describe(`a run of another rule that waits, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: TestServer;
    let upstream: Upstream;
    let down = true;
    before(async () => {
      upstream = await startUpstream();
      const url = await database.create();
      gateway = await startServer(url === undefined ? {} : { DATABASE_URL: url });
      upstream.on('/stock', (_, response) => response.writeHead(down ? 500 : 200).end('{"left":7}'));
      const approve = { name: 'ok', type: 'wait', for: 'approval', title: 't', outputName: 'ok' };
      await rule('asks', { components: [[approve]], response: { body: { left: '{ok.form.left}' } } });
      // What it is approved with fails in the layer after that, until it is recovered.
      await rule('then', { components: [[approve], [stock({ url: 'fails' })]] });
      await gateway.rule('POST', 'fails', {
        components: [[{ name: 'f', type: 'api', url: `${upstream.url}/stock`, outputName: 'f' }]],
        response: { body: '{f}' },
      });
      const asks = (extra: object = {}): object => stock({ url: 'asks', timeout: 5, ...extra });
      await rule('rests', { components: [[asks({ ignoreError: true, until: '{$status} == 200' })]] });
      await rule('lasts', { durable: true, components: [[asks()]] });
      await rule('around', { components: [[stock({ url: 'rests' })]], response: { body: '{of.got}' } });
    });
    after(async () => {
      await gateway.close();
      await upstream.close();
      await database.drop();
    });

    const stock = (extra: object = {}): object => ({
      ...{ name: 'of', type: 'rule', method: 'POST', outputName: 'of' },
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
    const recover = (trx: string) => gateway.api('POST', 'suspend/recover', { trx });

    const childOf = async (trx: string): Promise<string> =>
      String(entries(await logOf(trx)).findLast(({ child }) => child)?.child?.trx);
    const waits = async (name: string): Promise<{ trx: string; child: string }> => {
      const answer = await gateway.call('POST', name);
      const trx = String(answer.headers.get('trx'));
      assert.deepEqual([answer.status, answer.body], [202, { code: '000202', msg: 'waiting', status: 'waiting', trx }]);
      assert.equal(answer.headers.get('location'), `/runs/${trx}`);
      assert.equal(await statusOf(trx), 'waiting');
      const child = await childOf(trx);
      assert.equal(await statusOf(child), 'waiting');
      return { trx, child };
    };
    const complete = async (trx: string, approved = true): Promise<void> => {
      const form = { left: 7 };
      const done = await gateway.api('POST', 'wait/complete', { trx, component: 'ok', approved, form });
      assert.equal(done.status, 200, done.text);
    };
    const becomes = (trx: string, status: string) => until(async () => (await statusOf(trx)) === status);
    const resultOf = async (trx: string): Promise<unknown> => (await fetch(`${gateway.url}/runs/${trx}/result`)).json();

    for (const name of ['rests', 'lasts']) {
      it(`lets its caller rest, which goes on once it has ended (${name})`, async () => {
        const { trx, child } = await waits(name);
        await complete(child);
        await becomes(trx, 'success');
        assert.deepEqual(await resultOf(trx), { got: { left: 7 } });
        // The log is handed over after the row is written.
        await until(async () => (await logOf(trx)).status === 'success');
        assert.deepEqual(
          entries(await logOf(trx)).map(({ child: one }) => one),
          [{ trx: child, status: 'success' }],
        );
      });
    }

    it('lets callers of its caller rest too', async () => {
      const { trx, child: middle } = await waits('around');
      const leaf = await childOf(middle);
      assert.equal(await statusOf(leaf), 'waiting');
      await complete(leaf);
      await becomes(trx, 'success');
      assert.deepEqual(await resultOf(trx), { left: 7 });
      assert.equal(await statusOf(middle), 'success');
    });

    it('lets its caller rest inside flows and loops, until the last one has ended', async () => {
      await rule('each', {
        components: [
          [
            {
              ...{ name: 'each', type: 'flow', foreach: [1, 2], outputName: 'of' },
              components: [[stock({ url: 'asks', outputName: 'one' })]],
            },
          ],
        ],
      });
      const answer = await gateway.call('POST', 'each');
      const trx = String(answer.headers.get('trx'));
      const [first = '', second = ''] = await gateway.app.store.children.open(trx);
      await complete(first);
      await becomes(first, 'success');
      await complete(second);
      await becomes(trx, 'success');
      const one = { one: { left: 7 } };
      assert.deepEqual(await resultOf(trx), { got: [one, one] });
    });

    it('is cancelled with its caller', async () => {
      const { trx, child } = await waits('around');
      const leaf = await childOf(child);
      assert.equal((await gateway.api('POST', 'run/cancel', { trx, reason: 'no' })).status, 200);
      const all = await Promise.all([trx, child, leaf].map(statusOf));
      assert.deepEqual(all, ['cancelled', 'cancelled', 'cancelled']);
    });

    /** A caller that is under way because of another component while this one waits. */
    const besides = async (extra: object) => {
      const answering = Promise.withResolvers<(status: number) => void>();
      upstream.on('/slow', (_, response) => {
        answering.resolve((status) => response.writeHead(status).end('{}'));
      });
      const slow = { name: 'slow', type: 'api', url: `${upstream.url}/slow` };
      await rule('besides', { components: [[stock({ url: 'asks' }), slow]], ...extra });
      const calling = gateway.call('POST', 'besides');
      const answer = await answering.promise;
      let child: string | undefined;
      await until(async () => {
        const page = await gateway.api<{ list: { trx: string }[] }>('GET', 'wait/page?name=asks&status=waiting');
        child = page.body.data.list[0]?.trx;
        return child !== undefined && (await statusOf(child)) === 'waiting';
      });
      return { calling, answer, child: String(child) };
    };

    it('is cancelled where its caller fails because of something else', async () => {
      const { calling, answer, child } = await besides({});
      answer(500);
      assert.equal((await calling).body.code, '110006');
      await becomes(child, 'cancelled');
    });

    for (const durable of [false, true])
      it(`may end before its caller rests (${durable ? 'kept' : 'not kept before'})`, async () => {
        const { calling, answer, child } = await besides({ durable });
        await complete(child);
        await becomes(child, 'success');
        answer(200);
        const { status, body } = await calling;
        assert.equal(status, 202);
        await becomes(String(body.trx), 'success');
        assert.deepEqual(await resultOf(String(body.trx)), { got: { left: 7 } });
      });

    for (const how of ['broken', 'cancelled'])
      it(`leaves its caller suspended where it has ${how === 'broken' ? 'broken' : 'been cancelled'}`, async () => {
        const { trx, child } = await waits('rests');
        if (how === 'broken') await complete(child, false);
        else await gateway.api('POST', 'run/cancel', { trx: child, reason: 'no' });
        await becomes(trx, 'suspended');
        const code = how === 'broken' ? '110008' : '110010';
        const kept = await keptOf(trx);
        assert.deepEqual([kept.cause, kept.err_code, kept.err_msg, await statusOf(child)], ['child', code, child, how]);
        assert.equal((await recover(trx)).status, 202);
        const [another = ''] = await gateway.app.store.children.open(trx);
        await complete(another);
        await becomes(trx, 'success');
        assert.deepEqual(await resultOf(trx), { got: { left: 7 } });
      });

    it('is cancelled where its caller ends without it in a later session', async () => {
      down = true;
      const isResting = Promise.withResolvers<undefined>();
      upstream.on('/late', async (_, response) => {
        await isResting.promise;
        response.writeHead(500).end();
      });
      const late = { name: 'late', type: 'api', url: `${upstream.url}/late` };
      const layer = [stock({ url: 'asks', timeout: 60 }), late];
      const passedOver = { name: 'over', type: 'flow', ignoreError: true, components: [layer] };
      await rule('passes', {
        suspend: true,
        components: [[passedOver, { name: 'api', type: 'api', url: `${upstream.url}/stock` }]],
        response: { body: 'done' },
      });
      const asked = async () => {
        const { body } = await gateway.api<{ list: { trx: string }[] }>('GET', 'wait/page?name=asks&status=waiting');
        return body.data.list.map(({ trx }) => trx);
      };
      const before = await asked();
      const answer = gateway.call('POST', 'passes');
      await until(async () => (await asked()).length > before.length);
      const [child = ''] = (await asked()).filter((trx) => !before.includes(trx));
      isResting.resolve(undefined);
      const trx = String((await answer).headers.get('trx'));
      assert.deepEqual([await statusOf(trx), await statusOf(child)], ['suspended', 'waiting']);
      down = false;
      assert.equal((await recover(trx)).status, 200);
      await becomes(child, 'cancelled');
    });

    it('suspends its caller where it is suspended after that', async () => {
      await rule('later', { components: [[stock({ url: 'then' })]] });
      down = true;
      const { trx, child } = await waits('later');
      await complete(child);
      await becomes(trx, 'suspended');
      const kept = await keptOf(trx);
      assert.deepEqual([kept.cause, kept.err_msg, await statusOf(child)], ['child', child, 'suspended']);
      down = false;
      await recover(child);
      await becomes(trx, 'success');
      assert.deepEqual(await resultOf(trx), { got: { got: { left: 7 } } });
    });

    it('leaves its caller resting that was woken too early', async () => {
      const { trx, child } = await waits('rests');
      await gateway.app.store.runs.checkpoint(trx, 1, { recoverAt: 0 });
      await until(async () => (await gateway.app.store.runs.find(trx))?.epoch === 2);
      await becomes(trx, 'waiting');
      await complete(child);
      await becomes(trx, 'success');
    });
  });
}
