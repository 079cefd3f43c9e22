import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ComponentLog, RunLog } from '../../src/engine/run-log.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

describe('a component that runs another rule', () => {
  let gateway: TestServer;
  let upstream: Upstream;
  before(async () => {
    [gateway, upstream] = await Promise.all([startServer(), startUpstream()]);
    await gateway.rule('POST', 'orders/:id/price', {
      record: true,
      request: {
        body: { sku: { type: 'string', required: true }, count: { type: 'int', default: 1 } },
        query: { currency: { type: 'string' } },
      },
      response: {
        status: 201,
        header: { 'X-Id': '{request.params.id}' },
        body: {
          id: '{request.params.id}',
          sku: '{request.body.sku}',
          count: '{request.body.count}',
          currency: '{request.query.currency}',
          path: '{request.path}',
          by: '{request.header.x-by}',
          key: '{request.header.idempotency-key}',
          ip: '{request.ip}',
        },
      },
    });
  });
  after(async () => {
    await gateway.close();
    await upstream.close();
  });

  const call = (extra: object = {}): object => ({ name: 'price', type: 'rule', outputName: 'price', ...extra });
  const logOf = async (trx: string): Promise<RunLog> => {
    await gateway.app.runLogs.flush();
    return (await gateway.api<RunLog>('GET', `run_log?trx=${trx}`)).body.data;
  };
  const logged = (log: RunLog): ComponentLog => {
    const entry = log.step_logs[0]?.component_logs[0];
    assert.ok(entry);
    return entry;
  };

  it('gives its answer, as an api whose upstream it were, and leaves two run logs', async () => {
    await gateway.rule('GET', 'caller', {
      record: true,
      components: [
        [
          call({
            method: 'POST',
            url: 'orders/{request.query.id}/price',
            query: { currency: 'EUR' },
            header: { 'X-By': 'caller' },
            input: { sku: 'a' },
            outputData: { status: '{$status}', id: '{$header.X-Id}', trx: '{$header.trx}', body: '{$body}' },
          }),
        ],
      ],
      response: { body: '{price}' },
    });
    const answer = await gateway.call('GET', 'caller?id=a%2Fb');
    assert.equal(answer.status, 200, answer.text);
    const { trx: child, ...got } = answer.body as { trx: string };
    const trx = String(answer.headers.get('trx'));
    assert.deepEqual(got, {
      status: 201,
      id: 'a/b',
      body: {
        ...{ id: 'a/b', sku: 'a', count: 1, currency: 'EUR', path: '/ps/orders/a%2Fb/price', by: 'caller' },
        ...{ key: `${trx}-1-price`, ip: '127.0.0.1' },
      },
    });
    const [own, childs] = [await logOf(trx), await logOf(child)];
    assert.deepEqual(childs.parent, { trx, component: 'price' });
    assert.equal(childs.log_id, own.log_id);
    assert.equal(own.parent, undefined);
    const entry = logged(own);
    assert.deepEqual(entry.child, { trx: child, status: 'success' });
    assert.deepEqual([entry.type, entry.method, entry.url], ['rule', 'POST', 'orders/a%2Fb/price?currency=EUR']);
    assert.equal(entry.request_logs[0]?.status_code, 201);
  });

  it('fails as an api whose upstream refuses, whatever refuses', async () => {
    await gateway.rule('GET', 'price', { response: { type: 'json' } });
    const cases: [object, number][] = [
      [{ url: 'nowhere' }, 404],
      [{ url: 'price', method: 'DELETE' }, 405],
      [{ url: 'orders/1/price', method: 'POST', input: { count: 1 } }, 400],
      [{ url: 'orders/1/price', method: 'POST', input: 'a', dataType: 'text' }, 415],
    ];
    for (const [index, [extra, status]] of cases.entries()) {
      const name = `refused-${index}`;
      const failed = call({ ...extra, errMsg: 'status {$status}' });
      await gateway.rule('GET', name, { record: true, components: [[failed]] });
      const answer = await gateway.call('GET', name);
      assert.deepEqual([answer.status, answer.body.code, answer.body.msg], [502, '110006', `status ${status}`]);
      const entry = logged(await logOf(String(answer.headers.get('trx'))));
      assert.deepEqual([entry.status_code, entry.child], [status, undefined]);
    }
  });

  it('fails as its rule does, whose error it reads, and begins a new run when it is tried again', async () => {
    let count = 0;
    upstream.on('/flaky', (_, response) => response.writeHead(++count < 3 ? 503 : 200).end('{"ok":true}'));
    await gateway.rule('POST', 'flaky', {
      record: true,
      components: [[{ name: 'f', type: 'api', url: `${upstream.url}/flaky`, outputName: 'f' }]],
      response: { body: '{f}', error: { status: 503, body: { why: '{error.code}' } } },
    });
    await gateway.rule('GET', 'retrying', {
      record: true,
      components: [[call({ method: 'POST', url: 'flaky', retryMaxCount: 5, retryMaxWait: 0.01 })]],
      response: { body: '{price}' },
    });
    await gateway.rule('GET', 'passing', {
      components: [[call({ method: 'POST', url: 'flaky', ignoreError: true, errMsg: '{why}' })]],
      response: { body: '{failed.price}' },
    });
    const given = await gateway.call('GET', 'passing');
    assert.deepEqual([given.body.code, given.body.msg, given.body.status], ['110006', '110006', 503]);
    count = 0;
    const answer = await gateway.call('GET', 'retrying');
    assert.deepEqual([answer.status, answer.body], [200, { ok: true }]);
    const entry = logged(await logOf(String(answer.headers.get('trx'))));
    assert.equal(entry.retry_count, 2);
    assert.equal(entry.child?.status, 'success');
    assert.equal(entry.request_logs.length, 3);
  });

  it('meets idempotency: required, and keeps nothing under the key', async () => {
    await gateway.rule('ANY', 'keyed', { idempotency: 'required', response: { body: '{trx}' } });
    await gateway.rule('GET', 'keyed-caller', {
      components: [[call({ url: 'keyed' })], [call({ url: 'keyed', method: 'POST', outputName: 'second' })]],
      response: { body: ['{price}', '{second}'] },
    });
    const answer = await gateway.call('GET', 'keyed-caller');
    const [first, second] = answer.body as unknown as string[];
    assert.equal(answer.status, 200);
    assert.notEqual(first, second);
  });

  it('cannot run over eight inside each other: 110019, which all callers give', async () => {
    await gateway.rule('GET', 'endless', {
      record: true,
      components: [[call({ url: 'endless', errMsg: 'never seen', retryMaxCount: 2 })]],
      response: { error: { body: { own: '{error.code}' } } },
    });
    const answer = await gateway.call('GET', 'endless');
    assert.deepEqual([answer.status, answer.body], [508, { own: '110019' }]);
    let log = await logOf(String(answer.headers.get('trx')));
    let depth = 1;
    for (; logged(log).child; depth++) log = await logOf(logged(log).child?.trx ?? '');
    assert.equal(depth, 8);
    assert.match(String(log.error?.msg), /^8 runs are inside each other/);
  });

  it('is named in full inside flows and loops', async () => {
    await gateway.rule('GET', 'named', { record: true, response: { body: '{request.query.n}' } });
    const inner = call({ url: 'named', input: { n: '{index}' }, outputData: { n: '{$body}', trx: '{$header.trx}' } });
    await gateway.rule('GET', 'looping', {
      components: [[{ name: 'each', type: 'flow', foreach: ['a', 'b'], components: [[inner]], outputName: 'all' }]],
      response: { body: '{all}' },
    });
    const { body } = await gateway.call('GET', 'looping');
    const all = body as unknown as { price: { n: string; trx: string } }[];
    assert.deepEqual(
      all.map(({ price }) => price.n),
      ['0', '1'],
    );
    assert.equal((await logOf(all[1]?.price.trx ?? '')).parent?.component, 'each[1]/price');
  });

  it('cancels the run when its time is up, or its caller is stopped', async () => {
    upstream.on('/slow', () => undefined);
    await gateway.rule('GET', 'slow', {
      record: true,
      components: [[{ name: 's', type: 'api', url: `${upstream.url}/slow` }]],
    });
    const slow = call({ url: 'slow', timeout: 0.2 });
    await gateway.rule('GET', 'impatient', { record: true, components: [[slow]] });
    await gateway.rule('GET', 'stopped', { record: true, timeout: 0.2, components: [[call({ url: 'slow' })]] });
    for (const [name, code] of [['impatient', '110007'] as const, ['stopped', '110014'] as const]) {
      const answer = await gateway.call('GET', name);
      assert.deepEqual([answer.status, answer.body.code], [504, code]);
      const { child } = logged(await logOf(String(answer.headers.get('trx'))));
      const log = await logOf(child?.trx ?? '');
      assert.deepEqual([child?.status, log.status, log.error?.code], ['cancelled', 'cancelled', '110010']);
    }
  });

  it('takes an answer that is passed on, bytes and all', async () => {
    upstream.on('/bytes', (_, response) =>
      response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from([1, 2, 255])),
    );
    await gateway.rule('GET', 'bytes', {
      components: [[{ name: 'b', type: 'api', url: `${upstream.url}/bytes` }]],
      response: { from: 'b' },
    });
    await gateway.rule('GET', 'bytes-caller', {
      components: [[call({ url: 'bytes' })]],
      response: { body: '{price}' },
    });
    const { body } = await gateway.call('GET', 'bytes-caller');
    assert.deepEqual(body, { contentType: 'image/png', size: 3, base64: 'AQL/' });
  });

  it('has a mock in a test, or fails there', async () => {
    const rule = { components: [[call({ url: 'named' })]], response: { body: '{price}' } };
    const test = async (mocks: object) => (await gateway.api('POST', 'rule/test', { rule, mocks })).body;
    assert.match(JSON.stringify(await test({})), /price\\" has no mock/);
    assert.match(JSON.stringify(await test({ price: { output: 7 } })), /"response":7/);
  });

  it('is warned about where there is no such rule', async () => {
    const warnings = async (extra: object) => {
      const component = call(extra);
      const rule = { components: [[component]], response: { body: '{price}' } };
      const saved = await gateway.api<{ warnings: { pointer: string; message: string }[] }>('POST', 'rule', {
        ...{ name: 'self/:id', method: 'GET', rule, activate: true },
      });
      assert.equal(saved.status, 201, saved.text);
      return saved.body.data.warnings.map(({ pointer, message }) => `${pointer} ${message}`);
    };
    const at = '/components/0/0/url';
    assert.deepEqual(await warnings({ url: 'nowhere' }), [`${at} there is no rule GET nowhere yet`]);
    assert.deepEqual(await warnings({ url: 'flaky' }), [`${at} there is no rule GET flaky, but one for POST`]);
    for (const url of ['named', 'self/{request.query.x}', 'keyed?a=1', '{request.query.x}'])
      assert.deepEqual(await warnings({ url }), [], url);
  });
});
