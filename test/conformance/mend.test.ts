import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RunLog } from '../../src/engine/run-log.ts';
import { testDatabases } from '../fixture/databases.ts';
import { request, startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

type Json = Record<string, unknown>;
type Answer = Reply<{
  code: number | string;
  msg: string;
  data: Json;
  errors?: { path?: string; message?: string }[];
}>;
interface Kept {
  id: number;
  version: string;
  status: string;
  step: number;
  rule: Json;
  data: Json;
}
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

    const asAdmin = (method: string, path: string, body?: unknown): Promise<Answer> => gateway.api(method, path, body);
    const asOperator = (method: string, path: string, body?: unknown): Promise<Answer> =>
      request(method, `${gateway.url}/api/v1/${path}`, body, { authorization: `Bearer ${operator}` });
    const read = async (trx: string): Promise<Kept> =>
      (await asOperator('GET', `suspend?trx=${trx}`)).body.data as unknown as Kept;
    const log = async (trx: string): Promise<RunLog> =>
      (await asOperator('GET', `run_log?trx=${trx}`)).body.data as unknown as RunLog;
    const audited = async (trx: string, action: string): Promise<{ before: Json; after: Json }> => {
      const { data } = (await asAdmin('GET', `audit/page?target=${trx}&action=${action}`)).body;
      return (data.list as { before: Json; after: Json }[])[0] ?? { before: {}, after: {} };
    };

    const api = (url: string, name: string, more: Json = {}): Json => ({
      ...{ name, type: 'api', method: 'POST', url, outputName: name },
      ...more,
    });

    /** A rule of two layers: a reservation, then what breaks. */
    async function reserving(name: string, second: Json = {}, more: Json = {}): Promise<void> {
      upstream.json(`/${name}/hold`, { id: 'R1', seats: ['1A', '1B'] });
      upstream.json(`/${name}/pay`, { error: 'broken' }, 500);
      await gateway.rule(name, 'POST', {
        suspend: true,
        components: [
          [api(`${upstream.url}/${name}/hold`, 'hold')],
          [api(`${upstream.url}/${name}/pay`, 'pay', { input: { hold: '{hold.id}' }, ...second })],
        ],
        response: { status: 201, body: { reservation: '{hold.id}', paid: '{pay.ok}' } },
        ...more,
      });
    }

    async function suspended(name: string, body: unknown = {}): Promise<string> {
      const reply = await gateway.call('POST', name, body);
      assert.equal(reply.status, 202, reply.text);
      return String(reply.body.trx);
    }

    function refused(answer: Answer, status: number, message: RegExp): void {
      assert.deepEqual([answer.status, answer.body.code], [status, `000${status}`], answer.text);
      assert.match(answer.body.msg, message);
    }

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

    describe('a mended rule', () => {
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
        assert.deepEqual(accepted.body.data, { accepted: 2 });
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
        const logged = (): string => /^.*a run of recover_all.*$/m.exec(gateway.output())?.[0] ?? '';
        await until(() => logged() !== '');
        assert.match(logged(), /"code":"000409".*not resumed: .*pay of layer 2 has to run/);
        assert.doesNotMatch(logged(), /"stack"/);
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
