import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { request, startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';

interface Version {
  id: number;
  name: string;
  method: string;
  rule: Record<string, unknown>;
  desc: string;
  version: unknown;
  status: boolean;
  operator: string;
  operator_id: unknown;
  created_at: string;
  updated_at: string;
  warnings: { severity: string; pointer: string; message: string; suggestion?: string }[];
}
interface Page<T> {
  list: T[];
  total: number;
  page: number;
  count: number;
}
type Answer<T> = Reply<{ code: number | string; msg: string; data: T }>;
type Refused = Reply<{ code: string; msg: string; errors?: { path?: string; pointer?: string; message: string }[] }>;

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

describe('rules, over REST', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.stop());

  const saying = (body: unknown): Record<string, unknown> => ({ response: { body } });

  async function add(name: string, rule: unknown, more: Record<string, unknown> = {}): Promise<Version> {
    const saved = await gateway.api<Version>('POST', 'rule', { name, method: 'GET', rule, ...more });
    assert.deepEqual([saved.status, saved.body.code, saved.body.msg], [201, 200, 'success'], saved.text);
    return saved.body.data;
  }

  async function refused(method: string, path: string, body?: unknown, status = 400): Promise<Refused['body']> {
    const answer = (await gateway.api(method, path, body)) as unknown as Refused;
    const code = `000${status}`;
    assert.deepEqual([answer.status, answer.body.code], [status, code], `${method} ${path}: ${answer.text}`);
    assert.equal(typeof answer.body.msg, 'string');
    return answer.body;
  }

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

  it('malformed input is 400, each field with its path', async () => {
    const good = { name: 'bad', method: 'GET', rule: {} };
    const cases: [string, unknown][] = [
      ['name', { ...good, name: undefined }],
      ['name', { ...good, name: 5 }],
      ['name', { ...good, name: '' }],
      ['name', { ...good, name: '/slash' }],
      ['method', { ...good, method: 'FETCH' }],
      ['method', { ...good, method: undefined }],
      ['rule', { ...good, rule: undefined }],
      ['rule', { ...good, rule: 7 }],
      ['rule', { ...good, rule: '{"response":' }],
      ['desc', { ...good, desc: 5 }],
      ['activate', { ...good, activate: 'yes' }],
    ];
    for (const [field, body] of cases) {
      const { errors = [] } = await refused('POST', 'rule', body);
      assert.deepEqual(
        errors.map(({ path }) => path),
        [`request.body.${field}`],
        JSON.stringify(errors),
      );
    }
    assert.equal((await refused('POST', 'rule', { name: 5 })).errors?.length, 3, 'all at once');
    await refused('POST', 'rule', [good]);
    await refused('PUT', 'rule/switch_version', { id: 'x' });
    await refused('PUT', 'rule/switch_version', {});
    await refused('DELETE', 'rule', {});
    await refused('DELETE', 'rule', { id: 1, force: 'yes' });
    await refused('PUT', 'rule/switch_version', { id: 987654 }, 404);
    await refused('DELETE', 'rule', { id: 987654 }, 404);
    const login = `${gateway.url}/api/v1/login`;
    const cut = await request<{ code: string }>('POST', login, '{"a":', { 'content-type': 'application/json' });
    assert.deepEqual([cut.status, cut.body.code], [400, '000400']);
    const plain = await request('POST', login, 'a=b', { 'content-type': 'text/plain' });
    assert.equal(plain.status, 415);
  });

  it('a rule that does not validate is refused with pointers, and saved is nothing', async () => {
    const rule = {
      recrod: true,
      components: [[{ name: 'a', type: 'api', url: 'http://h/', condition: 'process.exit()' }]],
    };
    const { errors = [] } = await refused('POST', 'rule', { name: 'wrong', method: 'GET', rule });
    assert.deepEqual(errors.map(({ pointer }) => pointer).sort(), ['/components/0/0/condition', '/recrod']);
    assert.match(JSON.stringify(errors), /record/);
    await refused('GET', 'rule?name=wrong&method=GET', undefined, 404);
  });

  it('a check saves nothing: errors and warnings, with pointers and suggestions', async () => {
    const rule = {
      recrod: true,
      components: [
        [{ name: 'user', type: 'api', url: 'http://h/u', outputName: 'userResponse' }],
        [
          {
            name: 'b',
            type: 'api',
            url: 'http://h/b',
            method: 'POST',
            retryMaxCount: 1,
            input: { user_id: '{user.id}' },
          },
        ],
      ],
    };
    const check = async (one: unknown): Promise<Record<'errors' | 'warnings', Version['warnings']>> => {
      const answer = await gateway.api<Record<'errors' | 'warnings', Version['warnings']>>('POST', 'rule/check', {
        name: 'checked',
        method: 'GET',
        rule: one,
      });
      assert.equal(answer.status, 200, answer.text);
      return answer.body.data;
    };
    const wrong = await check(rule);
    assert.deepEqual(
      wrong.errors.map(({ severity, pointer }) => [severity, pointer]),
      [['error', '/recrod']],
    );
    assert.equal(wrong.errors[0]?.suggestion, 'record');
    const right = { components: rule.components };
    const fine = await check(right);
    assert.deepEqual(fine.errors, []);
    assert.ok(fine.warnings.every(({ severity }) => severity === 'warning'));
    const pointers = fine.warnings.map(({ pointer }) => pointer);
    assert.ok(pointers.includes('/components/1/0/input/user_id'), JSON.stringify(fine.warnings));
    assert.ok(
      pointers.some((pointer) => pointer.startsWith('/components/0/0')),
      'an output nobody reads',
    );
    assert.ok(fine.warnings.length >= 3, 'a non-GET component with retries');
    assert.deepEqual(await check({}), { errors: [], warnings: [] });
    assert.equal((await check(JSON.stringify(rule))).errors.length, 1);
    await refused('GET', 'rule?name=checked&method=GET', undefined, 404);
    const saved = await add('warned', right);
    assert.deepEqual(saved.warnings, fine.warnings);
    assert.deepEqual((await gateway.api<Version>('GET', `rule?id=${saved.id}`)).body.data.warnings, fine.warnings);
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

  it('a test runs a rule with mocks, and no call leaves', async () => {
    await gateway.script(
      'test/s',
      `function handler(ctx, i) { return [ctx.request({ url: 'http://never.invalid/' }), ctx.request({ url: 'http://never.invalid/2' }), i] }`,
    );
    const rule = {
      request: { body: { n: { type: 'int', required: true } } },
      components: [
        [{ name: 'a', type: 'api', url: 'http://never.invalid/a', outputName: 'a' }],
        [{ name: 's', type: 'script', url: 'test/s', input: '{a.id}', outputName: 's' }],
      ],
      response: {
        status: 201,
        header: { 'X-Q': '{request.query.q}' },
        body: { a: '{a}', s: '{s}', p: '{request.params.id}' },
      },
    };
    type Tested = { status: string; http_status: number; response: unknown; run_log: Record<string, unknown> };
    const test = (mocks: unknown, body: unknown = { n: 1 }): Promise<Answer<Tested>> =>
      gateway.api<Tested>('POST', 'rule/test', {
        rule,
        request: {
          method: 'POST',
          path: '/ps/x',
          query: { q: 'Q' },
          header: { 'x-h': '1' },
          params: { id: '5' },
          body,
        },
        mocks,
      });
    const fine = await test({ a: { output: { id: 7 } }, s: { requests: [{ one: 1 }, 'two'] } });
    assert.equal(fine.status, 200, fine.text);
    const { data } = fine.body;
    assert.deepEqual([data.status, data.http_status], ['success', 201], fine.text);
    assert.deepEqual(data.response, { a: { id: 7 }, s: [{ one: 1 }, 'two', 7], p: '5' });
    assert.equal(data.run_log.status, 'success');
    assert.equal((data.run_log.step_logs as unknown[]).length, 2);
    const bare = (await test({ s: { output: 1 } })).body.data;
    assert.deepEqual([bare.status, (bare.run_log.error as { component: string }).component], ['failed', 'a']);
    const failed = (await test({ a: { error: { code: '110007', msg: 'no line' } } })).body.data;
    assert.deepEqual([failed.status, failed.http_status], ['failed', 502]);
    const { code, msg } = failed.response as { code: string; msg: string };
    assert.deepEqual([code, msg], ['110007', 'no line']);
    const few = (await test({ a: { output: { id: 7 } }, s: { requests: [1] } })).body.data;
    assert.equal(few.status, 'failed');
    const mocked = (await test({ a: { output: 3 }, s: { output: 4 } })).body.data;
    assert.deepEqual(mocked.response, { a: 3, s: 4, p: '5' });
    const invalid = (await test({}, { n: 'x' })).body.data;
    assert.deepEqual([invalid.status, invalid.http_status], ['failed', 400]);
    await refused('POST', 'rule/test', { rule: { recrod: 1 }, request: {} });
    await refused('POST', 'rule/test', { request: {} });
    await refused('POST', 'rule/test', { rule, request: {}, mocks: { a: { outptu: 1 } } });
    assert.equal((await gateway.api('POST', 'rule/test', { rule: {}, request: { method: 'GET' } })).status, 200);
  });
});
