import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { NOBODY, breakingRuns } from './breaking-runs.ts';

type Json = Record<string, unknown>;
interface Page {
  list: Json[];
  total: number;
  page: number;
  count: number;
}

describe('a suspended run', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  before(async () => {
    [gateway, upstream] = await Promise.all([startGateway(), startUpstream()]);
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  const runs = breakingRuns(() => ({ gateway, upstream }));
  const { component, breaking, suspended, mend, api, read, log, refused } = runs;

  it('is shown whole', async () => {
    await breaking('whole');
    const reply = await gateway.call('POST', 'whole', { in: 1 });
    assert.deepEqual(Object.keys(reply.body).sort(), ['code', 'msg', 'status', 'trx']);
    const trx = String(reply.body.trx);
    const kept = await read(trx);
    const keys =
      'id trx log_id method path version status cause step cur_step err_code err_msg err_component rule data recover_count created_at updated_at';
    for (const key of keys.split(' ')) assert.ok(key in kept, key);
    assert.deepEqual(
      [kept.trx, kept.method, kept.path, kept.status, kept.step, kept.cur_step, kept.err_code, kept.err_component],
      [trx, 'POST', '/ps/whole', 'suspended', 3, 2, '110006', 'bad'],
    );
    assert.deepEqual([kept.recover_count, kept.err_msg], [0, reply.body.msg]);
    const data = kept.data as Record<string, Json>;
    assert.deepEqual([data.first, data.good, data.request?.body], [{ id: 7 }, { fine: true }, { in: 1 }]);
    assert.equal((kept.rule as Json).suspend, true);
    assert.deepEqual((await api('GET', `suspend?id=${String(kept.id)}`)).body.data, kept);
    await refused(404, 'GET', `suspend?trx=${NOBODY}`);
    await refused(404, 'GET', 'suspend?id=999999');
    await refused(400, 'GET', 'suspend');
  });

  it('is found on pages, by every filter', async () => {
    await breaking('paged');
    const trxs = [await suspended('paged'), await suspended('paged'), await suspended('paged')];
    const page = async (query: string): Promise<Page> =>
      (await gateway.api<Page>('GET', `suspend/page?${query}`)).body.data;
    const found = async (query: string): Promise<number> => (await page(`path=/ps/paged&${query}`)).total;
    const one = await read(trxs[0] ?? '');
    assert.equal(await found(''), 3);
    assert.equal(await found('method=POST&err_code=110006&status=suspended'), 3);
    assert.equal(await found('method=GET'), 0);
    assert.equal(await found('status=cancelled'), 0);
    assert.equal(await found('err_code=110007'), 0);
    assert.equal(await found(`trx=${trxs[1] ?? ''}`), 1);
    assert.equal(await found(`version=${String(one.version)}`), 3);
    assert.equal(await found(`log_id=${String(one.log_id)}`), 1);
    assert.equal(await found(`start=${new Date(Date.now() + 60_000).toISOString()}`), 0);
    assert.equal(await found(`end=${new Date(Date.now() + 60_000).toISOString()}`), 3);
    const second = await page('path=/ps/paged&count=2&page=2');
    assert.deepEqual([second.list.length, second.total, second.page, second.count], [1, 3, 2, 2]);
    for (const bad of ['page=0', 'count=101', 'status=asleep', 'start=x'])
      await refused(400, 'GET', `suspend/page?${bad}`);
  });

  it('is edited: data, rule, layer and failed names; what does not validate is refused', async () => {
    await breaking('edit');
    const trx = await suspended('edit');
    const { id, rule, data } = (await read(trx)) as { id: number; rule: Json; data: Json };
    const { errors } = await refused(400, 'PUT', 'suspend', { id, rule: { ...rule, recrod: true } });
    assert.match(JSON.stringify(errors), /recrod/);
    for (const bad of [
      { id, cur_step: 0 },
      { id, cur_step: 5 },
      { id, cur_step: 'x' },
      { id, err_names: ['nobody'] },
      { id, err_names: 'bad' },
      { id, data: 5 },
      {},
    ])
      await refused(400, 'PUT', 'suspend', bad);
    await refused(404, 'PUT', 'suspend', { id: 999999, cur_step: 1 });
    const edit = { id, data: { ...data, first: { id: 70 } }, cur_step: 2, err_names: ['bad', 'good'] };
    const edited = await api('PUT', 'suspend', edit);
    assert.equal(edited.status, 200, edited.text);
    assert.deepEqual(((await read(trx)).data as Json).first, { id: 70 });
    await api('PUT', 'suspend', { id, data: { first: { id: 71 } } });
    assert.deepEqual((await read(trx)).data, { ...data, first: { id: 71 } });
    await api('PUT', 'suspend', edit);
    mend('edit');
    assert.equal((await api('POST', 'suspend/recover', { trx })).text, '[70,"mended",true]');
    assert.equal(upstream.callsOf('/edit/good').length, 2);
    const { recoveries } = await log(trx);
    assert.match(JSON.stringify(recoveries[0]?.changes), /data.*cur_step.*err_names/);
    await refused(409, 'PUT', 'suspend', { id, cur_step: 1 });
  });

  it('is read, changed in part and sent back whole without losing what is masked', async () => {
    const content = 'value behind the mask';
    await gateway.api('POST', 'secret', { name: 'MASKED', content });
    const headers = { authorization: 'Bearer client' };
    await breaking('roundtrip', {
      request: { header: { Authorization: { type: 'string', required: true } } },
      components: [
        [
          component('roundtrip', 'bad', {
            header: { Authorization: '{request.header.authorization}', 'X-Api-Key': '{secret.MASKED}' },
            input: ['{request.body}', '{more}'],
          }),
        ],
      ],
    });
    for (const edit of [true, false]) {
      upstream.json('/roundtrip/bad', {}, 500);
      const { body } = await gateway.call('POST', 'roundtrip', { in: content }, headers);
      const shown = (await read(String(body.trx))) as { id: number; rule: Json; data: Json };
      assert.ok(!JSON.stringify(shown.data).includes(content) && !JSON.stringify(shown.data).includes('Bearer client'));
      assert.match(JSON.stringify(shown.rule), /"Authorization":"\{request\.header\.authorization\}"/);
      const data = { ...shown.data, more: 5 };
      if (edit) assert.equal((await api('PUT', 'suspend', { id: shown.id, rule: shown.rule, data })).status, 200);
      mend('roundtrip');
      const recovered = await api('POST', 'suspend/recover', { trx: body.trx, ...(!edit && { data: { ...data } }) });
      assert.equal(recovered.status, 201, recovered.text);
      const call = upstream.callsOf('/roundtrip/bad').at(-1);
      assert.deepEqual(
        [call?.headers.authorization, call?.headers['x-api-key'], call?.body],
        ['Bearer client', content, JSON.stringify([{ in: content }, 5])],
      );
    }
  });

  it('previews what would run, with inputs, URLs and what would be null; nothing runs', async () => {
    await gateway.api('POST', 'secret', { name: 'KEY', content: 'the key itself' });
    await breaking('preview', {
      components: [
        [component('preview', 'first')],
        [
          component('preview', 'bad', {
            url: `${upstream.url}/preview/bad?id={first.id}&k={secret.KEY}`,
            input: { id: '{first.id}', none: '{first.none}', key: '{secret.KEY}' },
          }),
        ],
        [component('preview', 'last')],
      ],
    });
    const trx = await suspended('preview');
    const calls = upstream.calls.length;
    const preview = await api('POST', 'suspend/preview', { trx, data: { first: { id: 9 } } });
    assert.equal(preview.status, 200);
    const shown = JSON.stringify(preview.body.data);
    assert.ok(!shown.includes('the key itself') && !shown.includes(encodeURIComponent('the key itself')), shown);
    const components = preview.body.data.components as Json[];
    const bad = components.find(({ name }) => name === 'bad');
    assert.deepEqual((bad?.input as Json).id, 9);
    assert.ok(String(bad?.url).startsWith(`${upstream.url}/preview/bad?id=9&k=`), String(bad?.url));
    assert.ok(!components.some(({ name }) => name === 'first'));
    assert.match(shown, /first\.none/);
    assert.equal(upstream.calls.length, calls);
    assert.equal((await read(trx)).status, 'suspended');
    assert.deepEqual(((await read(trx)).data as Json).first, { id: 7 });
    await refused(404, 'POST', 'suspend/preview', { trx: NOBODY });
    await refused(400, 'POST', 'suspend/preview', {});
  });

  it('is given up by a cancel; a run that has ended cannot be cancelled', async () => {
    await breaking('cancel');
    const trx = await suspended('cancel');
    assert.equal((await api('POST', 'run/cancel', { trx, reason: 'not needed' })).status, 200);
    await refused(409, 'POST', 'suspend/recover', { trx });
    await refused(409, 'POST', 'run/cancel', { trx, reason: 'twice' });
    const { status, error } = await log(trx);
    assert.deepEqual([status, error?.code], ['cancelled', '110010']);
    await refused(404, 'POST', 'run/cancel', { trx: NOBODY, reason: 'nobody' });
    await refused(400, 'POST', 'run/cancel', { trx });
    await refused(400, 'POST', 'run/cancel', { reason: 'x' });
  });
});
