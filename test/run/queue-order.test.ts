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

for (const database of testDatabases()) {
  describe(`whose turn it is, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: Gateway;
    let upstream: Upstream;
    let dir: string;
    const waiting: { readonly n: unknown; readonly response: ServerResponse }[] = [];
    before(async () => {
      dir = await temporaryDir();
      upstream = await startUpstream();
      upstream.on(
        '/hold',
        ({ body }, response) => void waiting.push({ n: (JSON.parse(body) as { n: unknown }).n, response }),
      );
      gateway = await startGateway({ databaseUrl: await database.create(), dir });
    });
    after(async () => {
      await gateway.stop();
      await upstream.close();
      await database.drop();
      await rm(dir, { recursive: true });
    });

    /** A rule of one call, which is answered by `answer`. */
    async function rule(name: string, queue: object, extra: object = {}): Promise<void> {
      const call = { name: 'hold', type: 'api', method: 'POST', url: `${upstream.url}/hold`, input: '{request.body}' };
      await gateway.rule(name, 'POST', { queue, components: [[{ ...call, outputName: 'held' }]], ...extra });
    }
    const answer = (): void => {
      for (const { response } of waiting.splice(0))
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    };
    const trxOf = ({ headers }: Reply): string => String(headers.get('trx'));
    const begin = async (name: string, body: object, headers: Record<string, string> = ASYNC): Promise<string> =>
      trxOf(await gateway.call('POST', name, body, headers));
    const state = async (trx: string) =>
      (await (await fetch(`${gateway.url}/runs/${trx}`)).json()) as { status: string; error: { code: string } | null };
    const becomes = (trx: string, status: string) => until(async () => (await state(trx)).status === status);

    it('is that of the higher priority, then of the one that came first', async () => {
      await gateway.api('PUT', 'queue', { name: 'one', concurrency: 1 });
      await rule('low', { name: 'one', priority: 5 });
      await rule('high', { name: 'one' });
      const first = await begin('low', { n: 'first' });
      await until(() => waiting.length === 1);
      const trxs = [first];
      for (const [name, n] of [
        ['low', 'l1'],
        ['low', 'l2'],
        ['high', 'h1'],
        ['high', 'h2'],
      ] as const)
        trxs.push(await begin(name, { n }));
      const order: unknown[] = [];
      while (order.length < 5) {
        await until(() => waiting.length === 1);
        order.push(waiting[0]?.n);
        answer();
      }
      assert.deepEqual(order, ['first', 'h1', 'h2', 'l1', 'l2']);
      for (const trx of trxs) await becomes(trx, 'success');
    });

    it('does not come before the delay, nor at all once the run has expired', async () => {
      await rule('delayed', { delay: '{request.body.delay}', expires: 1 });
      const soon = await begin('delayed', { delay: 0.2 });
      await until(() => waiting.length === 1);
      answer();
      await becomes(soon, 'success');
      const late = await begin('delayed', { delay: 3600 });
      await becomes(late, 'cancelled');
      assert.equal((await state(late)).error?.code, '110020');
      const result = await fetch(`${gateway.url}/runs/${late}/result`);
      assert.deepEqual([result.status, ((await result.json()) as { code: string }).code], [504, '110020']);
      const wrong = await gateway.call('POST', 'delayed', { delay: 'soon' }, ASYNC);
      assert.deepEqual([wrong.status, wrong.body.code], [500, '110004']);
    });

    it('is kept while the run is paused, and comes again when it is resumed', async () => {
      await rule('paused', { name: 'pausing' });
      await gateway.api('POST', 'queue/pause', { name: 'pausing' });
      const trx = await begin('paused', { n: 1 });
      const paused = await gateway.api('POST', 'run/pause', { trx, reason: 'a test' });
      assert.deepEqual([paused.status, (await state(trx)).status], [200, 'paused']);
      await gateway.api('POST', 'queue/resume', { name: 'pausing' });
      assert.equal((await gateway.api('POST', 'run/resume', { trx })).status, 200);
      await until(() => waiting.length === 1);
      answer();
      await becomes(trx, 'success');
      assert.equal((await gateway.api('POST', 'run/pause', { trx, reason: 'a test' })).status, 409);
    });

    it('is the same for a repeated request with the Idempotency-Key', async () => {
      await rule('again', {});
      const headers = { ...ASYNC, 'idempotency-key': 'once' };
      const first = await gateway.call('POST', 'again', { n: 1 }, headers);
      const again = await gateway.call('POST', 'again', { n: 1 }, headers);
      assert.deepEqual([again.status, again.text, trxOf(again)], [202, first.text, trxOf(first)]);
      assert.equal(again.headers.get('idempotent-replayed'), 'true');
      await until(() => waiting.length === 1);
      answer();
      await becomes(trxOf(first), 'success');
      assert.equal((await gateway.call('POST', 'again', { n: 1 }, headers)).text, first.text);
      assert.equal(upstream.callsOf('/hold').filter(({ body }) => body.includes('once')).length, 0);
    });

    it('is waited for by a request with a key, which is held until then', async () => {
      await rule('keyed', { key: '{request.body.key}' });
      const trx = await begin('keyed', { key: 'k', n: 1 });
      await until(() => waiting.length === 1);
      const held = gateway.call('POST', 'keyed', { key: 'k', n: 2 });
      const free = gateway.call('POST', 'keyed', { key: 'other', n: 3 });
      await until(() => waiting.length === 2);
      assert.deepEqual(
        waiting.map(({ n }) => n),
        [1, 3],
      );
      answer();
      await becomes(trx, 'success');
      assert.equal((await free).status, 200);
      await until(() => waiting.length === 1);
      assert.equal(waiting[0]?.n, 2);
      answer();
      assert.equal((await held).status, 200);
    });

    it('is given up by a client whose run is paused meanwhile', async () => {
      await rule('held', { key: '{request.body.key}' });
      const first = await begin('held', { key: 'h', n: 1 });
      await until(() => waiting.length === 1);
      const second = gateway.call('POST', 'held', { key: 'h', n: 2 });
      let trx: string | undefined;
      await until(async () => {
        const { body } = await gateway.api<{ list: { trx: string }[] }>('GET', 'run/page?status=queued');
        trx = body.data.list[0]?.trx;
        return trx !== undefined;
      });
      await gateway.api('POST', 'run/pause', { trx, reason: 'a test' });
      const { status, body } = await second;
      assert.deepEqual([status, body.status, body.trx], [202, 'paused', trx]);
      answer();
      await becomes(first, 'success');
    });

    it('is refused with what is wrong, before anything is stored', async () => {
      await rule('checked', {}, { request: { body: { n: { type: 'int', required: true } } } });
      const wrong = await gateway.call('POST', 'checked', {}, ASYNC);
      assert.deepEqual([wrong.status, wrong.body.code], [400, '000400']);
      assert.equal((await fetch(`${gateway.url}/runs/${trxOf(wrong)}`)).status, 404);
    });
  });
}
