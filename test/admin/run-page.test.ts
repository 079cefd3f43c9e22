import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

interface UnderWay {
  readonly trx: string;
  readonly log_id: string;
  readonly method: string;
  readonly path: string;
  readonly version: string;
  readonly status: string;
  readonly started_at: string;
  readonly step: number;
  readonly kept: boolean;
}

interface RunPage {
  readonly list: readonly UnderWay[];
  readonly total: number;
  readonly more: boolean;
}

for (const database of testDatabases()) {
  describe(`runs under way, on ${database.name}`, { skip: database.skip }, () => {
    let dir: string;
    let gateway: Gateway;
    let other: Gateway;
    let upstream: Upstream;
    let release: (() => void)[] = [];

    before(async () => {
      dir = await mkdtemp(join(tmpdir(), 'stepgate-under-way-'));
      const databaseUrl = await database.create();
      upstream = await startUpstream();
      upstream.json('/ok', {});
      upstream.on('/wait', (_call, answer) => void release.push(() => answer.end('{}')));
      const first = await startGateway({ dir, databaseUrl });
      const second = await startGateway({ dir, databaseUrl });
      [gateway, other] = [first, second];
      const call = (name: string, path: string) => [{ name, type: 'api', method: 'POST', url: upstream.url + path }];
      const components = [call('a', '/ok'), call('b', '/wait')];
      await gateway.rule('plain', 'POST', { components });
      await gateway.rule('durable', 'POST', { durable: true, components });
      await gateway.rule('breaks', 'POST', { suspend: true, components: [call('a', '/ok'), call('b', '/missing')] });
      await until(async () => (await other.call('POST', 'breaks')).status === 202);
    });
    after(async () => {
      await gateway.stop();
      await other.stop();
      await upstream.close();
      await database.drop();
      await rm(dir, { recursive: true, force: true });
    });

    let waiting = 0;

    /** Resolves when the run waits in its second layer. */
    async function begun(name: string): Promise<{ readonly ended: Promise<{ readonly headers: Headers }> }> {
      const ended = gateway.call('POST', name, {});
      await upstream.called('/wait', ++waiting);
      return { ended };
    }

    async function runs(query = '', by = gateway): Promise<RunPage> {
      const { status, body, text } = await by.api<RunPage>('GET', `run/page${query}`);
      assert.equal(status, 200, text);
      return body.data;
    }

    function letGo(): void {
      for (const go of release) go();
      release = [];
    }

    it('are listed newest first with the layer that runs, kept or not, until they end', async () => {
      assert.deepEqual(await runs(), { list: [], total: 0, more: false });
      const durable = await begun('durable');
      const plain = await begun('plain');
      const { list, total, more } = await runs();
      assert.deepEqual([total, more], [2, false]);
      const seen = list.map(({ method, path, status, step, kept }) => ({ method, path, status, step, kept }));
      const common = { method: 'POST', status: 'running', step: 2 };
      assert.deepEqual(seen, [
        { ...common, path: '/ps/plain', kept: false },
        { ...common, path: '/ps/durable', kept: true },
      ]);
      for (const { trx, log_id, version, started_at } of list) {
        assert.match(trx, /^TRX[0-9A-F]{32}$/);
        assert.match(log_id, /^[0-9a-f]{32}$/);
        assert.match(version, /^V[0-9A-F]{32}$/);
        assert.ok(Date.parse(started_at) > 0);
      }
      assert.deepEqual(await runs('?count=1'), { list: list.slice(0, 1), total: 2, more: true });
      letGo();
      const trxs = (await Promise.all([plain.ended, durable.ended])).map(({ headers }) => headers.get('trx'));
      assert.deepEqual(
        list.map(({ trx }) => trx),
        trxs,
      );
      await until(async () => (await runs()).total === 0);
    });

    it('of another instance those that are kept are seen, the others not', async () => {
      const ends = [await begun('plain'), await begun('durable')];
      const { list, total } = await runs('', other);
      assert.deepEqual(
        [total, list.map(({ path, step, kept }) => ({ path, step, kept }))],
        [1, [{ path: '/ps/durable', step: 2, kept: true }]],
      );
      letGo();
      await Promise.all(ends.map(({ ended }) => ended));
      await until(async () => (await runs()).total === 0);
    });

    it('recoveries are those of the status recovering', async () => {
      const trx = (await gateway.call('POST', 'breaks')).headers.get('trx');
      upstream.on('/missing', (_call, answer) => void release.push(() => answer.end('{}')));
      const recovered = gateway.api('POST', 'suspend/recover', { trx });
      const plain = await begun('plain');
      await until(() => release.length === 2);
      const paths = async (query: string) => (await runs(query)).list.map(({ path, status }) => [path, status]);
      assert.deepEqual(await paths('?status=recovering'), [['/ps/breaks', 'recovering']]);
      assert.deepEqual(await paths('?status=running'), [['/ps/plain', 'running']]);
      const [newest, oldest] = (await runs()).list;
      assert.deepEqual([newest?.path, oldest?.trx, oldest?.step, oldest?.kept], ['/ps/plain', trx, 2, true]);
      letGo();
      await Promise.all([plain.ended, recovered]);
      assert.equal((await recovered).status, 200);
    });

    it('no other status, and no more than 500, can be asked for', async () => {
      for (const query of ['?status=success', '?count=501', '?count=0', '?page=2']) {
        const { status, body } = await gateway.api('GET', `run/page${query}`);
        assert.deepEqual([status, body.code], [400, '000400'], query);
      }
    });
  });
}
