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

interface Run {
  readonly trx: string;
  readonly log_id: string;
  readonly method: string;
  readonly path: string;
  readonly version: string;
  readonly status: string;
  readonly created_at: string;
  readonly step: number;
  readonly cur_step: number;
  readonly kept: boolean;
  readonly progress: { readonly percentage: number } | null;
}

interface RunPage {
  readonly list: readonly Run[];
  readonly total: number;
  readonly next: string | null;
}

const UNDER_WAY = 'status=running,recovering,compensating';

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
      const metadata = { order: '{request.body.order}' };
      await gateway.rule('noted', 'POST', { metadata, durable: true });
      const rest = { name: 'rest', type: 'wait', for: 'time', seconds: 600 };
      await gateway.rule('rests', 'POST', { metadata, components: [[rest]] });
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

    async function runs(query = UNDER_WAY, by = gateway): Promise<RunPage> {
      const { status, body, text } = await by.api<RunPage>('GET', `run/page?${query}`);
      assert.equal(status, 200, text);
      return body.data;
    }

    function letGo(): void {
      for (const go of release) go();
      release = [];
    }

    it('are listed newest first with the layer that runs, kept or not, until they end', async () => {
      assert.deepEqual((await runs()).list, []);
      const durable = await begun('durable');
      const plain = await begun('plain');
      const { list, total, next } = await runs();
      assert.deepEqual([total, next], [2, null]);
      const seen = list.map(({ method, path, status, step, cur_step, kept }) => ({
        ...{ method, path, status, step, cur_step, kept },
      }));
      const common = { method: 'POST', status: 'running', step: 2, cur_step: 2 };
      assert.deepEqual(seen, [
        { ...common, path: '/ps/plain', kept: false },
        { ...common, path: '/ps/durable', kept: true },
      ]);
      for (const { trx, log_id, version, created_at } of list) {
        assert.match(trx, /^TRX[0-9A-F]{32}$/);
        assert.match(log_id, /^[0-9a-f]{32}$/);
        assert.match(version, /^V[0-9A-F]{32}$/);
        assert.ok(Date.parse(created_at) > 0);
      }
      assert.deepEqual((await runs('active=true')).list.slice(0, 2), list);
      assert.deepEqual((await runs('active=true&path=plain')).list, list.slice(0, 1));
      assert.deepEqual((await runs('active=true&rule=POST%20durable')).list, list.slice(1));
      assert.equal(list[1]?.progress?.percentage, 50);
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
      const { list, total } = await runs(UNDER_WAY, other);
      assert.deepEqual(
        [total, list.map(({ path, cur_step, kept }) => ({ path, cur_step, kept }))],
        [1, [{ path: '/ps/durable', cur_step: 2, kept: true }]],
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
      assert.deepEqual(await paths('status=recovering'), [['/ps/breaks', 'recovering']]);
      assert.deepEqual(await paths('status=running'), [['/ps/plain', 'running']]);
      const [newest, oldest] = (await runs()).list;
      assert.deepEqual([newest?.path, oldest?.trx, oldest?.cur_step, oldest?.kept], ['/ps/plain', trx, 2, true]);
      letGo();
      await Promise.all([plain.ended, recovered]);
      assert.equal((await recovered).status, 200);
    });

    it('of every status are listed, and found by who began them, by metadata and by whether they have ended', async () => {
      const trxOf = async (name: string, headers: Record<string, string> = {}): Promise<string> =>
        String((await gateway.call('POST', name, { order: 'A-1' }, headers)).headers.get('trx'));
      const client = 'a client of the list';
      const ended = await trxOf('noted', { 'client-id': client });
      const waiting = await trxOf('rests', { 'client-id': client });
      await trxOf('noted');
      const found = async (query: string) => (await runs(query)).list.map(({ trx, status }) => [trx, status]);
      const of = `client_id=${encodeURIComponent(client)}`;
      const both = [
        [waiting, 'waiting'],
        [ended, 'success'],
      ];
      assert.deepEqual(await found(of), both);
      assert.deepEqual(await found(`${of}&active=true`), [both[0]]);
      assert.deepEqual(await found(`${of}&active=false`), [both[1]]);
      assert.deepEqual(await found(`${of}&status=success,waiting`), both);
      assert.deepEqual(await found(`${of}&status=success&active=true`), []);
      assert.deepEqual(await found(`${of}&metadata.order=A-1`), both);
      assert.deepEqual(await found(`${of}&metadata.order=A-2`), []);
      const first = await runs(`${of}&count=1`);
      assert.deepEqual([first.list.length, first.total], [1, 2]);
      const { next } = first;
      assert.ok(next !== null);
      assert.deepEqual(await found(`${of}&count=1&after=${next}`), [both[1]]);
      for (const entry of (await runs(of)).list) assert.ok(!('rule' in entry) && !('data' in entry));
    });

    it('one has what its client and what operators see of it', async () => {
      const trx = String((await gateway.call('POST', 'rests', { order: 'A-3' })).headers.get('trx'));
      const { body } = await gateway.api('GET', `run?trx=${trx}`);
      const suspend = await gateway.api('GET', `suspend?trx=${trx}`);
      const followed = (await (await fetch(`${gateway.url}/runs/${trx}`)).json()) as Record<string, unknown>;
      const all: Record<string, unknown> = { ...suspend.body.data, ...followed, kept: true };
      assert.deepEqual({ ...body.data }, all);
      assert.equal(body.data.status, 'waiting');
      assert.deepEqual(body.data.metadata, { order: 'A-3' });
      await gateway.api('POST', 'run/cancel', { trx, reason: 'r' });
      const ended = (await gateway.api('GET', `run?trx=${trx}`)).body.data;
      assert.deepEqual([ended.status, ended.rule, ended.data], ['cancelled', null, null]);
      assert.ok(typeof ended.ended_at === 'string');
    });

    it('one that is not kept is known while it is under way, here only', async () => {
      const plain = await begun('plain');
      const trx = String((await runs()).list[0]?.trx);
      const { body } = await gateway.api<Run>('GET', `run?trx=${trx}`);
      assert.deepEqual([body.data.status, body.data.kept, body.data.progress], ['running', false, null]);
      assert.equal((await other.api('GET', `run?trx=${trx}`)).status, 404);
      letGo();
      await plain.ended;
      await until(async () => (await gateway.api('GET', `run?trx=${trx}`)).status === 404);
    });

    it('no unknown status, and no more than 500, can be asked for', async () => {
      for (const query of ['status=lost', 'status=running,', 'count=501', 'count=0', 'active=perhaps', 'page=0']) {
        const { status, body } = await gateway.api('GET', `run/page?${query}`);
        assert.deepEqual([status, body.code], [400, '000400'], query);
      }
    });
  });
}
