import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

interface Rule {
  id: number;
  name: string;
  method: string;
  rule: Record<string, unknown>;
  desc: string;
  version: string;
  status: boolean;
  operator: string;
  operator_id: number;
  created_at: string;
  updated_at: string;
  warnings: { pointer: string; message: string }[];
}

interface Tested {
  response: unknown;
  run_log: { step_logs: { component_logs: Record<string, unknown>[] }[] };
}

interface Page {
  list: Omit<Rule, 'rule'>[];
  total: number;
  page: number;
  count: number;
}

const answering = (body: unknown): Record<string, unknown> => ({ response: { body } });

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

describe('rules over REST', () => {
  it('an expression that does not parse is refused, and what is right is run, mocked and logged', async () => {
    const ruleWith = (expression: string) => ({
      record: true,
      components: [[{ name: 'sum', type: 'transform', input: [1, 2], expression, outputName: 'sum' }]],
      response: { body: '{sum}' },
    });
    const document = { name: 'sums', method: 'GET', rule: ruleWith('$sum($') };
    const message = 'S0203: Expected ")" before end of expression (position 6)';
    const errors = [{ severity: 'error', pointer: '/components/0/0/expression', message }];
    assert.deepEqual((await server.api('POST', 'rule/check', document)).body.data, { errors, warnings: [] });
    const refused = await server.api('POST', 'rule', document);
    assert.equal(refused.status, 400);
    assert.match(refused.text, /S0203/);
    const rule = ruleWith('$sum($)');
    const test = async (mocks: object) => {
      const { body } = await server.api<Tested>('POST', 'rule/test', { rule, mocks });
      const log = body.data.run_log.step_logs[0]?.component_logs[0];
      return [body.data.response, log?.type, log?.url, log?.version, log?.input];
    };
    assert.deepEqual(await test({}), [3, 'transform', '', null, [1, 2]]);
    assert.deepEqual(await test({ sum: { output: 7 } }), [7, 'transform', '', null, [1, 2]]);
  });

  const save = (name: string, rest: Record<string, unknown> = {}) =>
    server.api<Rule>('POST', 'rule', { name, method: 'GET', rule: answering(name), ...rest });

  it('the first version of a name and method is active at once, later ones only with activate', async () => {
    const first = await save('versions', { rule: answering(1) });
    assert.equal(first.status, 201);
    assert.deepEqual([first.body.code, first.body.msg, first.body.data.status], [200, 'success', true]);
    const second = await save('versions', { rule: answering(2) });
    assert.equal(second.body.data.status, false);
    assert.equal((await server.call('GET', 'versions')).text, '1');
    const third = await save('versions', { rule: answering(3), activate: true });
    assert.equal(third.body.data.status, true);
    assert.equal((await server.call('GET', 'versions')).text, '3');
    assert.equal((await save('versions', { method: 'POST', rule: answering('other') })).body.data.status, true);
  });

  it('is read by id, by version, or by name and method: then the active version', async () => {
    const saved = (await save('read', { desc: 'a description' })).body.data;
    await save('read', { rule: answering(2) });
    for (const query of [
      `id=${saved.id}`,
      `version=${saved.version}`,
      'name=read&method=GET',
      'name=read&method=get',
    ]) {
      const { status, body } = await server.api<Rule>('GET', `rule?${query}`);
      assert.equal(status, 200, query);
      assert.deepEqual(body.data, saved, query);
    }
    assert.deepEqual(Object.keys(saved).sort(), [
      'created_at',
      'desc',
      'id',
      'method',
      'name',
      'operator',
      'operator_id',
      'rule',
      'status',
      'updated_at',
      'version',
      'warnings',
    ]);
    assert.equal(saved.operator, 'admin');
    assert.match(saved.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    for (const query of ['id=99999', 'version=V0', 'name=read&method=PUT', 'name=unknown&method=GET']) {
      const { status, body } = await server.api('GET', `rule?${query}`);
      assert.deepEqual([status, body.code], [404, '000404'], query);
    }
    for (const query of ['', 'name=read', 'id=x', 'id=0']) {
      const { status, body } = await server.api('GET', `rule?${query}`);
      assert.deepEqual([status, body.code], [400, '000400'], query);
      assert.match(body.errors?.[0]?.path ?? '', /^request\.query\./);
    }
  });

  it('is taken as an object or as its JSON text, that of a file with a byte order mark too', async () => {
    const { status, body } = await save('text', { rule: `\ufeff${JSON.stringify(answering('from text'))}` });
    assert.equal(status, 201);
    assert.deepEqual(body.data.rule, answering('from text'));
    for (const rule of ['{"response":', '[]', '"x"', '']) {
      const refused = await save('text', { rule });
      assert.equal(refused.status, 400, rule);
      assert.equal(refused.body.errors?.[0]?.path, 'request.body.rule');
    }
  });

  it('with errors is refused, with a pointer to each', async () => {
    const { status, body } = await save('bad', { rule: { respons: {}, request: { body: { a: { type: 'itn' } } } } });
    assert.equal(status, 400);
    assert.equal(body.code, '000400');
    const pointers = body.errors?.map(({ pointer }) => pointer) ?? [];
    assert.ok(pointers.includes('/respons'), JSON.stringify(body.errors));
    assert.ok(
      pointers.some((pointer) => pointer?.startsWith('/request/body/a')),
      JSON.stringify(body.errors),
    );
    assert.equal((await server.api('GET', 'rule?name=bad&method=GET')).status, 404);
    assert.equal((await save('/slash')).body.errors?.[0]?.path, 'request.body.name');
    assert.equal((await save('method', { method: 'FETCH' })).body.errors?.[0]?.path, 'request.body.method');
  });

  it('with warnings is saved, and they are returned, then and later', async () => {
    const rule = answering('{user.id}');
    const { status, body } = await save('warned', { rule });
    assert.equal(status, 201);
    assert.equal(body.data.warnings[0]?.pointer, '/response/body');
    const read = await server.api<Rule>('GET', 'rule?name=warned&method=GET');
    assert.deepEqual(read.body.data.warnings, body.data.warnings);
  });

  it('operator and operator_id of a body are ignored, other unknown fields refused', async () => {
    const taken = await save('operator', { operator: 'somebody', operator_id: 'x' });
    assert.deepEqual([taken.status, taken.body.data.operator, taken.body.data.operator_id], [201, 'admin', 1]);
    const { status, body } = await save('operator', { descr: 'typo' });
    assert.equal(status, 400);
    assert.deepEqual(
      body.errors?.map(({ path }) => path),
      ['request.body.descr'],
    );
  });

  it('malformed or wrongly typed bodies are 400 with paths, other content types 415', async () => {
    const send = (body: string, type: string) =>
      fetch(`${server.url}/api/v1/rule`, {
        method: 'POST',
        body,
        headers: { authorization: `Bearer ${server.token}`, 'content-type': type },
      });
    const malformed = await send('{"name":', 'application/json');
    assert.equal(malformed.status, 400);
    assert.equal(((await malformed.json()) as { errors: { path: string }[] }).errors[0]?.path, 'request.body');
    assert.equal((await send('', 'application/json')).status, 400);
    assert.equal((await send('[]', 'application/json')).status, 400);
    assert.equal((await send('name=x', 'application/x-www-form-urlencoded')).status, 415);
    const { body } = await server.api('POST', 'rule', { name: 7, method: 'GET', rule: 1, activate: 'yes' });
    assert.deepEqual(body.errors?.map(({ path }) => path).sort(), [
      'request.body.activate',
      'request.body.name',
      'request.body.rule',
    ]);
  });

  it('lists are pages, filtered, without the rules themselves', async () => {
    for (const name of ['list/a', 'list/b', 'list/c', 'other']) await save(name);
    await save('list/a', { rule: answering('again') });
    const page = async (query: string) => (await server.api<Page>('GET', `rule/page?${query}`)).body.data;
    const all = await page('name=list/');
    assert.deepEqual([all.total, all.page, all.count], [4, 1, 20]);
    assert.ok(all.list.every((head) => !('rule' in head)));
    assert.deepEqual(
      all.list.map(({ name }) => name),
      ['list/a', 'list/c', 'list/b', 'list/a'],
    );
    const second = await page('name=list/&page=2&count=3');
    assert.deepEqual([second.list.length, second.total, second.page, second.count], [1, 4, 2, 3]);
    assert.equal((await page('name=list/&status=true')).total, 3);
    assert.equal((await page('name=list/&status=false')).total, 1);
    assert.equal((await page('name=list/&method=POST')).total, 0);
    assert.equal((await page('name=list/&operator_id=2')).total, 0);
    assert.equal((await page(`name=list/&start=${new Date(Date.now() + 60_000).toISOString()}`)).total, 0);
    assert.equal((await page(`name=list/&end=${new Date(Date.now() + 60_000).toISOString()}`)).total, 4);
    assert.equal((await page('name=list/_')).total, 0);
  });

  it('page and count out of range, and times that are none, are 400', async () => {
    for (const query of [
      'page=0',
      'page=-1',
      'page=x',
      'count=0',
      'count=101',
      'count=1.5',
      'start=yesterday',
      'start=2016-12-31T23:59:60Z',
      'operator_id=-1',
      'status=maybe',
      'page=1&page=2',
    ]) {
      const { status, body } = await server.api('GET', `rule/page?${query}`);
      assert.deepEqual([status, body.code], [400, '000400'], query);
      assert.match(body.errors?.[0]?.path ?? '', /^request\.query\./, query);
    }
  });

  it('what is wrong is reported in words', async () => {
    const messages = async (method: string, path: string, sent?: unknown) =>
      (await server.api(method, path, sent)).body.errors?.map(({ message }) => message);
    assert.deepEqual(await messages('POST', 'rule/check', { name: 'a', method: 'GET', rule: 5 }), [
      'must be object or string',
    ]);
    assert.deepEqual(await messages('GET', 'rule/page?start=x'), [
      'must be a time as ISO 8601 writes it, such as 2030-12-31T23:59:59Z',
    ]);
    assert.deepEqual(await messages('POST', 'secret', { name: 'a b', content: '' }), [
      'must be letters, digits, _ and -, which is not first',
      'cannot be empty',
    ]);
    assert.deepEqual(await messages('POST', 'user', { username: 'a'.repeat(101), password: 'short', role: 'viewer' }), [
      'must have at most 100 characters',
      'must have at least 8 characters',
    ]);
    assert.deepEqual(await messages('POST', 'rule/test', { rule: {}, mocks: { a: {} } }), [
      'must have at least 1 of its fields',
    ]);
  });

  it('what files and the command line have saved is found by the operator 0', async () => {
    const { body, status } = await server.api<Page>('GET', 'rule/page?operator_id=0');
    assert.deepEqual([status, body.data.total], [200, 0]);
  });

  it('switching makes a version active at once', async () => {
    const first = (await save('switched', { rule: answering(1) })).body.data;
    const second = (await save('switched', { rule: answering(2) })).body.data;
    const { status, body } = await server.api<Rule>('PUT', 'rule/switch_version', { id: second.id });
    assert.deepEqual([status, body.data.status], [200, true]);
    assert.equal((await server.call('GET', 'switched')).text, '2');
    assert.equal((await server.api<Rule>('GET', `rule?id=${first.id}`)).body.data.status, false);
    assert.equal((await server.api('PUT', 'rule/switch_version', { id: 99999 })).status, 404);
    assert.equal((await server.api('PUT', 'rule/switch_version', {})).status, 400);
  });

  it('the active version is deleted only with force; then the endpoint is 404 until another is activated', async () => {
    const first = (await save('deleted', { rule: answering(1) })).body.data;
    const second = (await save('deleted', { rule: answering(2) })).body.data;
    const refused = await server.api('DELETE', 'rule', { id: first.id });
    assert.deepEqual([refused.status, refused.body.code], [409, '000409']);
    assert.equal((await server.call('GET', 'deleted')).status, 200);
    assert.equal((await server.api('DELETE', 'rule', { id: first.id, force: true })).status, 200);
    assert.equal((await server.call('GET', 'deleted')).status, 404);
    await server.api('PUT', 'rule/switch_version', { id: second.id });
    assert.equal((await server.call('GET', 'deleted')).text, '2');
    assert.equal((await server.api('DELETE', `rule?id=${second.id}&force=true`)).status, 200);
    assert.equal((await server.api('GET', 'rule?name=deleted&method=GET')).status, 404);
    assert.equal((await server.api('DELETE', 'rule', { id: second.id })).status, 404);
    assert.equal((await server.api('DELETE', 'rule', {})).status, 400);
    assert.equal((await save('deleted')).body.data.status, true);
  });

  it('check saves nothing and gives errors and warnings', async () => {
    const check = (rule: unknown) =>
      server.api<{ errors: { pointer: string }[]; warnings: { pointer: string }[] }>('POST', 'rule/check', {
        name: 'checked',
        method: 'GET',
        rule,
      });
    const fine = await check(answering(1));
    assert.deepEqual([fine.status, fine.body.data], [200, { errors: [], warnings: [] }]);
    const wrong = await check({ boddy: 1 });
    assert.equal(wrong.status, 200);
    assert.equal(wrong.body.data.errors[0]?.pointer, '/boddy');
    assert.equal((await check(answering('{nothing.here}'))).body.data.warnings.length, 1);
    assert.equal((await server.call('GET', 'checked')).status, 404);
  });
});
