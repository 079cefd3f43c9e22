import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { smallPackets } from '../fixture/small-packets.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

const MIB = 1024 ** 2;

const noise = (bytes: number): string => randomBytes((bytes / 4) * 3).toString('base64');

interface Kept {
  readonly status: string;
  readonly err_code: string;
  readonly err_names: string[] | null;
}

for (const database of [...testDatabases(), smallPackets()]) {
  describe(`a run that keeps a lot, on ${database.name}`, { skip: database.skip, timeout: 240_000 }, () => {
    let gateway: Gateway;
    let upstream: Upstream;
    let dir: string;
    let databaseUrl: string | undefined;
    before(async () => {
      dir = await temporaryDir();
      databaseUrl = await database.create();
      upstream = await startUpstream();
      upstream.json('/pay', { paid: true });
      gateway = await startGateway({ databaseUrl, dir });
    });
    after(async () => {
      await gateway.stop();
      await upstream.close();
      await database.drop();
      await rm(dir, { recursive: true });
    });

    const api = (name: string, path = name): Record<string, string> => ({
      ...{ name, type: 'api', method: 'POST', url: `${upstream.url}/${path}`, outputName: name },
    });
    const kept = async (trx: string): Promise<Kept> => (await gateway.api<Kept>('GET', `suspend?trx=${trx}`)).body.data;

    it('is suspended with an answer of 9 MiB beside a payment, which is never made twice', async () => {
      const large = noise(9 * MIB);
      upstream.json('/nine', { large });
      upstream.json('/down', {}, 500);
      const response = { body: { paid: '{pay.paid}', large: '{nine.large}' } };
      const components = [[api('pay'), api('nine')], [api('down')]];
      await gateway.rule('nine', 'POST', { suspend: true, record: true, components, response });
      const paid = upstream.callsOf('/pay').length;
      const answer = await gateway.call('POST', 'nine', {}, { 'idempotency-key': 'nine' });
      assert.equal(answer.status, 202);
      const trx = String(answer.headers.get('trx'));
      assert.deepEqual([(await kept(trx)).status, (await kept(trx)).err_names], ['suspended', ['down']]);
      upstream.json('/down', {});
      const done = await gateway.api('POST', 'suspend/recover', { trx });
      assert.equal(done.status, 200);
      assert.ok((done.body as unknown as { large: string }).large === large);
      assert.equal(upstream.callsOf('/pay').length, paid + 1);
      const again = await gateway.call('POST', 'nine', {}, { 'idempotency-key': 'nine' });
      assert.ok((again.body as { large: string }).large === large, 'the answer is kept under its key');
      const log = await gateway.api<{ status: string; truncated: boolean }>('GET', `run_log?trx=${trx}`);
      assert.deepEqual([log.body.data.status, log.body.data.truncated], ['success', true]);
    });

    it('goes on after a kill where its last checkpoint was', async () => {
      upstream.json('/four', { large: noise(4 * MIB) });
      upstream.on('/hangs', () => undefined);
      const components = [[api('pay'), api('four')], [api('hangs')]];
      await gateway.rule('four', 'POST', { durable: true, components, response: { body: { paid: '{pay.paid}' } } });
      const paid = upstream.callsOf('/pay').length;
      const lost = gateway.call('POST', 'four', {}).catch(() => undefined);
      await upstream.called('/hangs');
      const trx = String(upstream.callsOf('/hangs')[0]?.headers.trx);
      await gateway.kill('SIGKILL');
      await lost;
      upstream.json('/hangs', {});
      gateway = await startGateway({ databaseUrl, dir });
      await until(async () => (await kept(trx)).status === 'suspended');
      const done = await gateway.api('POST', 'suspend/recover', { trx });
      assert.deepEqual([done.status, done.body as unknown], [200, { paid: true }]);
      assert.equal(upstream.callsOf('/pay').length, paid + 1);
    });

    it('fails the component whose output would be more than 64 MiB, and keeps the others', async () => {
      upstream.json('/much', { large: 'x'.repeat(9.9 * MIB) });
      const much = [1, 2, 3, 4, 5, 6].map((n) => api(`m${n}`, 'much'));
      const components = [[api('pay')], much, [api('seventh', 'much')]];
      await gateway.rule('much', 'POST', { durable: true, components, response: { body: {} } });
      const paid = upstream.callsOf('/pay').length;
      const answer = await gateway.call('POST', 'much', {});
      assert.deepEqual([answer.status, answer.body.code], [202, '110003']);
      assert.match(String(answer.body.msg), /would keep \d+ bytes of JSON/);
      const { status, err_code, err_names } = await kept(String(answer.headers.get('trx')));
      assert.deepEqual(
        { status, err_code, err_names },
        { status: 'suspended', err_code: '110003', err_names: ['seventh'] },
      );
      assert.equal(upstream.callsOf('/pay').length, paid + 1);
    });
  });
}
