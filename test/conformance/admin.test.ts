import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { rulesOver, saying } from './saved-rules.ts';
import type { Version } from './saved-rules.ts';

interface Page<T> {
  list: T[];
  total: number;
  page: number;
  count: number;
}
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

describe('rules, over REST', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.stop());

  const { add, refused } = rulesOver(() => gateway);

  it('a new version is answered whole, the first of a name and method active', async () => {
    const first = await add('v/first', saying(1), { desc: 'the first', operator: 'mallory', operator_id: 99 });
    const keys = 'created_at desc id method name operator operator_id rule status updated_at version warnings';
    assert.deepEqual(Object.keys(first).sort(), keys.split(' '));
    assert.deepEqual(
      [first.name, first.method, first.rule, first.desc, first.status, first.operator],
      ['v/first', 'GET', saying(1), 'the first', true, 'admin'],
    );
    assert.notEqual(first.operator_id, 99);
    assert.match(first.created_at, ISO);
    assert.match(first.updated_at, ISO);
    const second = await add('v/first', JSON.stringify(saying(2)), { $schema: 'as a rule file may have it' });
    assert.deepEqual([second.status, second.rule], [false, saying(2)]);
    assert.equal((await gateway.call('GET', 'v/first')).text, '1');
    const third = await add('v/first', saying(3), { activate: true });
    assert.equal(third.status, true);
    assert.equal((await gateway.call('GET', 'v/first')).text, '3');
    assert.equal((await gateway.api<Version>('GET', `rule?id=${first.id}`)).body.data.status, false);
  });

  it('is read by id, by version, or by name and method', async () => {
    const one = await add('v/read', saying(1));
    const two = await add('v/read', saying(2));
    await add('v/read', saying('post'), { method: 'POST' });
    for (const query of [`id=${two.id}`, `version=${encodeURIComponent(String(two.version))}`])
      assert.deepEqual((await gateway.api<Version>('GET', `rule?${query}`)).body.data, two, query);
    const byName = await gateway.api<Version>('GET', 'rule?name=v/read&method=GET');
    assert.deepEqual([byName.status, byName.body.data], [200, one]);
    await refused('GET', 'rule?id=999999', undefined, 404);
    await refused('GET', 'rule?name=v/none&method=GET', undefined, 404);
    await refused('GET', 'rule?name=v/read&method=PUT', undefined, 404);
    await refused('GET', 'rule');
    await refused('GET', 'rule?id=abc');
  });

  it('is listed in pages, without the rule, filtered', async () => {
    const ids: number[] = [];
    for (const name of ['p/a', 'p/ab', 'p/b', 'pa', 'p_x']) ids.push((await add(name, saying(name))).id);
    await add('p/a', saying('later'), { method: 'POST' });
    const inactive = await add('p/a', saying('later'));
    const page = async (query: string): Promise<Page<Version>> => {
      const answer = await gateway.api<Page<Version>>('GET', `rule/page?${query}`);
      assert.deepEqual([answer.status, answer.body.code], [200, 200], answer.text);
      return answer.body.data;
    };
    const all = await page('name=p');
    assert.deepEqual([all.total, all.page, all.count, all.list.length], [7, 1, 20, 7]);
    assert.ok(all.list.every((version) => !('rule' in version)));
    assert.deepEqual((await page('name=p/a')).total, 4);
    assert.deepEqual((await page('name=p%25')).total, 0);
    assert.deepEqual((await page('name=p_')).total, 1);
    assert.deepEqual((await page('name=p/a&method=POST')).total, 1);
    assert.deepEqual(
      (await page('name=p/a&status=false')).list.map(({ id }) => id),
      [inactive.id],
    );
    assert.equal((await page('name=p/a&status=true')).total, 3);
    assert.equal((await page(`name=p&operator_id=${String(inactive.operator_id)}`)).total, 7);
    assert.equal((await page('name=p&operator_id=424242')).total, 0);
    const end = new Date(Date.now() + 60_000).toISOString();
    const start = new Date(Date.now() - 60_000).toISOString();
    assert.equal((await page(`name=p&start=${start}&end=${end}`)).total, 7);
    assert.equal((await page(`name=p&start=${end}`)).total, 0);
    assert.equal((await page(`name=p&end=${start}`)).total, 0);
    const paged = await Promise.all([1, 2, 3, 4, 5].map((n) => page(`name=p&count=2&page=${n}`)));
    assert.deepEqual(
      paged.map(({ list, total, page, count }) => [list.length, total, page, count]),
      [2, 2, 2, 1, 0].map((length, n) => [length, 7, n + 1, 2]),
    );
    assert.equal(new Set(paged.flatMap(({ list }) => list.map(({ id }) => id))).size, 7);
    for (const bad of [
      'page=0',
      'page=-1',
      'page=1.5',
      'page=x',
      'count=0',
      'count=101',
      'count=',
      'start=yesterday',
    ]) {
      const { errors } = await refused('GET', `rule/page?${bad}`);
      assert.match(String(errors?.[0]?.path), new RegExp(`${bad.split('=')[0] ?? ''}$`), bad);
    }
    assert.equal((await page('count=100')).count, 100);
    await refused('GET', 'rule/page?status=maybe');
  });

  it('switching is seen by the next request, and fails none', async () => {
    const versions = [await add('switch', saying(1)), await add('switch', saying(2))];
    let goingOn = true;
    const seen = new Map<string, number>();
    const client = async (): Promise<void> => {
      while (goingOn) {
        const answer = await gateway.call('GET', 'switch');
        assert.equal(answer.status, 200, answer.text);
        seen.set(answer.text, (seen.get(answer.text) ?? 0) + 1);
      }
    };
    const clients = [client(), client()];
    for (let n = 1; n <= 10; n++) {
      const switched = await gateway.api<Version>('PUT', 'rule/switch_version', { id: versions[n % 2]?.id });
      assert.deepEqual([switched.status, switched.body.data.status], [200, true]);
      assert.equal((await gateway.call('GET', 'switch')).text, String((n % 2) + 1));
    }
    goingOn = false;
    await Promise.all(clients);
    assert.ok((seen.get('1') ?? 0) > 0 && (seen.get('2') ?? 0) > 0);
  });

  it('the active version is deleted only by force; the endpoint is gone until another is activated', async () => {
    const one = await add('del', saying(1));
    const two = await add('del', saying(2));
    const three = await add('del', saying(3));
    await refused('DELETE', 'rule', { id: one.id }, 409);
    assert.equal((await gateway.call('GET', 'del')).text, '1');
    assert.equal((await gateway.api('DELETE', 'rule', { id: three.id })).status, 200);
    assert.equal((await gateway.api('DELETE', 'rule', { id: one.id, force: true })).status, 200);
    const gone = await gateway.call('GET', 'del');
    assert.deepEqual([gone.status, gone.body.code], [404, '000404']);
    assert.equal((await gateway.api('PUT', 'rule/switch_version', { id: two.id })).status, 200);
    assert.equal((await gateway.call('GET', 'del')).text, '2');
    await refused('DELETE', 'rule', { id: two.id }, 409);
    assert.equal((await gateway.api('DELETE', 'rule', { id: two.id, force: true })).status, 200);
    assert.equal((await gateway.call('GET', 'del')).status, 404);
    await refused('GET', `rule?id=${two.id}`, undefined, 404);
    const anew = await add('del', saying('anew'));
    assert.equal(anew.status, true);
    assert.equal((await gateway.call('GET', 'del')).text, '"anew"');
  });
});
