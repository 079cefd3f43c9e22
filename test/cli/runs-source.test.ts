import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newestRuns } from '../../src/cli/run-row.ts';
import type { RunsSource } from '../../src/cli/source/runs-source.ts';
import { withRunningSource } from '../../src/cli/source/with-source.ts';
import { loadConfig } from '../../src/config.ts';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

const UNKNOWN = `TRX${'0'.repeat(32)}`;

/** A rule whose second layer breaks while the upstream refuses; what it sends has a secret. */
const order = (url: string): object => ({
  suspend: true,
  components: [
    [{ name: 'held', type: 'api', url: `${url}/hold`, outputName: 'held' }],
    [
      {
        ...{ name: 'paid', type: 'api', method: 'POST', url: `${url}/pay`, outputName: 'paid' },
        input: { key: '{secret.PAY_KEY}', sum: '{request.body.sum}' },
      },
    ],
  ],
  response: { body: { held: '{held.id}', paid: '{paid.id}' } },
});

describe('where commands find runs and secrets', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  let dir: string;
  let token: string;
  before(async () => {
    upstream = await startUpstream();
    upstream.json('/hold', { id: 'h' });
    dir = await temporaryDir();
    gateway = await startGateway({ dir });
    await gateway.api('POST', 'secret', { name: 'PAY_KEY', content: 'a-key-of-the-shop' });
    await gateway.rule('order', 'POST', order(upstream.url));
    const made = await gateway.api<{ token: string }>('POST', 'token', { name: 'cli', role: 'admin' });
    token = made.body.data.token;
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  /** A run that was suspended. */
  async function suspended(): Promise<string> {
    upstream.json('/pay', { msg: 'not now' }, 500);
    const answer = await gateway.call('POST', 'order', { sum: 5 });
    assert.equal(answer.status, 202);
    return answer.headers.get('trx') ?? '';
  }

  for (const kind of ['a running gateway', 'the database beside it'] as const) {
    describe(kind, () => {
      const with_ = <T>(work: (source: RunsSource) => Promise<T>): Promise<T> => {
        const folders = { STEPGATE_RULES_DIR: '', STEPGATE_SCRIPTS_DIR: '', STEPGATE_SANDBOX_PROCESSES: '1' };
        const config = loadConfig({ ...folders, STEPGATE_TOKEN: token }, dir);
        return withRunningSource(config, kind === 'a running gateway' ? { url: gateway.url } : {}, work);
      };

      it('shows a suspended run: in lists once, its log, what is kept, and what a recovery would send', async () => {
        const trx = await suspended();
        // The gateway has written its log when it was read there.
        await gateway.api('GET', `run_log?trx=${trx}`);
        await with_(async (source) => {
          const rows = await newestRuns(source, { path: 'order', start: '2020-01-01T00:00:00.000Z' }, 10);
          const shown = rows.filter((row) => row.trx === trx);
          assert.deepEqual(
            shown.map((row) => [row.status, row.http_status, row.err_code, row.err_component, row.method, row.path]),
            [['suspended', 202, '110006', 'paid', 'POST', '/ps/order']],
          );
          assert.deepEqual(await newestRuns(source, { path: 'order', err_code: '110007' }, 10), []);
          assert.equal((await source.log(trx))?.step_logs.length, 2);
          const { cur_step, err_names, data } = (await source.suspension(trx)) ?? {};
          assert.deepEqual([cur_step, err_names, Object.keys(data ?? {})], [2, ['paid'], ['request', 'held']]);
          const { components } = await source.preview(trx, { data: { request: { body: { sum: 7 } } } });
          const [paid] = components;
          assert.deepEqual([components.length, paid?.input], [1, { key: '***PAY_KEY***', sum: 7 }]);
        });
      });

      it('recovers: fails again with the reason, then succeeds, and is over', async () => {
        const trx = await suspended();
        await with_(async (source) => {
          const again = await source.recover(trx, {});
          assert.deepEqual([again.answer.status, again.outcome.status], [202, 'suspended']);
          assert.deepEqual([again.outcome.error?.code, again.outcome.error?.component], ['110006', 'paid']);
          upstream.json('/pay', { id: 'p' });
          const { answer, outcome } = await source.recover(trx, {});
          assert.deepEqual([answer.status, answer.headers.trx], [200, trx]);
          assert.deepEqual(JSON.parse(answer.body), { held: 'h', paid: 'p' });
          assert.deepEqual(outcome, { status: 'success', error: null });
          assert.equal((await source.log(trx))?.recoveries.length, 2);
          await assert.rejects(source.recover(trx, {}), { code: '000409' });
        });
      });

      it('lets one win where the gateway recovers the same run at the same time', async () => {
        const trx = await suspended();
        upstream.json('/pay', { id: 'p' });
        const before = upstream.callsOf('/pay').length;
        await with_(async (source) => {
          const other = gateway.api('POST', 'suspend/recover', { trx });
          const own = await source.recover(trx, {}).then(
            () => 200,
            (error: unknown) => (error as { status: number }).status,
          );
          assert.deepEqual([own, (await other).status].sort(), [200, 409]);
        });
        assert.equal(upstream.callsOf('/pay').length, before + 1);
      });

      it('cancels a suspended run, once', async () => {
        const trx = await suspended();
        await with_(async (source) => {
          await source.cancel(trx, 'ordered twice');
          assert.equal((await source.suspension(trx))?.status, 'cancelled');
          await assert.rejects(source.cancel(trx, 'again'), { code: '000409' });
        });
      });

      it('has a run undone, where its rule says how', async () => {
        for (const path of ['charge', 'refund']) upstream.json(`/${path}`, {});
        upstream.json('/ship', {}, 500);
        const call = (name: string) => ({ name, type: 'api', method: 'POST', url: `${upstream.url}/${name}` });
        const charge = { ...call('charge'), compensate: { ...call('refund'), name: undefined } };
        await gateway.rule('undone', 'POST', { suspend: true, components: [[charge], [call('ship')]] });
        const answer = await gateway.call('POST', 'undone', {});
        const trx = answer.headers.get('trx') ?? '';
        const before = upstream.callsOf('/refund').length;
        const other = await suspended();
        await with_(async (source) => {
          await source.compensate(trx, 'called off');
          await until(async () => (await source.suspension(trx))?.status === 'compensated');
          await assert.rejects(source.compensate(other, 'x'), { code: '000409' });
        });
        assert.equal(upstream.callsOf('/refund').length, before + 1);
      });

      it('refuses what is not there', () =>
        with_(async (source) => {
          assert.deepEqual([await source.log(UNKNOWN), await source.suspension(UNKNOWN)], [undefined, undefined]);
          await assert.rejects(source.recover(UNKNOWN, {}), { code: '000404', message: new RegExp(UNKNOWN) });
          await assert.rejects(source.preview(UNKNOWN, {}), { code: '000404' });
          await assert.rejects(source.cancel(UNKNOWN, 'x'), { code: '000404' });
          await assert.rejects(source.removeSecret('NOT_THERE', false), { code: '000404' });
        }));

      it('adds, changes and deletes secrets, and keeps one that a rule names', () =>
        with_(async (source) => {
          assert.equal(await source.saveSecret('NEW', 'one', 'a note'), 'added');
          assert.equal(await source.saveSecret('NEW', 'three', undefined), 'changed');
          const { list } = await source.secrets('NEW', { count: 10 });
          assert.deepEqual(
            list.map(({ name, length, description }) => [name, length, description]),
            [['NEW', 5, 'a note']],
          );
          assert.doesNotMatch(JSON.stringify(list), /three/);
          await source.removeSecret('NEW', false);
          assert.deepEqual((await source.secrets('NEW', { count: 10 })).list, []);
          await assert.rejects(source.removeSecret('PAY_KEY', false), { code: '000409', message: /POST order/ });
        }));
    });
  }
});
