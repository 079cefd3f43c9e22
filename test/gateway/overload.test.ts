import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { stopListening } from '../../src/server/end-connections.ts';
import { unavailable } from '../../src/store/unavailable.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { startServer } from './start-server.ts';
import type { TestServer } from './start-server.ts';

const waiting = (url: string, rest: Record<string, unknown> = {}): unknown => ({
  components: [[{ name: 'wait', type: 'api', url, outputName: 'wait' }]],
  response: { body: '{wait}' },
  ...rest,
});

describe('over STEPGATE_MAX_RUNS', () => {
  let server: TestServer;
  let upstream: Upstream;
  before(async () => {
    [server, upstream] = [await startServer({ STEPGATE_MAX_RUNS: '2' }), await startUpstream()];
    // Its sandbox starts meanwhile.
    await until(async () => (await fetch(`${server.url}/health/ready`)).status === 200);
  });
  after(async () => {
    await server.close();
    await upstream.close();
  });

  it('new runs get 503 with Retry-After; the admin API and health keep answering; then runs go on', async () => {
    const go = Promise.withResolvers<undefined>();
    upstream.on('/wait', async (_call, response) => {
      await go.promise;
      response.writeHead(200, { 'content-type': 'application/json' }).end('1');
    });
    await server.rule('GET', 'wait', waiting(`${upstream.url}/wait`));
    const error = { status: 200, body: 'shaped' };
    await server.rule('POST', 'quick', { response: { error, body: 'ran' } });
    const running = [server.call('GET', 'wait'), server.call('GET', 'wait')];
    await upstream.called('/wait', 2);

    const refused = await server.call('POST', 'quick', { large: 'x'.repeat(100_000) });
    assert.equal(refused.status, 503);
    assert.equal(refused.body.code, '000503');
    assert.equal(refused.headers.get('retry-after'), '1');
    assert.equal(refused.headers.get('trx'), refused.body.trx);
    assert.equal((await server.api('GET', 'rule/page')).status, 200);
    assert.equal((await fetch(`${server.url}/health/ready`)).status, 200);

    go.resolve(undefined);
    for (const one of running) assert.equal((await one).status, 200);
    assert.equal((await server.call('POST', 'quick', {})).text, '"ran"');
  });

  it('a refused request does not take its Idempotency-Key', async () => {
    const go = Promise.withResolvers<undefined>();
    upstream.on('/hold', async (_call, response) => {
      await go.promise;
      response.writeHead(200, { 'content-type': 'application/json' }).end('1');
    });
    await server.rule('GET', 'hold', waiting(`${upstream.url}/hold`));
    await server.rule('POST', 'keyed', {});
    const running = [server.call('GET', 'hold'), server.call('GET', 'hold')];
    await upstream.called('/hold', 2);
    const headers = { 'idempotency-key': 'k' };
    assert.equal((await server.call('POST', 'keyed', {}, headers)).status, 503);
    go.resolve(undefined);
    await Promise.all(running);
    const answer = await server.call('POST', 'keyed', {}, headers);
    assert.deepEqual([answer.status, answer.headers.get('idempotent-replayed')], [200, null]);
  });
});

describe('with an event loop more than 1 s behind', () => {
  it('a request that waited gets 503, and soon afterwards they run again', async () => {
    const server = await startServer({ STEPGATE_MAX_LAG_MS: '1000' });
    try {
      await server.rule('GET', 'quick', {});
      assert.equal((await server.call('GET', 'quick')).status, 200);
      const late = server.call('GET', 'quick');
      await new Promise((resolve) => setImmediate(resolve));
      const end = performance.now() + 1500;
      while (performance.now() < end);
      assert.equal((await late).status, 503);
      let answer = await server.call('GET', 'quick');
      while (answer.status === 503) answer = await server.call('GET', 'quick');
      assert.equal(answer.status, 200);
    } finally {
      await server.close();
    }
  });
});

describe('while the process shuts down', () => {
  it('health says so, a new request on an open connection gets 503 and the connection ends, a running one is answered', async () => {
    let draining = false;
    const server = await startServer({}, () => ({ draining: () => draining }));
    const upstream = await startUpstream();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const go = Promise.withResolvers<undefined>();
      upstream.on('/wait', async (_call, response) => {
        await go.promise;
        response.writeHead(200, { 'content-type': 'application/json' }).end('1');
      });
      await server.rule('GET', 'wait', waiting(`${upstream.url}/wait`));
      await server.rule('GET', 'quick', {});
      const opened = connect(server.port, '127.0.0.1');
      await once(opened, 'connect');
      assert.equal((await get(agent, `${server.url}/ps/quick`)).statusCode, 200);
      const running = fetch(`${server.url}/ps/wait`);
      await upstream.called('/wait');

      draining = true;
      await stopListening(server.fastify);
      const drained = server.app.engine.drain(10_000);
      await assert.rejects(once(connect(server.port, '127.0.0.1'), 'connect'), { code: 'ECONNREFUSED' });
      const refused = await get(agent, `${server.url}/ps/quick`);
      assert.equal(refused.statusCode, 503);
      assert.equal(refused.headers.connection, 'close');
      assert.equal(refused.headers['retry-after'], '1');
      assert.match(String(refused.headers.trx), /^TRX/);
      opened.write('GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n');
      const [ready] = (await once(opened, 'data')) as [Buffer];
      assert.match(ready.toString(), /^HTTP\/1\.1 503 [\s\S]*draining/);

      go.resolve(undefined);
      const answer = await running;
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('connection'), 'close');
      await drained;
    } finally {
      agent.destroy();
      await server.close();
      await upstream.close();
    }
  });

  it('closing ends though clients hold connections: unused ones, and one whose request never comes to its end', async () => {
    const server = await startServer();
    const unused = connect(server.port, '127.0.0.1');
    const slow = connect(server.port, '127.0.0.1');
    await Promise.all([once(unused, 'connect'), once(slow, 'connect')]);
    await server.rule('POST', 'quick', {});
    slow.write('POST /ps/quick HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n1');
    slow.on('error', () => undefined);
    await server.close();
  });
});

describe('without a database', () => {
  it('rules that keep nothing there are served, others get 503, and everything recovers by itself', async () => {
    let away = false;
    const server = await startServer();
    try {
      const { store, registry } = server.app;
      for (const kept of ['record', 'suspend', 'durable']) await server.rule('GET', kept, { [kept]: true });
      await server.rule('GET', 'plain', {});
      const revision = store.revision.bind(store);
      Object.assign(store, {
        revision: () => (away ? Promise.reject(unavailable(undefined)) : revision()),
      });
      away = true;
      await assert.rejects(registry.refresh());
      for (const kept of ['record', 'suspend', 'durable']) {
        const { status, headers, body } = await server.call('GET', kept);
        assert.deepEqual([status, body.code, headers.get('retry-after')], [503, '000503', '1'], kept);
      }
      assert.equal((await server.call('GET', 'plain')).status, 200);
      away = false;
      await registry.refresh();
      assert.equal((await server.call('GET', 'durable')).status, 200);
    } finally {
      await server.close();
    }
  });
});

function get(agent: Agent, url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { agent }, (message) => {
      message.resume();
      message.on('end', () => resolve(message));
    })
      .on('error', reject)
      .end();
  });
}
