import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RunLog } from '../../src/engine/run-log.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

type Json = Record<string, unknown>;
type Answer = Reply<{ code: number | string; msg: string; data: Json; errors?: { path?: string; pointer?: string }[] }>;
interface Page {
  list: Json[];
  total: number;
  page: number;
  count: number;
}

const NOBODY = `TRX${'0'.repeat(32)}`;

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

  const component = (rule: string, name: string, more: Json = {}): Json => ({
    ...{ name, type: 'api', method: 'POST', url: `${upstream.url}/${rule}/${name}`, outputName: name },
    ...more,
  });

  /** A rule whose second layer breaks at `bad` until its upstream is mended. */
  async function breaking(name: string, more: Json = {}): Promise<void> {
    upstream.json(`/${name}/first`, { id: 7 });
    upstream.json(`/${name}/bad`, { error: 'broken' }, 500);
    upstream.json(`/${name}/good`, { fine: true });
    upstream.json(`/${name}/last`, { done: true });
    await gateway.rule(name, 'POST', {
      suspend: true,
      components: [
        [component(name, 'first')],
        [component(name, 'bad', { input: { id: '{first.id}' } }), component(name, 'good')],
        [component(name, 'last')],
      ],
      response: { status: 201, header: { 'X-Id': '{first.id}' }, body: ['{first.id}', '{bad.v}', '{last.done}'] },
      ...more,
    });
  }

  async function suspended(name: string, body: unknown = { in: 1 }): Promise<string> {
    const reply = await gateway.call('POST', name, body);
    assert.equal(reply.status, 202, reply.text);
    return String(reply.body.trx);
  }

  const mend = (name: string): void => upstream.json(`/${name}/bad`, { v: 'mended' });
  const api = (method: string, path: string, body?: unknown): Promise<Answer> => gateway.api(method, path, body);
  const read = async (trx: string): Promise<Json> => (await api('GET', `suspend?trx=${trx}`)).body.data;
  const log = async (trx: string): Promise<RunLog> =>
    (await gateway.api<RunLog>('GET', `run_log?trx=${trx}`)).body.data;

  async function refused(status: number, method: string, path: string, body?: unknown): Promise<Answer['body']> {
    const answer = await api(method, path, body);
    const says = `${method} ${path} ${JSON.stringify(body)}: ${answer.text}`;
    assert.deepEqual([answer.status, answer.body.code], [status, `000${status}`], says);
    return answer.body;
  }

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

  it('goes on where it broke, with the answer that the gateway would have given', async () => {
    await breaking('on', { record: true });
    const trx = await suspended('on');
    mend('on');
    const answer = await api('POST', 'suspend/recover', { trx });
    assert.deepEqual([answer.status, answer.text], [201, '[7,"mended",true]']);
    assert.deepEqual([answer.headers.get('trx'), answer.headers.get('x-id')], [trx, '7']);
    const counts = ['first', 'bad', 'good', 'last'].map((name) => upstream.callsOf(`/on/${name}`).length);
    assert.deepEqual(counts, [1, 2, 1, 1]);
    const { status, recoveries, step_logs: layers, response } = await log(trx);
    assert.equal(status, 'success');
    assert.deepEqual(Object.keys(recoveries[0] ?? {}).sort(), [
      'changes',
      'end_datetime',
      'operator',
      'start_datetime',
      'status',
    ]);
    const bad = layers.flatMap((layer) => layer.component_logs).filter(({ name }) => name === 'bad');
    assert.deepEqual(
      bad.map(({ error }) => error?.code ?? null),
      ['110006', null],
    );
    assert.match(JSON.stringify(response), /mended/);
    const message = await refused(409, 'POST', 'suspend/recover', { trx });
    assert.equal(typeof message.msg, 'string');
    await refused(404, 'POST', 'suspend/recover', { trx: NOBODY });
    await refused(400, 'POST', 'suspend/recover', {});
    await refused(400, 'POST', 'suspend/recover', { trx: 5 });
    await refused(400, 'POST', 'suspend/recover', { trx, data: [] });
  });

  it('merges the data given into the context', async () => {
    await breaking('data');
    const trx = await suspended('data', { in: 1, keep: 2 });
    mend('data');
    const answer = await api('POST', 'suspend/recover', { trx, data: { first: { id: 8 } }, operator: 'ignored' });
    assert.deepEqual([answer.status, answer.text], [201, '[8,"mended",true]']);
    assert.equal(upstream.callsOf('/data/bad').at(-1)?.body, '{"id":8}');
  });

  it('that breaks again is suspended again under the same trx', async () => {
    await breaking('again');
    const trx = await suspended('again');
    upstream.json('/again/bad', {}, 503);
    const answer = await api('POST', 'suspend/recover', { trx });
    assert.deepEqual([answer.status, answer.body.code, (answer.body as unknown as Json).trx], [202, '110006', trx]);
    const kept = await read(trx);
    assert.deepEqual([kept.status, kept.recover_count, kept.cur_step], ['suspended', 1, 2]);
    upstream.json('/again/bad', { v: 1 });
    upstream.json('/again/last', {}, 500);
    assert.equal((await api('POST', 'suspend/recover', { trx })).status, 202);
    const later = await read(trx);
    assert.deepEqual([later.cur_step, later.err_component, later.recover_count], [3, 'last', 2]);
    upstream.json('/again/last', { done: 1 });
    assert.equal((await api('POST', 'suspend/recover', { trx })).text, '[7,1,1]');
    assert.equal(upstream.callsOf('/again/bad').length, 3);
    const { recoveries } = await log(trx);
    assert.deepEqual(
      recoveries.map(({ status }) => status),
      ['suspended', 'suspended', 'success'],
    );
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

  it('is recovered with many others in the background', async () => {
    await breaking('many');
    await breaking('others');
    const trxs = [await suspended('many'), await suspended('many'), await suspended('many')];
    const other = await suspended('others');
    mend('many');
    mend('others');
    const some = await api('POST', 'suspend/recover_all', {
      filter: { path: '/ps/many', status: 'suspended' },
      limit: 2,
    });
    assert.deepEqual([some.status, some.body.data], [200, { accepted: 2 }], some.text);
    const statuses = async (): Promise<string[]> => Promise.all(trxs.map(async (trx) => (await log(trx)).status));
    await until(async () => (await statuses()).filter((status) => status === 'success').length === 2);
    assert.deepEqual(
      (await api('POST', 'suspend/recover_all', { filter: { err_code: '110006', path: '/ps/many' }, limit: 10 })).body
        .data,
      { accepted: 1 },
    );
    await until(async () => (await statuses()).every((status) => status === 'success'));
    assert.equal((await log(other)).status, 'suspended');
    for (const bad of [
      { filter: {}, limit: 0 },
      { filter: {}, limit: 'x' },
      { filter: 5, limit: 1 },
    ])
      await refused(400, 'POST', 'suspend/recover_all', bad);
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

  it('that is being recovered is 409 for others, and can be stopped', async () => {
    await breaking('busy');
    const trx = await suspended('busy');
    upstream.on('/busy/bad', () => undefined);
    const recovering = api('POST', 'suspend/recover', { trx });
    await upstream.called('/busy/bad', 2);
    assert.equal((await read(trx)).status, 'recovering');
    await refused(409, 'POST', 'suspend/recover', { trx });
    await refused(409, 'PUT', 'suspend', { id: (await read(trx)).id, cur_step: 1 });
    assert.equal((await api('POST', 'run/cancel', { trx, reason: 'stop it' })).status, 200);
    const { status, body } = await recovering;
    assert.deepEqual([status, body.code], [409, '110010']);
    await until(async () => (await log(trx)).status === 'cancelled');
  });

  it('uses the script version that is active now, and data of ctx.data from before', async () => {
    await gateway.script('mendable', `function handler(ctx) { ctx.data.store('n', 41); throw new Error('bug') }`);
    await gateway.rule('scripted', 'POST', {
      suspend: true,
      components: [[{ name: 's', type: 'script', url: 'mendable', outputName: 's' }]],
      response: { body: '{s}' },
    });
    const trx = await suspended('scripted');
    assert.equal((await read(trx)).err_code, '110002');
    await gateway.script('mendable', `function handler(ctx) { return ctx.data.load('n') + 1 }`);
    const answer = await api('POST', 'suspend/recover', { trx });
    assert.deepEqual([answer.status, answer.text], [200, '42']);
  });

  it('resumes by itself at most so many times', async () => {
    await breaking('auto', { recover: { auto: true, max: 2, wait: 0.1 } });
    const trx = await suspended('auto');
    await until(async () => (await read(trx)).recover_count === 2 && (await read(trx)).status === 'suspended');
    mend('auto');
    const calls = upstream.callsOf('/auto/bad').length;
    assert.equal(calls, 3);
    assert.equal((await api('POST', 'suspend/recover', { trx })).status, 201);
  });
});
