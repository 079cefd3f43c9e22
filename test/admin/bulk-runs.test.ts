import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

interface List {
  readonly list: readonly { readonly trx: string; readonly status: string }[];
}

for (const database of testDatabases()) {
  describe(`many runs at once, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: TestServer;
    let upstream: Upstream;
    let release: (() => void)[] = [];
    before(async () => {
      const url = await database.create();
      gateway = await startServer(url === undefined ? {} : { DATABASE_URL: url });
      upstream = await startUpstream();
      upstream.on('/wait', (_call, answer) => void release.push(() => answer.end('{}')));
      upstream.json('/ok', {});
      const metadata = { batch: '{request.body.batch}' };
      const rest = { name: 'rest', type: 'wait', for: 'time', seconds: 600 };
      const call = (name: string, path: string) => ({ name, type: 'api', method: 'POST', url: upstream.url + path });
      await gateway.rule('POST', 'resting', { metadata, components: [[rest]] });
      await gateway.rule('POST', 'plain', { metadata, components: [[call('a', '/wait')]] });
      await gateway.rule('POST', 'layers', {
        ...{ metadata, durable: true },
        components: [[call('a', '/wait')], [call('b', '/ok')]],
      });
      await gateway.rule('POST', 'queued', {
        ...{ metadata, queue: { mode: 'always', attempts: 1 } },
        components: [[call('a', '/missing')]],
      });
    });
    after(async () => {
      await gateway.close();
      await upstream.close();
      await database.drop();
    });

    const begin = async (name: string, batch: string): Promise<string> =>
      String((await gateway.call('POST', name, { batch })).headers.get('trx'));
    const statuses = async (batch: string): Promise<Record<string, string>> => {
      const { body } = await gateway.api<List>('GET', `run/page?metadata.batch=${batch}`);
      return Object.fromEntries(body.data.list.map(({ trx, status }) => [trx, status]));
    };
    const all = async (what: string, body: unknown) => {
      const answer = await gateway.api<{ accepted: number }>('POST', `run/${what}`, body);
      assert.equal(answer.status, 200, answer.text);
      return answer.body.data;
    };
    const audited = async (trx: string) => {
      const { body } = await gateway.api<{ list: { action: string; operator: string }[] }>(
        'GET',
        `audit/page?target=${trx}`,
      );
      return body.data.list.map(({ action, operator }) => `${operator} ${action}`);
    };
    const letGo = (): void => {
      for (const go of release) go();
      release = [];
    };

    it('are cancelled: those that the filter finds and that can be, no more than the limit', async () => {
      const trxs = [await begin('resting', 'c1'), await begin('resting', 'c1'), await begin('resting', 'c1')];
      const other = await begin('resting', 'c2');
      assert.deepEqual(await all('cancel_all', { filter: { 'metadata.batch': 'c1' }, limit: 2 }), { accepted: 2 });
      const [first = '', second = '', third = ''] = trxs;
      // The newest come first.
      const expected = { [first]: 'waiting', [second]: 'cancelled', [third]: 'cancelled' };
      await until(async () =>
        JSON.stringify(Object.values(await statuses('c1')).sort()).includes('cancelled","cancelled'),
      );
      assert.deepEqual(await statuses('c1'), expected);
      assert.deepEqual(await audited(third), ['admin run.cancel']);
      assert.deepEqual(await all('cancel_all', { filter: { 'metadata.batch': 'c1' } }), { accepted: 1 });
      await until(async () => (await statuses('c1'))[first] === 'cancelled');
      assert.deepEqual(await all('cancel_all', { filter: { 'metadata.batch': 'c1' } }), { accepted: 0 });
      assert.deepEqual(await statuses('c2'), { [other]: 'waiting' });
    });

    it('are cancelled though they are not kept', async () => {
      const plain = gateway.call('POST', 'plain', { batch: 'p' });
      await until(async () => Object.values(await statuses('p')).includes('running'));
      assert.deepEqual(await all('cancel_all', { filter: { 'metadata.batch': 'p', active: true }, reason: 'late' }), {
        accepted: 1,
      });
      const { body } = await plain;
      assert.match(JSON.stringify(body), /110010.*cancelled: late/);
    });

    it('are resumed: those that are paused', async () => {
      const waiting = await begin('resting', 'r');
      const before = upstream.calls.length;
      const answers = [1, 2].map(() => gateway.call('POST', 'layers', { batch: 'r' }));
      await until(() => upstream.calls.length === before + 2);
      const running = Object.keys(await statuses('r')).filter((trx) => trx !== waiting);
      for (const trx of running) await gateway.api('POST', 'run/pause', { trx, reason: 'r' });
      letGo();
      await Promise.all(answers);
      assert.deepEqual(await all('resume_all', { filter: { 'metadata.batch': 'r' } }), { accepted: 2 });
      await until(async () => Object.values(await statuses('r')).filter((one) => one === 'success').length === 2);
      assert.equal((await statuses('r'))[waiting], 'waiting');
      assert.deepEqual(await audited(running[0] ?? ''), ['admin run.resume', 'admin run.pause']);
    });

    it('are tried anew: those of queues that have failed', async () => {
      const failed = await begin('queued', 'q');
      const resting = await begin('resting', 'q');
      await until(async () => (await statuses('q'))[failed] === 'failed');
      await gateway.api('POST', 'run/cancel', { trx: resting, reason: 'r' });
      upstream.json('/missing', {});
      assert.deepEqual(await all('retry_all', { filter: { 'metadata.batch': 'q' } }), { accepted: 1 });
      await until(async () => (await statuses('q'))[failed] === 'success');
      assert.equal((await statuses('q'))[resting], 'cancelled');
    });

    it('need a filter', async () => {
      for (const what of ['cancel_all', 'resume_all', 'retry_all'])
        for (const body of [{}, { filter: {} }, { filter: { 'metadata.': 'x' } }, { filter: { nothing: 'x' } }]) {
          const { status, body: answer } = await gateway.api('POST', `run/${what}`, body);
          assert.deepEqual([status, answer.code], [400, '000400'], JSON.stringify(body));
        }
    });
  });
}
