import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { startUpstream } from '../fixture/upstream.ts';
import type { Upstream } from '../fixture/upstream.ts';
import { folderWith, stepgate } from './stepgate.ts';
import type { Ended } from './stepgate.ts';

const UNKNOWN = `TRX${'0'.repeat(32)}`;

describe('the commands of operators, on a running gateway', { concurrency: 2 }, () => {
  const cwd = folderWith({});
  let gateway: Gateway;
  let upstream: Upstream;
  let token = '';
  before(async () => {
    upstream = await startUpstream();
    // Refuses those who ask for it.
    upstream.on('/pay', ({ body }, response) => {
      const { fails } = JSON.parse(body) as { fails: boolean };
      response.writeHead(fails ? 500 : 200, { 'content-type': 'application/json' }).end('{"id":"p"}');
    });
    gateway = await startGateway();
    const pay = { name: 'paid', type: 'api', method: 'POST', url: `${upstream.url}/pay`, input: '{request.body}' };
    await gateway.rule('pay', 'POST', { suspend: true, components: [[pay]], response: { body: 'paid' } });
    const made = await gateway.api<{ token: string }>('POST', 'token', { name: 'cli', role: 'admin' });
    token = made.body.data.token;
  });
  after(async () => {
    await gateway.stop();
    await upstream.close();
  });

  const on = (args: readonly string[], input = '', env: Record<string, string> = {}): Promise<Ended> =>
    stepgate(cwd, [...args, '--url', gateway.url], { STEPGATE_TOKEN: token, ...env }, input);

  it('recover --all lists what failed again, and exits with 1; without a terminal it wants --yes', async () => {
    const trxs: string[] = [];
    for (let n = 0; n < 3; n++)
      trxs.push((await gateway.call('POST', 'pay', { fails: true })).headers.get('trx') ?? '');
    const asked = await on(['recover', '--all', '--path', 'pay']);
    assert.equal(asked.code, 2);
    assert.match(
      asked.stderr,
      /^stepgate: 3 suspended runs would be recovered; .*--yes recovers them without asking\n$/,
    );
    const [stays = '', ...others] = trxs;
    for (const trx of others)
      await gateway.api('PUT', 'suspend', { trx, data: { request: { body: { fails: false } } } });
    const { code, stdout } = await on(['recover', '--all', '--path', 'pay', '--yes', '--format', 'json']);
    const { total, succeeded, failed, left, failures } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([code, total, succeeded, failed, left], [1, 3, 2, 1, 0]);
    const [failure] = failures as Record<string, unknown>[];
    assert.deepEqual(
      [failure?.trx, failure?.status, failure?.code, failure?.component],
      [stays, 'suspended', '110006', 'paid'],
    );
    const none = await on(['recover', '--all', '--path', 'nothing']);
    assert.deepEqual([none.code, none.stdout], [0, 'no suspended run matches: nothing to recover\n']);
  });

  it('compensate waits until all is undone, or a compensation has failed', async () => {
    const call = (name: string) => ({ name, type: 'api', method: 'POST', url: `${upstream.url}/${name}` });
    for (const path of ['charge', 'refund']) upstream.json(`/${path}`, {});
    upstream.json('/ship', {}, 500);
    const components = [[{ ...call('charge'), compensate: { ...call('refund'), name: undefined } }], [call('ship')]];
    await gateway.rule('undone', 'POST', { suspend: true, components });
    const suspended = async () => (await gateway.call('POST', 'undone', {})).headers.get('trx') ?? '';
    const args = ['--reason', 'called off'];
    const trx = await suspended();
    const undone = await on(['compensate', trx, ...args]);
    assert.deepEqual([undone.code, undone.stdout], [0, `run ${trx} is undone\n`]);
    const again = await on(['compensate', trx, ...args]);
    assert.match(again.stderr, /^stepgate: run TRX\w+ is compensated; only a kept run/);
    upstream.json('/refund', {}, 500);
    const stuck = await on(['compensate', await suspended(), ...args]);
    assert.equal(stuck.code, 1);
    assert.match(
      stuck.stdout,
      /^run TRX\w+ is suspended: charge\/undo failed: 110006 .*; stepgate recover TRX\w+ --url/,
    );
  });

  it('secret set takes the value from stdin, never as an argument; its last line break is not of it', async () => {
    const set = await on(['secret', 'set', 'SHOP_TOKEN'], 'token-of-the-shop\n');
    assert.deepEqual([set.code, set.stdout], [0, 'secret SHOP_TOKEN is added; the next run uses it\n']);
    const [secret] = JSON.parse((await on(['secret', 'list', '--format', 'json'])).stdout) as Record<string, unknown>[];
    assert.deepEqual([secret?.name, secret?.length], ['SHOP_TOKEN', 'token-of-the-shop'.length]);
    assert.equal((await on(['secret', 'set', 'SHOP_TOKEN', 'argument'])).code, 2);
    assert.match((await on(['secret', 'set', 'SHOP_TOKEN'])).stderr, /^stepgate: the value has 0 bytes[^\n]*\n$/);
  });

  for (const [what, args, env, says] of [
    ['no token', ['runs'], { STEPGATE_TOKEN: '' }, /needs an API token .* in STEPGATE_TOKEN; stepgate token add/],
    ['a wrong token', ['runs'], { STEPGATE_TOKEN: 'wrong' }, /does not take the token; set STEPGATE_TOKEN to/],
    ['an unknown trx', ['show', UNKNOWN], {}, /with trx TRX0+; stepgate runs --status suspended --url \S+ lists/],
    ['what is no trx', ['show', 'TRX1'], {}, /TRX1 is no trx: .*; stepgate runs lists them/],
    ['an unknown trx to recover', ['recover', UNKNOWN], {}, /no run TRX0+ is kept; stepgate runs --status suspended/],
    ['neither trx nor --all', ['recover'], {}, /name a trx, or --all/],
    ['a filter with a trx', ['recover', UNKNOWN, '--path', 'pay'], {}, /filters, .* go with --all/],
    ['no reason', ['cancel', UNKNOWN], {}, /required option '--reason <text>' not specified/],
    ['a time that is none', ['runs', '--start', 'noon'], {}, /expected .*15m, 2h, 3d for so long ago/],
  ] as const) {
    it(`says in one line what to do about ${what}`, async () => {
      const { code, stdout, stderr } = await on(args, '', env);
      assert.ok(code === 1 || code === 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^stepgate: [^\n]*\n$/);
      assert.match(stderr, says);
    });
  }

  it('says which gateway is away, and where there is no database', async () => {
    const away = await stepgate(cwd, ['runs', '--url', 'http://127.0.0.1:9'], { STEPGATE_TOKEN: 'x' });
    assert.match(away.stderr, /^stepgate: the gateway at http:\/\/127\.0\.0\.1:9 does not answer \([^\n]*check --url/);
    const nowhere = await stepgate(cwd, ['runs']);
    assert.deepEqual([nowhere.code, nowhere.stdout], [1, '']);
    assert.match(nowhere.stderr, /^stepgate: there is no database data\/stepgate\.db; .*--url\n$/);
  });
});
