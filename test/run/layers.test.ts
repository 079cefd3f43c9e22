import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RunLog } from '../../src/engine/run-log.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

describe('layers and components', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  before(async () => {
    [gateway, upstream] = await Promise.all([startGateway(), startUpstream()]);
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  function api(path: string, extra: Record<string, unknown> = {}): Record<string, unknown> {
    return { name: path, type: 'api', url: `${upstream.url}/${path}`, outputName: path, ...extra };
  }

  it('run a layer’s components together, and layers one after another', async () => {
    const bothHere = Promise.all([upstream.called('/a'), upstream.called('/b')]);
    for (const path of ['a', 'b']) {
      upstream.on(`/${path}`, async (_, response) => {
        await bothHere;
        response.end(`{"path":"${path}"}`);
      });
    }
    upstream.json('/c', { path: 'c' });
    await gateway.rule('together', 'GET', {
      components: [[api('a'), api('b')], [api('c', { input: { a: '{a.path}', b: '{b.path}' } })]],
      response: { body: ['{a.path}', '{b.path}', '{c.path}'] },
    });
    const answer = await gateway.call('GET', 'together');
    assert.deepEqual(answer.body, ['a', 'b', 'c']);
    assert.equal(upstream.callsOf('/c')[0]?.url, '/c?a=a&b=b');
  });

  it('carry Trx, traceparent and, unless GET, an Idempotency-Key', async () => {
    upstream.json('/get', {});
    upstream.json('/post', {});
    await gateway.rule('headers', 'GET', {
      components: [[api('get'), api('post', { method: 'POST', name: 'pöst now' })]],
    });
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const answer = await gateway.call('GET', 'headers', undefined, { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
    const trx = answer.headers.get('trx') ?? '';
    const [get, post] = [upstream.callsOf('/get')[0], upstream.callsOf('/post')[0]];
    assert.deepEqual([get?.headers.trx, post?.headers.trx], [trx, trx]);
    assert.match(String(post?.headers.traceparent), new RegExp(`^00-${trace}-`));
    assert.equal(get?.headers['idempotency-key'], undefined);
    assert.equal(post?.headers['idempotency-key'], `${trx}-1-p%C3%B6st now`);
  });

  it('skip a component whose condition is false; its output stays unset', async () => {
    await gateway.rule('skip', 'GET', {
      components: [[api('skipped', { condition: '{request.query.go} == "yes"' })]],
      response: { body: { out: '{skipped}' } },
    });
    assert.deepEqual((await gateway.call('GET', 'skip')).body, { out: null });
    assert.equal(upstream.callsOf('/skipped').length, 0);
  });

  it('try again what is retryable, with the same Idempotency-Key, and no more', async () => {
    let count = 0;
    upstream.on('/flaky', (_, response) => response.writeHead(++count < 3 ? 503 : 200).end('{"ok":true}'));
    upstream.json('/broken', {}, 500);
    const retried = { method: 'POST', retryMaxCount: 3, retryMaxWait: 0.01 };
    await gateway.rule('retry', 'GET', {
      record: true,
      components: [[api('flaky', retried)], [api('broken', retried)]],
    });
    const answer = await gateway.call('GET', 'retry');
    assert.equal(answer.status, 502);
    assert.equal(new Set(upstream.callsOf('/flaky').map(({ headers }) => headers['idempotency-key'])).size, 1);
    assert.deepEqual([count, upstream.callsOf('/broken').length], [3, 1]);
    const trx = String(answer.headers.get('trx'));
    const log = (await gateway.api<RunLog>('GET', `run_log?trx=${trx}`)).body.data;
    const [flaky] = log.step_logs.flatMap((layer) => layer.component_logs);
    assert.deepEqual([flaky?.retry_count, flaky?.request_logs.length], [2, 3]);
  });

  it('go on with the fallback where an error is ignored', async () => {
    upstream.json('/down', {}, 500);
    await gateway.rule('ignore', 'GET', {
      components: [[api('down', { ignoreError: true, fallback: { path: '{request.path}' } })]],
      response: { body: '{down}' },
    });
    const answer = await gateway.call('GET', 'ignore');
    assert.deepEqual([answer.status, answer.body], [200, { path: '/ps/ignore' }]);
  });

  it('make one call for runs that miss the cache together', async () => {
    const all = Promise.withResolvers<void>();
    upstream.on('/cached', async (_, response) => {
      await all.promise;
      response.end('{"n":1}');
    });
    await gateway.rule('cache', 'GET', {
      components: [[api('cached', { isCache: true })]],
      response: { body: '{cached.n}' },
    });
    const answers = Array.from({ length: 20 }, () => gateway.call('GET', 'cache'));
    await upstream.called('/cached');
    all.resolve();
    assert.deepEqual(new Set((await Promise.all(answers)).map(({ text }) => text)), new Set(['1']));
    await gateway.call('GET', 'cache');
    assert.equal(upstream.callsOf('/cached').length, 1);
  });

  it('answer as soon as a nowResponse component has finished, and go on', async () => {
    const later = Promise.withResolvers<void>();
    upstream.json('/early', { n: 1 });
    upstream.on('/later', async (_, response) => {
      await later.promise;
      response.end('{}');
    });
    await gateway.rule('now', 'GET', {
      record: true,
      components: [[api('early', { nowResponse: true })], [api('later')]],
      response: { body: { n: '{early.n}', later: '{later}' } },
    });
    const answer = await gateway.call('GET', 'now');
    assert.deepEqual(answer.body, { n: 1, later: null });
    later.resolve();
  });

  it('shape failures with the error block: a part that is absent stays as it would be', async () => {
    upstream.json('/shaped', { msg: 'no stock' }, 500);
    await gateway.rule('shape', 'GET', {
      components: [[api('shaped', { errMsg: 'shop says {msg}' })]],
      response: {
        error: { body: { why: '{error.msg}', who: '{error.component}', at: '{error.layer}', code: '{error.code}' } },
      },
    });
    const answer = await gateway.call('GET', 'shape');
    assert.equal(answer.status, 502);
    assert.deepEqual(answer.body, { why: 'shop says no stock', who: 'shaped', at: 1, code: '110006' });
  });

  it('answer with the default where the rule says nothing', async () => {
    await gateway.rule('nothing', 'GET', {});
    assert.deepEqual((await gateway.call('GET', 'nothing')).body, { code: 200, msg: 'success', data: null });
  });
});
