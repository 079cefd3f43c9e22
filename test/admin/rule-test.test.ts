import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.close());

describe('POST /rule/test', () => {
  interface Outcome {
    status: string;
    http_status: number;
    response: unknown;
    run_log: { step_logs: { component_logs: Record<string, unknown>[] }[] } | null;
  }

  const rule = {
    request: {
      query: { page: { type: 'int' } },
      params: { id: { type: 'int' } },
      body: { phone: { type: 'string', required: true } },
    },
    components: [
      [
        {
          name: 'user',
          type: 'api',
          method: 'POST',
          url: 'http://192.0.2.1/users/{request.params.id}',
          input: { phone: '{request.body.phone}' },
          outputName: 'user',
        },
      ],
    ],
    response: {
      status: 201,
      body: {
        user: '{user.id}',
        page: '{request.query.page}',
        id: '{request.params.id}',
        tenant: '{request.header.x-tenant}',
      },
    },
  };
  const request = { query: { page: 2 }, params: { id: 7 }, header: { 'X-Tenant': 't' }, body: { phone: '1' } };

  it('answers early without the outputs of components behind, mocked as they are', async () => {
    const api = { type: 'api', url: 'http://192.0.2.1/' };
    const early = {
      components: [
        [
          { ...api, name: 'a', outputName: 'a', nowResponse: true },
          { ...api, name: 'b', outputName: 'b' },
        ],
      ],
      response: { body: { a: '{a}', b: '{b}' } },
    };
    const mocks = { a: { output: 1 }, b: { output: 2 } };
    const { body } = await server.api<Outcome>('POST', 'rule/test', { rule: early, mocks });
    assert.deepEqual(body.data.response, { a: 1, b: null });
  });

  it('runs the rule, its calls answered from mocks', async () => {
    const mocks = { user: { output: { id: 42 } } };
    const { status, body } = await server.api<Outcome>('POST', 'rule/test', { rule, request, mocks });
    assert.equal(status, 200);
    const { run_log, ...outcome } = body.data;
    assert.deepEqual(outcome, {
      status: 'success',
      http_status: 201,
      response: { user: 42, page: 2, id: 7, tenant: 't' },
    });
    assert.equal(run_log?.step_logs.length, 1);
    const { url, method, input, output, request_logs } = run_log.step_logs[0]?.component_logs[0] ?? {};
    assert.deepEqual(
      { url, method, input, output, request_logs },
      {
        url: 'http://192.0.2.1/users/7',
        method: 'POST',
        input: { phone: '1' },
        output: { id: 42 },
        request_logs: [],
      },
    );
  });

  it('a mocked error fails the run; an api component without a mock fails', async () => {
    const mocks = { user: { error: { code: '110007', msg: 'away' } } };
    const mocked = await server.api<Outcome>('POST', 'rule/test', { rule, request, mocks });
    assert.deepEqual([mocked.body.data.status, mocked.body.data.http_status], ['failed', 502]);
    const missing = await server.api<Outcome>('POST', 'rule/test', { rule, request, mocks: {} });
    assert.equal(missing.body.data.status, 'failed');
  });

  it('a request that the rule refuses runs nothing', async () => {
    const { body } = await server.api<Outcome>('POST', 'rule/test', { rule, request: { body: {} } });
    assert.deepEqual([body.data.status, body.data.http_status, body.data.run_log], ['failed', 400, null]);
    assert.equal((body.data.response as { msg: string }).msg, 'request.body.phone is required');
  });

  it('takes the name of an endpoint, whose last parameter may be all that follows', async () => {
    const files = {
      components: [[{ name: 'f', type: 'api', url: 'http://192.0.2.1/{request.params.path}', outputName: 'f' }]],
      response: { body: '{request.path}' },
    };
    const request = { name: 'files/*path', method: 'GET', params: { path: 'a b/c' } };
    const { body } = await server.api<Outcome>('POST', 'rule/test', { rule: files, request, mocks: { f: { output: 1 } } }); // prettier-ignore
    assert.equal(body.data.run_log?.step_logs[0]?.component_logs[0]?.url, 'http://192.0.2.1/a%20b/c');
    const wrong = await server.api('POST', 'rule/test', { rule: files, request: { name: '*path/x' } });
    assert.equal(wrong.status, 400);
  });

  it('takes bytes of raw bodies as text or base64, and gives files their size', async () => {
    const raw = { request: { type: 'raw' }, response: { body: '{request.body}' } };
    for (const [body, header, expected] of [
      ['hé', { 'Content-Type': 'text/plain' }, { size: 3, contentType: 'text/plain' }],
      [{ contentType: 'image/png', base64: 'AAAA' }, {}, { size: 3, contentType: 'image/png' }],
      [{ a: 1 }, {}, { size: 7, contentType: null }],
      [null, {}, { size: 0, contentType: null }],
    ] as const) {
      const tried = await server.api<Outcome>('POST', 'rule/test', { rule: raw, request: { header, body } });
      assert.deepEqual(tried.body.data.response, expected);
    }
    const multipart = {
      request: { type: 'multipart', body: { f: { type: 'file', maxSize: 2 } } },
      response: { body: '{request.body.f.size}' },
    };
    const size = async (base64: string) => {
      const body = { f: { filename: 'a', contentType: 'image/png', base64 } };
      return (await server.api<Outcome>('POST', 'rule/test', { rule: multipart, request: { body } })).body.data;
    };
    assert.equal((await size('AAA=')).response, 2);
    assert.equal((await size('AAAA')).http_status, 400);
  });

  describe('of flows and loops', () => {
    const api = (name: string, more: object = {}) => ({
      ...{ name, type: 'api', method: 'POST', url: `http://192.0.2.1/${name}`, outputName: name, ...more },
    });
    const nested = {
      components: [
        [{ name: 'fulfil', type: 'flow', components: [[api('courier')], [api('track')]], outputName: 'shipment' }],
        [api('reserve', { foreach: [1, 2, 3], ignoreError: true, fallback: 'none' })],
      ],
      response: { body: ['{shipment}', '{reserve}'], error: { body: ['{error.component}', '{error.msg}'] } },
    };
    const run = async (mocks: object) =>
      (await server.api<Outcome>('POST', 'rule/test', { rule: nested, mocks })).body.data;

    it('takes mocks by full names, of one element or of all', async () => {
      const error = { code: '110007', msg: 'away' };
      const { response } = await run({
        ...{ 'fulfil/courier': { output: 1 }, 'fulfil/track': { output: 2 } },
        ...{ reserve: { output: 'all' }, 'reserve[0]': { output: 'first' }, 'reserve[2]': { error } },
      });
      assert.deepEqual(response, [{ courier: 1, track: 2 }, ['first', 'all', 'none']]);
    });

    it('lets no call leave from inside', async () => {
      const { status, response } = await run({ courier: { output: 1 } });
      const message =
        'component "fulfil/courier" has no mock, and in a test no call leaves; give mocks.fulfil/courier.output or .error';
      assert.deepEqual([status, response], ['failed', ['fulfil/courier', message]]);
    });

    it('takes a mock of a flow as a whole, and one of all that is inside a loop', async () => {
      const whole = await run({ fulfil: { output: 'whole' }, reserve: { output: 1 } });
      assert.deepEqual(whole.response, ['whole', [1, 1, 1]]);
      const each = { name: 'each', type: 'flow', foreach: [1, 2], components: [[api('ask')]], outputName: 'each' };
      const { body } = await server.api<Outcome>('POST', 'rule/test', {
        rule: { components: [[each]], response: { body: '{each}' } },
        mocks: { 'each/ask': { output: 'all' }, 'each[1]/ask': { output: 'second' } },
      });
      assert.deepEqual(body.data.response, [{ ask: 'all' }, { ask: 'second' }]);
    });
  });

  it('takes the rule as text, refuses a bad one, and stores nothing', async () => {
    const text = await server.api<Outcome>('POST', 'rule/test', { rule: '{"record":true,"response":{"body":1}}' });
    assert.equal(text.body.data.response, 1);
    assert.equal((await server.api('POST', 'rule/test', { rule: { wrong: 1 } })).body.errors?.[0]?.pointer, '/wrong');
    assert.equal((await server.api('POST', 'rule/test', { rule: {}, mocks: { a: {} } })).status, 400);
    const logs = await server.api<{ total: number }>('GET', 'run_log/page');
    assert.equal(logs.body.data.total, 0);
  });
});
