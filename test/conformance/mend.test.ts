import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testDatabases } from '../fixture/databases.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { reservations } from './reservations.ts';

type Json = Record<string, unknown>;
interface Missing {
  layer: number | null;
  component: string | null;
  pointer: string;
  placeholder: string;
}

for (const database of testDatabases()) {
  describe(`what an operator mends (${database.name})`, { skip: database.skip }, () => {
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
    const { asAdmin, asOperator, read, audited, api, reserving, suspended, refused } = runs;

    describe('data', () => {
      it('is merged in PUT: what is not named stays, null removes, lists are replaced', async () => {
        await reserving('merged');
        const trx = await suspended('merged', { note: 'n', gone: 1 });
        const { data } = await read(trx);
        const patch = {
          hold: { id: 'R2', seats: ['9C'] },
          coupon: { code: 'C', none: null },
          request: { body: { gone: null } },
        };
        const edited = await asOperator('PUT', 'suspend', { trx, data: patch });
        assert.equal(edited.status, 200, edited.text);
        const request = { ...(data.request as Json), body: { note: 'n' } };
        const expected = { ...data, request, hold: { id: 'R2', seats: ['9C'] }, coupon: { code: 'C' } };
        assert.deepEqual((await read(trx)).data, expected);
        await asOperator('PUT', 'suspend', { trx, data: { coupon: null } });
        assert.equal('coupon' in (await read(trx)).data, false);
        assert.deepEqual((await read(trx)).data.hold, { id: 'R2', seats: ['9C'] });
        upstream.json('/merged/pay', { ok: true });
        const answer = await asOperator('POST', 'suspend/recover', { trx });
        assert.deepEqual([answer.status, answer.text], [201, '{"reservation":"R2","paid":true}']);
      });

      it('is merged in preview and in recover just so', async () => {
        await reserving('everywhere');
        const trx = await suspended('everywhere');
        const data = { hold: { id: 'R3' }, extra: { a: null } };
        const preview = await asOperator('POST', 'suspend/preview', { trx, data });
        const [component] = preview.body.data.components as Json[];
        assert.deepEqual(component?.input, { hold: 'R3' });
        assert.deepEqual((await asOperator('POST', 'suspend/recover', { trx, data })).status, 202);
        assert.deepEqual((await read(trx)).data.hold, { id: 'R3', seats: ['1A', '1B'] });
        assert.deepEqual((await read(trx)).data.extra, {});
      });

      it('keeps what is behind a mask that is sent back, in objects and lists; a mask of nothing is refused', async () => {
        await asAdmin('POST', 'secret', { name: 'HIDDEN', content: 'behind-the-mask' });
        await reserving('masked', { input: { all: '{hold}', a: '{request.header.authorization}' } });
        upstream.json('/masked/hold', { id: 'R1', tokens: ['one', 'behind-the-mask', 'x'], cookie: 'c=1' });
        const reply = await gateway.call('POST', 'masked', {}, { authorization: 'Bearer client' });
        const trx = String(reply.body.trx);
        const { data } = await read(trx);
        const hold = data.hold as Json;
        assert.deepEqual(hold, { id: 'R1', tokens: ['one', '***HIDDEN***', 'x'], cookie: '***' });
        const edit = { ...data, hold: { ...hold, id: 'R4', tokens: ['***HIDDEN***', 'x'] } };
        assert.equal((await asOperator('PUT', 'suspend', { trx, data: edit })).status, 200);
        for (const wrong of [{ hold: { id: '***HIDDEN***' } }, { hold: { tokens: ['***'] } }, { more: '***' }]) {
          const answer = await asOperator('PUT', 'suspend', { trx, data: wrong });
          refused(answer, 400, /is a mask, and here is no value behind it/);
          assert.match(answer.body.errors?.[0]?.path ?? '', /^request\.body\.data\.(hold\.(id|tokens\[0\])|more)$/);
        }
        assert.deepEqual((await asOperator('POST', 'suspend/recover', { trx, data: edit })).status, 202);
        const sent = JSON.parse(upstream.callsOf('/masked/pay').at(-1)?.body ?? '') as Json;
        assert.deepEqual(sent, {
          all: { id: 'R4', tokens: ['behind-the-mask', 'x'], cookie: 'c=1' },
          a: 'Bearer client',
        });
      });
    });

    it('a preview covers the response', async () => {
      await reserving('answered');
      const trx = await suspended('answered');
      const preview = await asOperator('POST', 'suspend/preview', { trx, data: { hold: null } });
      const missing = preview.body.data.missing as Missing[];
      assert.deepEqual(missing, [
        { layer: 2, component: 'pay', pointer: '/components/1/0/input/hold', placeholder: 'hold.id' },
        { layer: null, component: null, pointer: '/response/body/reservation', placeholder: 'hold.id' },
      ]);
      const whole = await asOperator('POST', 'suspend/preview', { trx });
      assert.deepEqual(whole.body.data.missing, []);
    });

    describe('who may say where a secret goes', () => {
      it('an operator changes neither rule nor version of a run', async () => {
        await reserving('guarded');
        const trx = await suspended('guarded');
        const { id, rule, version } = await read(trx);
        const evil = { ...rule, components: [[api(`${upstream.url}/evil`, 'x', { input: '{secret.GUARDED}' })]] };
        refused(
          await asOperator('PUT', 'suspend', { id, rule: evil, cur_step: 1, err_names: ['x'] }),
          403,
          /rule needs/,
        );
        refused(await asOperator('PUT', 'suspend', { id, rule }), 403, /rule needs the role developer/);
        refused(await asOperator('PUT', 'suspend', { id, version: 'active' }), 403, /version needs the role developer/);
        for (const call of ['preview', 'recover'])
          refused(await asOperator('POST', `suspend/${call}`, { trx, version }), 403, /may name only "active"/);
        refused(await asOperator('POST', 'suspend/recover_all', { filter: { trx }, version }), 403, /version needs/);
        assert.deepEqual((await read(trx)).rule, rule);
      });

      it('an operator does not send secrets elsewhere by data', async () => {
        await asAdmin('POST', 'secret', { name: 'GUARDED', content: 'guarded-content' });
        const second = { url: '{hold.service}/pay', header: { 'X-Key': '{secret.GUARDED}' } };
        await reserving('led', second);
        upstream.json('/led/hold', { id: 'R', service: `${upstream.url}/led` });
        const trx = await suspended('led');
        const other = await startUpstream();
        const data = { hold: { service: other.url } };
        for (const [method, path] of [
          ['PUT', 'suspend'],
          ['POST', 'suspend/preview'],
          ['POST', 'suspend/recover'],
        ] as const)
          refused(await asOperator(method, path, { trx, data }), 403, /let the component pay of layer 2 send secrets/);
        assert.equal(other.calls.length, 0);
        assert.equal((await asOperator('PUT', 'suspend', { trx, data: { hold: { id: 'R5' } } })).status, 200);
        assert.equal((await asAdmin('PUT', 'suspend', { trx, data })).status, 200);
        await asOperator('POST', 'suspend/recover', { trx });
        assert.equal(other.callsOf('/pay')[0]?.headers['x-key'], 'guarded-content');
        await other.close();
      });

      it('nor by the input of a script that names them', async () => {
        const source = `function handler(ctx, { url }) {
          return ctx.request({ url, header: { 'X-Key': '{secret.GUARDED}' } });
        }`;
        await gateway.script('sends-guarded', source);
        const input = { url: '{hold.service}/pay' };
        const pay = { name: 'pay', type: 'script', url: 'sends-guarded', input, outputName: 'pay' };
        await gateway.rule('handed', 'POST', {
          suspend: true,
          components: [[api(`${upstream.url}/handed/hold`, 'hold')], [pay]],
        });
        upstream.json('/handed/hold', { id: 'R', service: `${upstream.url}/nowhere` });
        const trx = await suspended('handed');
        const data = { hold: { service: 'http://127.0.0.1:9' } };
        refused(
          await asOperator('POST', 'suspend/recover', { trx, data }),
          403,
          /hand http:\/\/127.0.0.1:9 to the script/,
        );
        assert.equal((await asOperator('PUT', 'suspend', { trx, data: { hold: { id: 'R5' } } })).status, 200);
        assert.equal((await asAdmin('PUT', 'suspend', { trx, data })).status, 200);
      });

      it('the audit log has the difference of an edit, secrets masked', async () => {
        await asAdmin('POST', 'secret', { name: 'NOTED', content: 'noted-content' });
        await reserving('noted');
        const trx = await suspended('noted');
        const { rule } = await read(trx);
        const response = { status: 201, body: { changed: '{hold.id}' } };
        const edit = { rule: { ...rule, response }, data: { hold: { id: 'noted-content' } } };
        assert.equal((await asAdmin('PUT', 'suspend', { trx, ...edit })).status, 200);
        assert.deepEqual(await audited(trx, 'suspend.edit').then(({ before: was, after: is }) => [was, is]), [
          {
            rule: { response: { body: { reservation: '{hold.id}', paid: '{pay.ok}' } } },
            data: { hold: { id: 'R1' } },
          },
          { rule: { response: { body: { changed: '{hold.id}' } } }, data: { hold: { id: '***NOTED***' } } },
        ]);
      });
    });

    it('an edit names the run by id or trx', async () => {
      await reserving('by');
      const trx = await suspended('by');
      const { id } = await read(trx);
      assert.equal((await asOperator('PUT', 'suspend', { trx, cur_step: 1 })).status, 200);
      assert.equal((await asOperator('PUT', 'suspend', { id, trx, cur_step: 2 })).status, 200);
      refused(await asOperator('PUT', 'suspend', { id, trx: 'TRX0', cur_step: 1 }), 404, /trx TRX0/);
      refused(await asOperator('PUT', 'suspend', { cur_step: 1 }), 400, /body\.trx is required: give trx or id/);
    });
  });
}
