import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { startServer } from '../gateway/start-server.ts';
import type { TestServer } from '../gateway/start-server.ts';

interface Queue {
  readonly name: string;
  readonly paused: boolean;
  readonly concurrency: number;
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly completed_1h: number;
  readonly failed_1h: number;
  readonly oldest_waiting_s: number | null;
  readonly workers: number;
}

describe('queues over REST', () => {
  let server: TestServer;
  let upstream: Upstream;
  before(async () => {
    server = await startServer();
    upstream = await startUpstream();
    upstream.json('/one', { n: 1 });
    await server.rule('POST', 'orders/:id', orders('orders'));
  });
  after(async () => {
    await server.close();
    await upstream.close();
  });

  const orders = (queue: string, extra: object = {}) => ({
    queue: { name: queue, attempts: 1, ...extra },
    request: { params: { id: { type: 'string' } }, body: { n: { type: 'int', required: true } } },
    components: [[{ name: 'one', type: 'api', method: 'POST', url: `${upstream.url}/one`, outputName: 'one' }]],
    response: { body: { id: '{request.params.id}', n: '{request.body.n}', one: '{one.n}' } },
  });
  const queue = async (name: string): Promise<Queue> => {
    const found = (await server.api<Queue[]>('GET', 'queue')).body.data.find((one) => one.name === name);
    assert.ok(found, name);
    return found;
  };
  const begin = async (body: object, token?: string) => server.api<{ trx: string }>('POST', 'run', body, token);
  const run = async (path: string) => {
    const answer = await fetch(`${server.url}/runs/${path}`);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const ends = (trx: string) => until(async () => (await run(trx)).body.ended_at !== null);

  it('are four from the beginning, and those that were named', async () => {
    const names = (await server.api<Queue[]>('GET', 'queue')).body.data.map(({ name }) => name);
    // That of the saved rule is there though nothing was in it.
    for (const name of ['background', 'orders', 'realtime', 'scheduled', 'workflow'])
      assert.ok(names.includes(name), name);
    const { concurrency, workers, oldest_waiting_s } = await queue('background');
    assert.deepEqual([concurrency, oldest_waiting_s], [2, null]);
    assert.ok(workers <= 1);
    await until(async () => (await server.api<unknown[]>('GET', 'worker')).body.data.length === 1);
    assert.equal((await queue('realtime')).workers, 1);
  });

  it('take a run of a saved rule, whose name is filled, and whose checks count', async () => {
    const begun = await begin({ name: 'orders/:id', request: { params: { id: 'A 1' }, body: { n: 5 } } });
    assert.equal(begun.status, 202);
    const { trx } = begun.body.data;
    await ends(trx);
    assert.deepEqual((await run(`${trx}/result`)).body, { id: 'A 1', n: 5, one: 1 });
    assert.equal((await run(trx)).body.queue, 'orders');
    const wrong = await begin({ name: 'orders/:id', request: { params: { id: 'A' }, body: {} } });
    assert.deepEqual([wrong.status, wrong.body.errors?.[0]?.path], [400, 'request.body.n']);
    const unfilled = await begin({ name: 'orders/:id', request: { body: { n: 1 } } });
    assert.deepEqual([unfilled.status, unfilled.body.errors?.[0]?.path], [400, 'request.params.id']);
    assert.equal((await begin({ name: 'nowhere', request: {} })).status, 404);
  });

  it('take a run of a rule that is saved nowhere, of developers', async () => {
    const rule = { components: [], response: { body: { n: '{request.body.n}' } } };
    const begun = await begin({ rule, request: { body: { n: 7 } }, queue: 'own' });
    assert.equal(begun.status, 202, begun.text);
    await ends(begun.body.data.trx);
    assert.deepEqual((await run(`${begun.body.data.trx}/result`)).body, { n: 7 });
    assert.equal((await run(begun.body.data.trx)).body.queue, 'own');
    await server.api('POST', 'user', { username: 'oscar', password: 'a long password', role: 'operator' });
    const token = (await server.login('oscar', 'a long password')).body.data.token;
    assert.equal((await begin({ rule, request: {} }, token)).status, 403);
    assert.equal((await begin({ rule: { components: 1 }, request: {} })).status, 400);
  });

  it('are paused, and begin nothing then', async () => {
    await server.api('PUT', 'queue', { name: 'held', concurrency: 1 });
    assert.equal((await server.api('POST', 'queue/pause', { name: 'held' })).status, 200);
    const given = { name: 'orders/:id', queue: 'held', request: { params: { id: 'p' }, body: { n: 1 } } };
    const { trx: waits } = (await begin(given)).body.data;
    assert.deepEqual([(await run(waits)).body.status, (await run(waits)).body.attempt], ['queued', 0]);
    const delayed = (await begin({ ...given, delay: 3600 })).body.data.trx;
    const { waiting, oldest_waiting_s, ...counts } = await queue('held');
    assert.deepEqual([counts.paused, counts.delayed, counts.active, waiting], [true, 1, 0, 1]);
    assert.equal(typeof oldest_waiting_s, 'number');
    assert.equal((await server.api('DELETE', 'queue', { name: 'held' })).status, 409);
    await server.api('POST', 'queue/resume', { name: 'held' });
    await until(async () => (await queue('held')).waiting === 0);
    await server.api('POST', 'run/cancel', { trx: delayed, reason: 'a test' });
    await until(async () => (await queue('held')).active === 0);
    const { completed_1h, failed_1h } = await queue('held');
    assert.deepEqual([completed_1h > 0, failed_1h], [true, 1]);
    const cleaned = await server.api<{ removed: number }>('POST', 'queue/clean', {
      ...{ name: 'held', status: 'cancelled', older_than_s: 0 },
    });
    assert.equal(cleaned.body.data.removed, 1);
    assert.equal((await run(delayed)).status, 404);
    const running = { name: 'held', status: 'running', older_than_s: 0 };
    assert.equal((await server.api('POST', 'queue/clean', running)).status, 400);
    assert.equal((await server.api('DELETE', 'queue', { name: 'held' })).status, 200);
    assert.equal((await server.api('DELETE', 'queue', { name: 'never' })).status, 404);
    const named = await server.api('DELETE', 'queue', { name: 'orders' });
    assert.deepEqual([named.status, named.body.msg], [409, 'the rule POST orders/:id names the queue orders']);
  });

  it('begin no more attempts than their limit says', async () => {
    await server.api('PUT', 'queue', { name: 'slow', limit: { max: 2, per_seconds: 3600 } });
    const given = { name: 'orders/:id', queue: 'slow', request: { params: { id: 'p' }, body: { n: 1 } } };
    for (let n = 0; n < 4; n++) await begin(given);
    await until(async () => (await queue('slow')).completed_1h === 2);
    assert.equal((await queue('slow')).waiting, 2);
    await server.api('PUT', 'queue', { name: 'slow', limit: null });
    await until(async () => (await queue('slow')).completed_1h === 4);
  });

  it('keep no more runs that have ended than they are told to', async () => {
    await server.api('PUT', 'queue', { name: 'short', keep: { success: 1 } });
    const given = { name: 'orders/:id', queue: 'short', request: { params: { id: 'k' }, body: { n: 1 } } };
    const trxs: string[] = [];
    for (let n = 0; n < 3; n++) {
      trxs.push((await begin(given)).body.data.trx);
      await until(async () => (await queue('short')).waiting + (await queue('short')).active === 0);
    }
    await until(async () => {
      const all = await Promise.all(trxs.map((trx) => run(trx)));
      return all.map(({ status }) => status).join() === '404,404,200';
    });
  });

  it('are counted in the metrics', async () => {
    const answer = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${server.token}` } });
    const text = await answer.text();
    for (const line of [
      /^stepgate_queue_waiting\{queue="slow"\} 0$/m,
      /^stepgate_queue_active\{queue="slow"\} 0$/m,
      /^stepgate_queue_delayed\{queue="held"\} 0$|^stepgate_queue_delayed\{queue="slow"\} 0$/m,
      /^stepgate_queue_attempts_total\{queue="slow",outcome="success"\} 4$/m,
      /^stepgate_queue_wait_seconds_count\{queue="slow"\} 4$/m,
    ])
      assert.match(text, line);
  });

  it('are written about in the audit log', async () => {
    const { body } = await server.api<{ list: { action: string }[] }>('GET', 'audit/page?count=100');
    const actions = new Set(body.data.list.map(({ action }) => action));
    for (const action of ['queue.change', 'queue.pause', 'queue.resume', 'queue.clean', 'queue.remove'])
      assert.ok(actions.has(action), action);
  });
});
