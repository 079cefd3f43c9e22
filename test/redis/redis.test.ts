import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startGateway, temporaryDir } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';

const redisUrl = process.env.TEST_REDIS_URL ?? '';
const MASTER_KEY = randomBytes(32).toString('base64');

describe('two instances on one database', { skip: redisUrl ? false : 'TEST_REDIS_URL is not set' }, () => {
  let dir: string;
  let upstream: Upstream;
  let instances: readonly Gateway[];
  before(async () => {
    dir = await temporaryDir();
    upstream = await startUpstream();
    const env = { REDIS_URL: redisUrl, STEPGATE_MASTER_KEY: MASTER_KEY };
    const databaseUrl = `sqlite:${join(dir, 'shared.db')}`;
    instances = [await startGateway({ dir, databaseUrl, env }), await startGateway({ dir, databaseUrl, env })];
  });
  after(async () => {
    await Promise.all(instances.map((one) => one.stop()));
    await upstream.close();
    await rm(dir, { recursive: true });
  });

  it('share cached results with all digits of their numbers', async () => {
    const [one, other] = instances;
    const text = '{"id":7615917337495251231,"e":1e400}';
    upstream.on('/digits', (_, response) => response.setHeader('content-type', 'application/json').end(text));
    const cached = { name: 'a', type: 'api', url: `${upstream.url}/digits`, isCache: true, outputName: 'a' };
    await one?.rule('digits', 'GET', { components: [[cached]], response: { body: '{a}' } });
    await until(async () => (await other?.call('GET', 'digits'))?.text === text);
    assert.equal((await one?.call('GET', 'digits'))?.text, text);
    assert.equal(upstream.callsOf('/digits').length, 1);
  });

  it('share cached results', async () => {
    const [one, other] = instances;
    upstream.json('/shared', { n: 1 });
    const cached = { name: 'a', type: 'api', url: `${upstream.url}/shared`, isCache: true, outputName: 'a' };
    await one?.rule('cached', 'GET', { components: [[cached]], response: { body: '{a.n}' } });
    await until(async () => (await other?.call('GET', 'cached'))?.text === '1');
    assert.equal((await one?.call('GET', 'cached'))?.text, '1');
    assert.equal(upstream.callsOf('/shared').length, 1);
  });

  it('learn of changes from each other', async () => {
    const [one, other] = instances;
    for (const body of ['first', 'second']) {
      await one?.rule('changed', 'GET', { response: { body } });
      await until(async () => (await other?.call('GET', 'changed'))?.text === `"${body}"`);
    }
  });
});

describe('an instance whose Redis is away', () => {
  it('goes on without', async () => {
    const upstream = await startUpstream();
    const gateway = await startGateway({ env: { REDIS_URL: 'redis://127.0.0.1:1' } });
    upstream.json('/alone', { n: 1 });
    const cached = { name: 'a', type: 'api', url: `${upstream.url}/alone`, isCache: true, outputName: 'a' };
    await gateway.rule('alone', 'GET', { components: [[cached]], response: { body: '{a.n}' } });
    assert.equal((await gateway.call('GET', 'alone')).text, '1');
    assert.match(gateway.output(), /Redis does not answer/);
    await gateway.stop();
    await upstream.close();
  });
});
