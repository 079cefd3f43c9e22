import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { fresh, isAlive, logged, pidOf, replace, serving } from '../fixture/several.ts';
import type { FreshReply } from '../fixture/several.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { folderWith, putFiles, stepgate } from './stepgate.ts';

const rule = (body: unknown, name = 'a'): string =>
  JSON.stringify({ name, method: 'GET', rule: { response: { body } } });

const TWO = { STEPGATE_PROCESSES: '2', STEPGATE_METRICS_OPEN: 'true' };
const FOLDERS = { STEPGATE_RULES_DIR: 'rules' };

const turns = <T>(count: number, work: (turn: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, turn) => work(turn)));

describe('two processes on one port', () => {
  let gateway: Gateway;
  let upstream: Upstream;
  before(async () => {
    upstream = await startUpstream();
    upstream.json('/', { ok: true });
    gateway = await startGateway({ env: { ...TWO, LOG_LEVEL: 'debug' } });
    await gateway.rule('plain', 'GET', { response: { body: 1 } });
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  const ends = (trxs: readonly unknown[]): Record<string, unknown>[] =>
    logged(gateway, /^the run ended/).filter(({ trx }) => trxs.includes(trx));

  it('both answer', async () => {
    const seen = new Set<unknown>();
    await until(async () => {
      const trxs = (await turns(8, () => fresh('GET', `${gateway.url}/ps/plain`))).map(({ headers }) => headers.trx);
      await until(() => ends(trxs).length === 8);
      for (const { process } of ends(trxs)) seen.add(process);
      return seen.size === 2;
    });
    assert.deepEqual(
      serving(gateway).map(({ process }) => process),
      [1, 2],
    );
  });

  it('have about as many connections each, though clients keep them', async (t) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    t.after(() => agent.destroy());
    const call = (): Promise<FreshReply> => fresh('GET', `${gateway.url}/ps/plain`, undefined, {}, agent);
    const replaced = replace(gateway, 2, 'SIGKILL');
    await until(() => logged(gateway, /^a process has died/).length === 1);
    for (const { status } of await turns(16, call)) assert.equal(status, 200);
    await replaced;
    await until(async () => {
      const trxs = (await turns(16, call)).map(({ headers }) => headers.trx);
      await until(() => ends(trxs).length === 16);
      return ends(trxs).filter(({ process }) => process === 2).length >= 5;
    });
  });

  it('both know a change when it is answered', async () => {
    for (let version = 1; version <= 10; version++) {
      await gateway.rule('changed', 'GET', { response: { body: version } });
      const answers = await turns(4, () => fresh('GET', `${gateway.url}/ps/changed`));
      assert.deepEqual(
        answers.map(({ text }) => text),
        Array(4).fill(String(version)),
      );
    }
  });

  it('both find the log of a run that has been answered', async () => {
    await gateway.rule('recorded', 'GET', { record: true, response: { body: 1 } });
    const { headers } = await gateway.call('GET', 'recorded');
    assert.equal((await gateway.api('GET', `run_log?trx=${headers.get('trx') ?? ''}`)).status, 200);
    const login = { username: 'admin', password: 'a password of the tests' };
    const { text } = await fresh('POST', `${gateway.url}/api/v1/login`, login);
    const { data } = JSON.parse(text) as { data: { token: string } };
    const headersOf = { authorization: `Bearer ${data.token}` };
    for (let n = 0; n < 10; n++) {
      const { trx } = (await fresh('GET', `${gateway.url}/ps/recorded`)).headers;
      // It may be the other one's to answer.
      const log = await fresh('GET', `${gateway.url}/api/v1/run_log?trx=${String(trx)}`, undefined, headersOf);
      assert.equal(log.status, 200, log.text);
    }
  });

  it('count wrong passwords that are tried side by side like those tried in a row', async () => {
    const guess = { username: 'nobody', password: 'a guess' };
    const answers = await turns(24, () => fresh('POST', `${gateway.url}/api/v1/login`, guess));
    const looked = answers.filter(({ status }) => status === 401).length;
    // Four are free; the fifth is the first that has others wait.
    assert.deepEqual([looked, answers.filter(({ status }) => status === 429).length], [5, 19]);
  });

  it('stop a run whose cancelling the other one is asked for', async () => {
    upstream.on('/wait', () => undefined);
    const components = [[{ name: 'a', type: 'api', method: 'POST', url: `${upstream.url}/wait` }]];
    await gateway.rule('slow', 'GET', { components });
    for (let n = 1; n <= 4; n++) {
      const answer = fresh('GET', `${gateway.url}/ps/slow`);
      await upstream.called('/wait', n);
      const trx = /^(TRX[0-9A-F]{32})-/.exec(String(upstream.callsOf('/wait').at(-1)?.headers['idempotency-key']))?.[1];
      const cancelled = await gateway.api('POST', 'run/cancel', { trx, reason: 'enough' });
      assert.equal(cancelled.status, 200, cancelled.text);
      assert.match((await answer).text, /110010/);
    }
  });

  it('run the requests of one Idempotency-Key once', async () => {
    const components = [[{ name: 'a', type: 'api', method: 'POST', url: `${upstream.url}/` }]];
    await gateway.rule('once', 'POST', { durable: true, components });
    const key = { 'idempotency-key': 'one key for all' };
    const first = await turns(6, () => fresh('POST', `${gateway.url}/ps/once`, {}, key));
    for (const { status, text } of first) assert.ok(status === 200 || status === 409, text);
    const again = await turns(6, () => fresh('POST', `${gateway.url}/ps/once`, {}, key));
    const trx = first.find(({ status }) => status === 200)?.headers.trx;
    for (const { headers } of again) assert.deepEqual([headers.trx, headers['idempotent-replayed']], [trx, 'true']);
    assert.equal(upstream.callsOf('/').length, 1);
  });

  it('show the metrics of both, and do not forget what one that died has counted', async () => {
    await gateway.rule('counted', 'GET', { response: { body: 1 } });
    const counted = async (): Promise<string[]> => {
      const { text } = await fresh('GET', `${gateway.url}/metrics`);
      return text.split('\n').filter((line) => /^stepgate_runs_total\{rule="counted"|^stepgate_suspended/.test(line));
    };
    const called = (times: number): Promise<unknown> => turns(times, () => fresh('GET', `${gateway.url}/ps/counted`));
    const lines = (count: number): string[] => [
      `stepgate_runs_total{rule="counted",status="success"} ${count}`,
      'stepgate_suspended 0',
    ];
    await called(8);
    assert.deepEqual((await counted()).sort(), lines(8));
    await replace(gateway, 2, 'SIGKILL');
    await called(4);
    assert.deepEqual((await counted()).sort(), lines(12));
  });
});

describe('of two processes', () => {
  let gateway: Gateway;
  const saveRule = (): Promise<void> => gateway.rule('plain', 'GET', { response: { body: 1 } });
  const start = async (env = {}): Promise<void> => {
    gateway = await startGateway({ env: { ...TWO, ...env } });
    await saveRule();
  };
  const call = (): Promise<FreshReply> => fresh('GET', `${gateway.url}/ps/plain`);

  it('one that dies is started again, while the other one serves', async (t) => {
    await start();
    t.after(() => gateway.stop());
    for (const number of [2, 1]) {
      const pid = pidOf(gateway, number);
      const replaced = replace(gateway, number, 'SIGKILL');
      await until(() => logged(gateway, /^a process has died/).some((line) => line.pid === pid));
      for (const { status } of await turns(4, call)) assert.equal(status, 200);
      await replaced;
      const [line] = logged(gateway, /^a process has died/).filter((one) => one.pid === pid);
      assert.deepEqual([line?.process, line?.ended, line?.startsInMs], [number, 'SIGKILL', 0]);
    }
  });

  it('one that dies again and again is given longer and longer', async (t) => {
    // At once: one that has served for 10 s, as long as a rule may take to be saved on a busy machine, has been well.
    gateway = await startGateway({ env: TWO });
    t.after(() => gateway.stop());
    await replace(gateway, 2, 'SIGKILL');
    await replace(gateway, 2, 'SIGKILL');
    await saveRule();
    const waits = logged(gateway, /^a process has died/).map(({ startsInMs }) => startsInMs);
    assert.deepEqual(waits, [0, 2000]);
    assert.equal((await call()).status, 200);
  });

  it('one that gets SIGTERM is started anew, and no request fails meanwhile', async (t) => {
    await start();
    t.after(() => gateway.stop());
    let isOver = false;
    const answers = new Set<string>();
    const whole = ({ status, text }: { status: number; text: string }): string => `${status} ${text}`;
    const clients = turns(4, async (client) => {
      while (!isOver) answers.add(whole(client % 2 === 0 ? await call() : await gateway.call('GET', 'plain')));
    });
    for (const number of [1, 2, 1]) await replace(gateway, number, 'SIGTERM');
    isOver = true;
    await clients;
    assert.deepEqual([...answers], ['200 1']);
    assert.equal(logged(gateway, /has been shut down; it is started again/).length, 3);
    assert.equal(logged(gateway, /^a process has died/).length, 0);
  });

  it('none is left when the parent is killed', async () => {
    await start();
    const pids = [pidOf(gateway, 1), pidOf(gateway, 2)];
    await gateway.kill('SIGKILL');
    await until(() => !pids.some(isAlive));
    await assert.rejects(call());
  });

  it('both are drained on SIGTERM: what is under way is answered', async (t) => {
    const upstream = await startUpstream();
    t.after(() => upstream.close());
    const go = Promise.withResolvers<undefined>();
    upstream.on('/wait', async (_call, response) => {
      await go.promise;
      response.end('1');
    });
    await start();
    await gateway.rule('wait', 'GET', { components: [[{ name: 'a', type: 'api', url: `${upstream.url}/wait` }]] });
    const answers = turns(8, () => fresh('GET', `${gateway.url}/ps/wait`));
    await upstream.called('/wait', 8);
    const stopped = gateway.stop();
    await until(() => gateway.output().includes('a second signal leaves at once'));
    go.resolve(undefined);
    for (const { status, text } of await answers) assert.equal(status, 200, text);
    assert.equal(await stopped, 0);
  });

  it('both leave at once on a second signal', async (t) => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    t.after(() => silent.close());
    await start();
    const { port } = silent.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    await gateway.rule('slow', 'GET', { components: [[{ name: 'a', type: 'api', url }]] });
    const connected = once(silent, 'connection');
    const under = fresh('GET', `${gateway.url}/ps/slow`).catch(() => undefined);
    await connected;
    const pids = [pidOf(gateway, 1), pidOf(gateway, 2)];
    const first = gateway.kill('SIGTERM');
    await until(() => gateway.output().includes('a second signal leaves at once'));
    assert.equal(await gateway.kill('SIGTERM'), 143);
    await Promise.all([first, under]);
    await until(() => !pids.some(isAlive));
  });
});

describe('a start of two processes', () => {
  const cwd = folderWith({ 'rules/a.json': rule('first') });
  after(() => rmSync(cwd, { recursive: true }));

  it('brings key, database, files and banner once; one of both watches the files', async (t) => {
    const gateway = await startGateway({ dir: cwd, env: { ...TWO, ...FOLDERS }, args: ['--watch'] });
    t.after(() => gateway.stop());
    for (const message of [/a master key was made/, /migrated/, /loaded a new version/, /^Stepgate .* listens on/])
      assert.equal(logged(gateway, message).length, 1, String(message));
    const isAnswered = async (text: string): Promise<boolean> => {
      const answers = await turns(4, () => fresh('GET', `${gateway.url}/ps/a`));
      return answers.every((one) => one.text === text);
    };
    putFiles(cwd, { 'rules/a.json': rule('second') });
    await until(() => isAnswered('"second"'));
    for (const number of [1, 2]) await replace(gateway, number, 'SIGKILL');
    putFiles(cwd, { 'rules/a.json': rule('third') });
    await until(() => isAnswered('"third"'));
    const versions = await gateway.api<{ total: number }>('GET', 'rule/page?name=a');
    assert.equal(versions.body.data.total, 3);
  });

  it('that cannot be says why once, and leaves nothing behind', async () => {
    const broken = folderWith({ 'rules/broken.json': '{' });
    const { code, stderr } = await stepgate(broken, ['start'], { PORT: '0', ...TWO });
    assert.equal(code, 1);
    assert.equal(stderr.match(/broken\.json:1:2 error/g)?.length, 1);
    rmSync(broken, { recursive: true });
  });

  it('says once that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await stepgate(folderWith({}), ['start'], { PORT: String(port), ...TWO });
    other.close();
    assert.equal(code, 1);
    assert.equal(stderr.match(/is taken/g)?.length, 1, stderr);
  });
});
