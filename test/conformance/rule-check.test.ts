import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { request, startGateway } from '../fixture/gateway.ts';
import type { Gateway, Reply } from '../fixture/gateway.ts';
import { rulesOver } from './saved-rules.ts';
import type { Version } from './saved-rules.ts';

type Answer<T> = Reply<{ code: number | string; msg: string; data: T }>;

describe('rules, checked and tested over REST', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.stop());

  const { add, refused } = rulesOver(() => gateway);

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
