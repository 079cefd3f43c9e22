import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { reservations } from './reservations.ts';

type Json = Record<string, unknown>;

for (const database of testDatabases()) {
  describe(`a mended rule (${database.name})`, { skip: database.skip }, () => {
    let gateway: Gateway;
    let upstream: Upstream;
    let operator: string;
    before(async () => {
      const databaseUrl = await database.create();
      [gateway, upstream] = await Promise.all([startGateway({ ...(databaseUrl && { databaseUrl }) }), startUpstream()]);
      const made = await gateway.api<{ token: string }>('POST', 'token', { name: 'night', role: 'operator' });
      operator = made.body.data.token;
    });
    after(async () => {
      await gateway.stop();
      await upstream.close();
      await database.drop();
    });

    const runs = reservations(() => ({ gateway, upstream, operator }));
    const { asAdmin, asOperator, read, log, audited, api, reserving, suspended, refused } = runs;

    /** Saves the rule again, mended: what breaks is called elsewhere. */
    async function mend(name: string, layers = (pay: Json): Json[][] => [[holdOf(name)], [pay]]): Promise<void> {
      upstream.json(`/${name}/mended`, { ok: 'mended' });
      await gateway.rule(name, 'POST', {
        components: layers(api(`${upstream.url}/${name}/mended`, 'pay')),
        response: { status: 201, body: { reservation: '{hold.id}', paid: '{pay.ok}' } },
      });
    }
    const holdOf = (name: string): Json => api(`${upstream.url}/${name}/hold`, 'hold');

    it('is what its runs go on with, where an operator says "active"', async () => {
      await reserving('mended');
      const trx = await suspended('mended');
      const { version: old } = await read(trx);
      await mend('mended');
      assert.equal((await asOperator('POST', 'suspend/recover', { trx })).status, 202);
      const preview = await asOperator('POST', 'suspend/preview', { trx, version: 'active' });
      assert.equal((preview.body.data.components as Json[])[0]?.url, `${upstream.url}/mended/mended`);
      assert.equal((await read(trx)).version, old);
      const answer = await asOperator('POST', 'suspend/recover', { trx, version: 'active' });
      assert.deepEqual([answer.status, answer.text], [201, '{"reservation":"R1","paid":"mended"}']);
      assert.equal(upstream.callsOf('/mended/hold').length, 1);
      const { version } = await read(trx);
      assert.notEqual(version, old);
      const { recoveries } = await log(trx);
      assert.deepEqual(
        recoveries.map(({ changes }) => (changes as Json).version),
        [old, version],
      );
      const { before: was, after: is } = await audited(trx, 'suspend.recover');
      assert.deepEqual([was, is], [{ version: old }, { version }]);
    });

    it('stays the rule of a run that breaks again, though it no longer suspends', async () => {
      await reserving('stays');
      const trx = await suspended('stays');
      await mend('stays');
      upstream.json('/stays/mended', {}, 500);
      assert.equal((await asOperator('POST', 'suspend/recover', { trx, version: 'active' })).status, 202);
      const kept = await read(trx);
      assert.equal(kept.status, 'suspended');
      assert.match(JSON.stringify(kept.rule), /stays\/mended/);
      upstream.json('/stays/mended', { ok: 1 });
      assert.equal((await asOperator('POST', 'suspend/recover', { trx })).text, '{"reservation":"R1","paid":1}');
      assert.equal((await read(trx)).version, kept.version);
    });

    it('is taken by recover_all for all that its fault suspended', async () => {
      await reserving('all');
      const trxs = [await suspended('all'), await suspended('all')];
      await mend('all');
      const body = { filter: { path: 'all' }, version: 'active' };
      const accepted = await asOperator('POST', 'suspend/recover_all', body);
      assert.equal((accepted.body.data as { accepted?: number }).accepted, 2);
      for (const trx of trxs) await until(async () => (await read(trx)).status === 'success');
    });

    it('is set by a developer in PUT: active, or a version by its name', async () => {
      await reserving('named');
      const trx = await suspended('named');
      const { version: old } = await read(trx);
      await mend('named');
      const edited = await asAdmin('PUT', 'suspend', { trx, version: 'active' });
      assert.equal(edited.status, 200, edited.text);
      const { version: active } = await read(trx);
      const { before: was, after: is } = await audited(trx, 'suspend.edit');
      assert.deepEqual([was.version, is.version], [old, active]);
      assert.equal((await asAdmin('POST', 'suspend/recover', { trx, version: old })).status, 202);
      assert.equal((await read(trx)).version, old);
      assert.equal((await asAdmin('POST', 'suspend/recover', { trx, version: active })).status, 201);
      refused(await asAdmin('PUT', 'suspend', { trx, version: 'active' }), 409, /is success/);
    });

    it('is refused with the reason where the layer or its components are not in it', async () => {
      await reserving('unfit');
      const trx = await suspended('unfit');
      await mend('unfit', () => [[holdOf('unfit')]]);
      refused(
        await asOperator('POST', 'suspend/recover', { trx, version: 'active' }),
        409,
        /stands at layer 2, and that version has 1/,
      );
      await mend('unfit', (pay) => [[holdOf('unfit')], [{ ...pay, name: 'charge' }]]);
      for (const call of ['preview', 'recover'])
        refused(
          await asOperator('POST', `suspend/${call}`, { trx, version: 'active' }),
          409,
          /pay of layer 2 has to run, and there it has charge/,
        );
      refused(await asAdmin('PUT', 'suspend', { trx, version: 'active' }), 409, /has to run/);
      await asOperator('POST', 'suspend/recover_all', { filter: { trx }, version: 'active' });
      const told = (): string => /^.*a run of recover_all.*$/m.exec(gateway.output())?.[0] ?? '';
      await until(() => told() !== '');
      assert.match(told(), /"code":"000409".*not resumed: .*pay of layer 2 has to run/);
      assert.doesNotMatch(told(), /"stack"/);
      const kept = await read(trx);
      assert.deepEqual([kept.status, (await log(trx)).recoveries.length], ['suspended', 0]);
      const placed = { trx, version: 'active', cur_step: 2, err_names: ['charge'] };
      assert.equal((await asAdmin('PUT', 'suspend', placed)).status, 200);
    });

    it('is not one of another endpoint, of none, or of no version', async () => {
      await reserving('mine');
      const trx = await suspended('mine');
      await gateway.rule('other', 'POST', { components: [] });
      const other = String((await asAdmin('GET', 'rule?name=other&method=POST')).body.data.version);
      refused(await asAdmin('POST', 'suspend/recover', { trx, version: other }), 409, /is one of POST other/);
      const nobody = `V${'0'.repeat(32)}`;
      refused(await asAdmin('POST', 'suspend/recover', { trx, version: nobody }), 404, /no version V0/);
      refused(await asAdmin('POST', 'suspend/recover_all', { filter: { trx }, version: nobody }), 404, /version V0/);
      refused(await asAdmin('POST', 'suspend/recover', { trx, version: 'activ' }), 400, /must be `active`/);
      const both = { trx, version: 'active', rule: {} };
      refused(await asAdmin('PUT', 'suspend', both), 400, /does not come with rule/);
      const { id } = (await asAdmin('GET', 'rule?name=mine&method=POST')).body.data;
      await asAdmin('DELETE', 'rule', { id, force: true });
      refused(await asOperator('POST', 'suspend/recover', { trx, version: 'active' }), 409, /has no active version/);
    });
  });
}
