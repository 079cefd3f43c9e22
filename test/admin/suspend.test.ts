import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';
import { breakingRules } from './breaking-rules.ts';
import type { Page, Suspension } from './breaking-rules.ts';

interface Entry {
  action: string;
  operator: string;
  before: unknown;
  after: unknown;
}

let server: TestServer;
let upstream: Upstream;
before(async () => {
  [server, upstream] = [await startServer(), await startUpstream()];
});
after(async () => {
  await server.close();
  await upstream.close();
});

describe('suspensions over REST', () => {
  const { breaking, suspend, read } = breakingRules(() => ({ server, upstream }));

  it('are read by trx or id', async () => {
    await breaking('read');
    const trx = await suspend('read');
    const found = await read(trx);
    const expected = {
      trx,
      method: 'POST',
      path: '/ps/read',
      status: 'suspended',
      cause: 'error',
      step: 2,
      cur_step: 2,
      err_code: '110006',
      err_component: 'coupon',
      err_names: ['coupon'],
      recover_count: 0,
    };
    for (const [name, value] of Object.entries(expected)) {
      assert.deepEqual(found[name as keyof Suspension], value, name);
    }
    assert.deepEqual(found.data.user, { id: 7 });
    assert.equal((found.rule as { suspend: boolean }).suspend, true);
    assert.match(found.version, /^V[0-9A-F]{32}$/);
    assert.match(found.log_id, /^[0-9a-f]{32}$/);
    assert.deepEqual((await server.api<Suspension>('GET', `suspend?id=${found.id}`)).body.data, found);
    for (const query of ['trx=TRX0', 'id=9999'])
      assert.equal((await server.api('GET', `suspend?${query}`)).status, 404);
    assert.equal((await server.api('GET', 'suspend')).status, 400);
  });

  it('are listed by filters, without rule and data', async () => {
    await breaking('listed');
    const [one] = [await suspend('listed'), await suspend('listed')];
    const { version, log_id } = await read(one);
    const total = async (query: string) =>
      (await server.api<Page>('GET', `suspend/page?path=listed&${query}`)).body.data.total;
    assert.equal(await total(''), 2);
    const given = await suspend('listed');
    await server.api('POST', 'run/cancel', { trx: given, reason: 'not wanted' });
    // Who asks for no status wants those that wait, not those that have ended.
    assert.deepEqual([await total(''), await total('status=cancelled')], [2, 1]);
    assert.equal(await total(`trx=${one}`), 1);
    assert.equal(await total('method=POST'), 2);
    assert.equal(await total('method=GET'), 0);
    assert.equal(await total(`version=${version}`), 2);
    assert.equal(await total(`log_id=${log_id}`), 1);
    assert.equal(await total('err_code=110006&status=suspended'), 2);
    assert.equal(await total('err_code=110007'), 0);
    assert.equal(await total(`start=${new Date(Date.now() + 60_000).toISOString()}`), 0);
    assert.equal(await total(`end=${new Date(Date.now() + 60_000).toISOString()}`), 2);
    assert.equal((await server.api('GET', 'suspend/page?status=asleep')).status, 400);
    const { list } = (await server.api<Page>('GET', 'suspend/page?path=listed&count=1')).body.data;
    assert.equal(list.length, 1);
    assert.ok(list[0] && !('rule' in list[0]) && !('data' in list[0]));
  });

  it('a recovery answers exactly what the gateway would have answered', async () => {
    const { mend } = await breaking('recovered');
    const trx = await suspend('recovered');
    mend();
    const { status, headers, text } = await server.api('POST', 'suspend/recover', { trx });
    assert.deepEqual([status, text], [201, '{"coupon":"C1"}']);
    assert.equal(headers.get('trx'), trx);
    assert.equal(headers.get('x-user'), '7');
    assert.equal(upstream.callsOf('/recovered/user').length, 1);
    const again = await server.api('POST', 'suspend/recover', { trx });
    assert.deepEqual([again.status, again.body.code], [409, '000409']);
    const unknown = await server.api('POST', 'suspend/recover', { trx: 'TRX0' });
    assert.deepEqual([unknown.status, unknown.body.code], [404, '000404']);
    assert.equal((await server.api('POST', 'suspend/recover', {})).status, 400);
  });

  it('one that fails again answers 202 again, under the same trx; data is merged into the context', async () => {
    await breaking('again');
    const trx = await suspend('again');
    const failed = await server.api('POST', 'suspend/recover', { trx, data: { user: { id: 8 } } });
    assert.equal(failed.status, 202);
    assert.equal(failed.headers.get('trx'), trx);
    assert.equal((await read(trx)).recover_count, 1);
    const [, call] = upstream.callsOf('/again/coupon');
    assert.equal((JSON.parse(call?.body ?? '{}') as { user: number }).user, 8);
  });

  it('of any number of callers exactly one recovers', async () => {
    const { mend } = await breaking('raced');
    const trx = await suspend('raced');
    mend();
    const answers = await Promise.all(Array.from({ length: 8 }, () => server.api('POST', 'suspend/recover', { trx })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array.from({ length: 7 }, () => 409)]);
  });

  it('an operator edits data, rule, cur_step and err_names; a rule that does not validate is refused', async () => {
    await breaking('edited');
    const trx = await suspend('edited');
    const { id, rule, data } = await read(trx);
    const changed = await server.api<Suspension>('PUT', 'suspend', {
      id,
      data: { ...data, user: { id: 9 } },
      rule: { ...rule, response: { body: { edited: '{user.id}' } } },
      cur_step: 1,
      err_names: ['user'],
    });
    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual(
      [changed.body.data.cur_step, changed.body.data.err_names, changed.body.data.data.user],
      [1, ['user'], { id: 9 }],
    );
    const refused = await server.api('PUT', 'suspend', { id, rule: { boddy: 1 } });
    assert.deepEqual([refused.status, refused.body.code], [400, '000400']);
    assert.equal(refused.body.errors?.[0]?.pointer, '/boddy');
    const beyond = await server.api('PUT', 'suspend', { id, cur_step: 7 });
    assert.deepEqual([beyond.status, beyond.body.errors?.[0]?.path], [400, 'request.body.cur_step']);
    const reserved = await server.api('PUT', 'suspend', { id, data: { ...data, trx: 'TRX0' } });
    assert.deepEqual([reserved.status, reserved.body.errors?.[0]?.path], [400, 'request.body.data.trx']);
    const asText = { id, rule: JSON.stringify(changed.body.data.rule) };
    assert.deepEqual((await server.api<Suspension>('PUT', 'suspend', asText)).body.data.rule, changed.body.data.rule);
    assert.equal((await server.api('PUT', 'suspend', { id: 9999, cur_step: 1 })).status, 404);
    upstream.json('/edited/coupon', {});
    assert.equal((await server.api('POST', 'suspend/recover', { trx })).text, '{"edited":7}');
    assert.equal(upstream.callsOf('/edited/user').length, 2);
    const { list } = (await server.api<{ list: Entry[] }>('GET', `audit/page?target=${trx}`)).body.data;
    assert.deepEqual(
      list.map(({ action, operator }) => [action, operator]),
      ['suspend.recover', 'suspend.edit', 'suspend.edit'].map((action) => [action, 'admin']),
    );
    const { before, after } = list.at(-1) as Entry & { before: Suspension; after: Suspension };
    const { response } = rule;
    assert.deepEqual(before, { cur_step: 2, err_names: ['coupon'], data: { user: { id: 7 } }, rule: { response } });
    const edited = { response: { body: { edited: '{user.id}' } } };
    assert.deepEqual(after, { cur_step: 1, err_names: ['user'], data: { user: { id: 9 } }, rule: edited });
  });

  it('of two edits at once none undoes the other', async () => {
    await breaking('edited-twice');
    const { id, trx, data } = await read(await suspend('edited-twice'));
    const edits = [{ data: { ...data, user: { id: 9 } } }, { cur_step: 1 }];
    const answers = await Promise.all(edits.map((edit) => server.api('PUT', 'suspend', { id, ...edit })));
    const after = await read(trx);
    const seen = [JSON.stringify(after.data.user) === '{"id":9}', after.cur_step === 1];
    assert.deepEqual(
      answers.map(({ status }) => status),
      seen.map((isSeen) => (isSeen ? 200 : 409)),
    );
    const entries = await server.api<{ total: number }>('GET', `audit/page?target=${trx}&action=suspend.edit`);
    assert.equal(entries.body.data.total, answers.filter(({ status }) => status === 200).length);
  });

  it('a preview runs nothing, and says what would run and what would be null', async () => {
    await breaking('previewed');
    const trx = await suspend('previewed');
    const calls = upstream.calls.length;
    const { status, body } = await server.api<{
      components: Record<string, unknown>[];
      missing: Record<string, unknown>[];
    }>('POST', 'suspend/preview', { trx, data: { user: { id: 10 } } });
    assert.equal(status, 200);
    const [component] = body.data.components;
    assert.deepEqual(
      [component?.layer, component?.name, component?.type, component?.method, component?.url],
      [2, 'coupon', 'api', 'POST', `${upstream.url}/previewed/coupon`],
    );
    assert.deepEqual(component?.input, { user: 10, note: 'n', gone: null });
    assert.ok(
      body.data.missing.some(({ placeholder }) => placeholder === 'nope.x'),
      JSON.stringify(body.data.missing),
    );
    assert.equal(upstream.calls.length, calls);
    assert.equal((await server.api('POST', 'suspend/preview', { trx: 'TRX0' })).status, 404);
  });
});
