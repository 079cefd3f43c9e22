import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RunLog } from '../../src/engine/run-log.ts';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

interface Suspension {
  id: number;
  trx: string;
  status: string;
  cause: string;
  step: number;
  cur_step: number;
  err_code: string;
  err_component: string;
  data: Record<string, unknown>;
  rule: Record<string, unknown>;
  recover_count: number;
}

for (const database of testDatabases()) {
  describe(`a run that breaks, on ${database.name}`, { skip: database.skip }, () => {
    let gateway: Gateway;
    let upstream: Upstream;
    before(async () => {
      upstream = await startUpstream();
      gateway = await startGateway({ databaseUrl: await database.create() });
    });
    after(async () => {
      await gateway.stop();
      await upstream.close();
      await database.drop();
    });

    /** The story the project is for, under a name of its own, so that tests do not disturb each other. */
    async function register(name: string, extra: Record<string, unknown> = {}): Promise<void> {
      const api = (component: string, input: unknown): unknown => ({
        name: component,
        type: 'api',
        method: 'POST',
        url: `${upstream.url}/${name}/${component}`,
        input,
        outputName: component,
      });
      upstream.json(`/${name}/user`, { id: 7 });
      upstream.json(`/${name}/coupon`, { error: 'out of coupons' }, 500);
      upstream.json(`/${name}/sms`, { sent: true });
      await gateway.rule(name, 'POST', {
        suspend: true,
        request: { body: { phone: { type: 'string', required: true } } },
        components: [
          [api('user', { phone: '{request.body.phone}' })],
          [api('coupon', { user: '{user.id}' }), api('sms', { phone: '{request.body.phone}' })],
        ],
        response: { body: { user: '{user.id}', coupon: '{coupon.code}', sms: '{sms.sent}' } },
        ...extra,
      });
    }

    async function suspend(name: string): Promise<string> {
      const answer = await gateway.call('POST', name, { phone: '1' });
      assert.equal(answer.status, 202, answer.text);
      return String(answer.body.trx);
    }

    async function suspension(trx: string): Promise<Suspension> {
      return (await gateway.api<Suspension>('GET', `suspend?trx=${trx}`)).body.data;
    }

    async function runLog(trx: string): Promise<RunLog> {
      return (await gateway.api<RunLog>('GET', `run_log?trx=${trx}`)).body.data;
    }

    it('answers 202 with the code of what went wrong and its trx, and is kept', async () => {
      await register('kept');
      const answer = await gateway.call('POST', 'kept', { phone: '1' });
      assert.equal(answer.status, 202);
      const { code, status, trx } = answer.body;
      assert.deepEqual({ code, status }, { code: '110006', status: 'suspended' });
      assert.match(String(trx), /^TRX[0-9A-F]{32}$/);
      assert.equal(answer.headers.get('trx'), trx);
      const kept = await suspension(String(trx));
      assert.deepEqual(
        [kept.status, kept.cause, kept.step, kept.cur_step, kept.err_code, kept.err_component, kept.recover_count],
        ['suspended', 'error', 2, 2, '110006', 'coupon', 0],
      );
      assert.deepEqual(kept.data.user, { id: 7 });
    });

    it('runs only the failed components again, and answers what the gateway would have answered', async () => {
      await register('again');
      const trx = await suspend('again');
      upstream.json('/again/coupon', { code: 'C1' });
      const answer = await gateway.api('POST', 'suspend/recover', { trx });
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(answer.body, { user: 7, coupon: 'C1', sms: true });
      assert.equal(answer.headers.get('trx'), trx);
      const counts = ['user', 'coupon', 'sms'].map((one) => upstream.callsOf(`/again/${one}`).length);
      assert.deepEqual(counts, [1, 2, 1]);
    });

    it('sends the same Idempotency-Key after the recovery as before', async () => {
      await register('key');
      const trx = await suspend('key');
      upstream.json('/key/coupon', { code: 'C1' });
      await gateway.api('POST', 'suspend/recover', { trx });
      const keys = upstream.callsOf('/key/coupon').map(({ headers }) => headers['idempotency-key']);
      assert.deepEqual(keys, [`${trx}-2-coupon`, `${trx}-2-coupon`]);
    });

    it('keeps both attempts of a failed component in its log, in order', async () => {
      await register('log');
      const trx = await suspend('log');
      assert.equal((await runLog(trx)).status, 'suspended');
      upstream.json('/log/coupon', { code: 'C1' });
      await gateway.api('POST', 'suspend/recover', { trx });
      const log = await runLog(trx);
      assert.equal(Date.parse(log.resp_datetime ?? '') - Date.parse(log.start_datetime), log.resp_time);
      const attempts = log.step_logs.flatMap((layer) => layer.component_logs).filter(({ name }) => name === 'coupon');
      assert.deepEqual(
        attempts.map(({ error, output }) => [error?.code, output]),
        [
          ['110006', null],
          [undefined, { code: 'C1' }],
        ],
      );
      assert.equal(log.status, 'success');
      assert.deepEqual(
        log.recoveries.map(({ operator, status }) => [operator, status]),
        [['admin', 'success']],
      );
    });

    it('is suspended again under the same trx when the recovery fails', async () => {
      await register('fails');
      const trx = await suspend('fails');
      const answer = await gateway.api('POST', 'suspend/recover', { trx });
      assert.equal(answer.status, 202);
      const kept = await suspension(trx);
      assert.deepEqual([kept.status, kept.trx, kept.recover_count], ['suspended', trx, 1]);
    });

    it('merges data into the context, top-level names replaced', async () => {
      await register('data');
      const trx = await suspend('data');
      upstream.json('/data/coupon', { code: 'C1' });
      const answer = await gateway.api('POST', 'suspend/recover', { trx, data: { user: { id: 8 } } });
      assert.deepEqual(answer.body, { user: 8, coupon: 'C1', sms: true });
      assert.equal(upstream.callsOf('/data/coupon').at(-1)?.body, '{"user":8}');
    });

    it('is 404 for an unknown trx, and 409 once the run has ended', async () => {
      await register('ended');
      const unknown = await gateway.api('POST', 'suspend/recover', { trx: `TRX${'0'.repeat(32)}` });
      assert.deepEqual([unknown.status, unknown.body.code], [404, '000404']);
      const trx = await suspend('ended');
      upstream.json('/ended/coupon', { code: 'C1' });
      await gateway.api('POST', 'suspend/recover', { trx });
      const again = await gateway.api('POST', 'suspend/recover', { trx });
      assert.deepEqual([again.status, again.body.code], [409, '000409']);
    });

    it('is recovered by exactly one of many callers', async () => {
      await register('race');
      const trx = await suspend('race');
      upstream.json('/race/coupon', { code: 'C1' });
      const answers = await Promise.all(
        Array.from({ length: 16 }, () => gateway.api('POST', 'suspend/recover', { trx })),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array<number>(15).fill(409)]);
      assert.equal(upstream.callsOf('/race/coupon').length, 2);
    });

    it('is edited before its recovery; a rule that does not validate is refused', async () => {
      await register('edit');
      const trx = await suspend('edit');
      const { id, rule } = await suspension(trx);
      const refused = await gateway.api('PUT', 'suspend', { id, rule: { ...rule, recrod: true } });
      assert.equal(refused.status, 400, refused.text);
      upstream.json('/edit/other', { code: 'C9' });
      const moved = JSON.parse(JSON.stringify(rule).replace('/edit/coupon', '/edit/other')) as unknown;
      const edited = await gateway.api('PUT', 'suspend', { id, rule: moved, err_names: ['coupon'] });
      assert.equal(edited.status, 200, edited.text);
      const answer = await gateway.api('POST', 'suspend/recover', { trx });
      assert.deepEqual(answer.body, { user: 7, coupon: 'C9', sms: true });
    });

    it('shows before its recovery what would run, and runs nothing', async () => {
      await register('preview');
      const trx = await suspend('preview');
      const before = upstream.calls.length;
      const preview = await gateway.api<{
        components: { name: string; url: string; input: unknown }[];
        missing: unknown[];
      }>('POST', 'suspend/preview', { trx, data: { user: { id: 9 } } });
      const shown = preview.body.data.components.map(({ name, url, input }) => ({ name, url, input }));
      assert.deepEqual(shown, [{ name: 'coupon', url: `${upstream.url}/preview/coupon`, input: { user: 9 } }]);
      assert.equal(upstream.calls.length, before);
    });

    it('can be given up', async () => {
      await register('cancel');
      const trx = await suspend('cancel');
      const cancelled = await gateway.api('POST', 'run/cancel', { trx, reason: 'wrong customer' });
      assert.equal(cancelled.status, 200, cancelled.text);
      assert.equal((await gateway.api('POST', 'suspend/recover', { trx })).status, 409);
      assert.equal((await runLog(trx)).status, 'cancelled');
    });

    it('is stopped while it runs: its calls are aborted and the client gets 409', async () => {
      await register('stop', { record: true, suspend: false });
      const aborted = Promise.withResolvers<void>();
      upstream.on('/stop/user', (_, response) => void response.on('close', () => aborted.resolve()));
      const answer = gateway.call('POST', 'stop', { phone: '1' });
      await upstream.called('/stop/user');
      const trx = String(upstream.callsOf('/stop/user')[0]?.headers.trx);
      assert.equal((await gateway.api('POST', 'run/cancel', { trx, reason: 'test' })).status, 200);
      await aborted.promise;
      const { status, body } = await answer;
      assert.deepEqual([status, body.code], [409, '110010']);
    });

    it('without suspend is answered at once, and the layer’s other components are aborted', async () => {
      await register('plain', { suspend: false });
      const aborted = Promise.withResolvers<void>();
      upstream.on('/plain/sms', (_, response) => void response.on('close', () => aborted.resolve()));
      upstream.on('/plain/coupon', async (_, response) => {
        await upstream.called('/plain/sms');
        response.writeHead(500).end('{}');
      });
      const answer = await gateway.call('POST', 'plain', { phone: '1' });
      assert.deepEqual([answer.status, answer.body.code], [502, '110006']);
      await aborted.promise;
    });

    it('is suspended by the run’s time limit too', async () => {
      await register('slow', { timeout: 0.2 });
      upstream.on('/slow/user', () => undefined);
      const answer = await gateway.call('POST', 'slow', { phone: '1' });
      assert.deepEqual([answer.status, answer.body.code], [202, '110014']);
    });

    it('is suspended just the same after the answer has gone out', async () => {
      await register('early');
      await gateway.rule('early', 'POST', {
        suspend: true,
        components: [
          [
            {
              name: 'user',
              type: 'api',
              method: 'POST',
              url: `${upstream.url}/early/user`,
              outputName: 'user',
              nowResponse: true,
            },
          ],
          [{ name: 'coupon', type: 'api', method: 'POST', url: `${upstream.url}/early/coupon`, outputName: 'coupon' }],
        ],
        response: { body: { user: '{user.id}' } },
      });
      const answer = await gateway.call('POST', 'early', {});
      assert.deepEqual([answer.status, answer.body], [200, { user: 7 }]);
      const trx = String(answer.headers.get('trx'));
      await until(async () => (await gateway.api('GET', `suspend?trx=${trx}`)).status === 200);
      assert.equal((await suspension(trx)).cur_step, 2);
    });

    it('resumes by itself when the rule says so', async () => {
      await register('auto', { recover: { auto: true, max: 3, wait: 0.1 } });
      const trx = await suspend('auto');
      upstream.json('/auto/coupon', { code: 'C1' });
      await until(async () => (await runLog(trx)).status === 'success');
      assert.equal(upstream.callsOf('/auto/user').length, 1);
    });
  });
}
