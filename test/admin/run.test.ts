import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

interface Entry {
  action: string;
  operator: string;
  after: unknown;
}

let server: TestServer;
let upstream: Upstream;
before(async () => {
  [server, upstream] = [await startServer(), await startUpstream()];
});
after(async () => {
  await server.close();
  await upstream.close();
});

describe('runs over REST', () => {
  for (const durable of [false, true]) {
    it(`a running run is stopped: its client gets 409 with 110010 (durable: ${durable})`, async () => {
      const go = Promise.withResolvers<undefined>();
      const path = `slow-${durable}`;
      upstream.on(`/${path}`, async (_call, response) => {
        await go.promise;
        response.end();
      });
      await server.rule('GET', path, {
        durable,
        components: [[{ name: 'a', type: 'api', url: `${upstream.url}/${path}` }]],
      });
      const running = server.call('GET', path);
      await upstream.called(`/${path}`);
      const trx = String(upstream.callsOf(`/${path}`)[0]?.headers.trx);
      const cancelled = await server.api('POST', 'run/cancel', { trx, reason: 'not needed any more' });
      assert.equal(cancelled.status, 200, cancelled.text);
      const { status, body } = await running;
      assert.deepEqual([status, body.code], [409, '110010']);
      assert.match(String(body.msg), /not needed any more/);
      const { list } = (await server.api<{ list: Entry[] }>('GET', `audit/page?target=${trx}`)).body.data;
      assert.deepEqual(
        list.map(({ action, operator, after: noted }) => [action, operator, noted]),
        [['run.cancel', 'admin', { reason: 'not needed any more' }]],
      );
      go.resolve(undefined);
    });
  }

  it('a suspended run is given up, and cannot be recovered then', async () => {
    upstream.json('/broken', {}, 500);
    await server.rule('GET', 'broken', {
      suspend: true,
      components: [[{ name: 'a', type: 'api', url: `${upstream.url}/broken` }]],
    });
    const trx = (await server.call('GET', 'broken')).headers.get('trx');
    assert.equal((await server.api('POST', 'run/cancel', { trx, reason: 'enough' })).status, 200);
    assert.equal((await server.api('POST', 'suspend/recover', { trx })).status, 409);
    const { body } = await server.api<{ status: string }>('GET', `suspend?trx=${trx ?? ''}`);
    assert.equal(body.data.status, 'cancelled');
    const again = await server.api('POST', 'run/cancel', { trx, reason: 'again' });
    assert.deepEqual(
      [again.status, again.body.msg],
      [409, `run ${trx ?? ''} is cancelled; only a run that has not ended, and is not being undone, can be cancelled`],
    );
    assert.equal((await server.api('POST', 'run/cancel', { trx: 'TRX0', reason: 'x' })).status, 404);
    assert.equal((await server.api('POST', 'run/cancel', { trx })).status, 400);
  });

  it('recorded runs have a log, are listed newest first by filters, and counted', async () => {
    upstream.json('/ok', { id: 1 });
    const component = { name: 'call', type: 'api', url: `${upstream.url}/ok`, outputName: 'call' };
    await server.rule('POST', 'recorded/:id', {
      record: true,
      request: { body: { fail: { type: 'bool' } } },
      components: [
        [component],
        [{ ...component, name: 'maybe', url: `${upstream.url}/missing`, condition: '{request.body.fail} == true' }],
      ],
    });
    const fine = await server.call('POST', 'recorded/1', { fail: false });
    const failed = await server.call('POST', 'recorded/1', { fail: true });
    assert.deepEqual([fine.status, failed.status], [200, 502]);
    const { runLogs } = server.app;
    await runLogs.flush();

    const log = await server.api('GET', `run_log?trx=${fine.headers.get('trx') ?? ''}`);
    assert.equal(log.status, 200);
    assert.deepEqual([log.body.data.status, log.body.data.path, log.body.data.step], ['success', '/ps/recorded/1', 2]);
    assert.equal((log.body.data.step_logs as unknown[]).length, 2);
    assert.equal((await server.api('GET', 'run_log?trx=TRX0')).status, 404);
    assert.equal((await server.api('GET', 'run_log')).status, 400);

    const page = async (query: string) =>
      (await server.api<{ total: number; list: Record<string, unknown>[] }>('GET', `run_log/page?${query}`)).body.data;
    const all = await page('path=recorded/1');
    assert.deepEqual(
      all.list.map(({ trx }) => trx),
      [failed, fine].map(({ headers }) => headers.get('trx')),
    );
    assert.ok(all.list.every((head) => !('step_logs' in head)));
    assert.equal((await page('path=/ps/recorded/1')).total, 2);
    const one = await page(`trx=${failed.headers.get('trx') ?? ''}`);
    assert.deepEqual([one.total, one.list[0]?.status], [1, 'failed']);
    assert.equal((await page('trx=TRX0')).total, 0);
    assert.equal((await page('path=recorded/1&status=failed&err_code=110006&method=POST')).total, 1);
    assert.equal((await page('path=recorded/1&min_run_time=60000')).total, 0);
    assert.equal((await server.api('GET', 'run_log/page?min_run_time=-1')).status, 400);

    const stats = await server.api<{ list: Record<string, unknown>[] }>('GET', 'stats?name=recorded/:id');
    assert.equal(stats.status, 200);
    const [rule] = stats.body.data.list;
    assert.deepEqual(
      [rule?.name, rule?.method, rule?.runs, rule?.by_status, rule?.error_rate],
      ['recorded/:id', 'POST', 2, { success: 1, failed: 1 }, 0.5],
    );
    assert.equal((rule?.answer as { count: number }).count, 2);
    assert.deepEqual(
      (rule?.components as { name: string; count: number }[]).map(({ name, count }) => [name, count]),
      [
        ['call', 2],
        ['maybe', 1],
      ],
    );
  });
});
