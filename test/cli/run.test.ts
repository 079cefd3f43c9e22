import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { folderWith, stepgate } from './stepgate.ts';

const service = (name: string, body: unknown, extra: object = {}): string =>
  JSON.stringify({ name, method: 'POST', rule: { response: { body }, ...extra } });

/** Two services, and a rule that calls both; the second service refuses what is no number. */
const STORY = {
  'rules/user.json': service('user', { id: 'u-1' }),
  'rules/coupon.json': service('coupon', { code: 'C' }, { request: { body: { count: { type: 'int' } } } }),
  'rules/register.json': JSON.stringify({
    name: 'register/:shop',
    method: 'POST',
    rule: {
      suspend: true,
      components: [
        [{ name: 'user', type: 'api', method: 'POST', url: '{var.SELF}/ps/user', outputName: 'user' }],
        [
          {
            name: 'coupon',
            type: 'api',
            method: 'POST',
            url: '{var.SELF}/ps/coupon',
            input: { count: '{request.body.count}', other: '{given}' },
            outputName: 'coupon',
          },
        ],
      ],
      response: {
        header: { 'x-tenant': '{request.header.x-tenant}' },
        body: ['{request.params.shop}', '{request.query.at}', '{user.id}', '{coupon.code}'],
      },
    },
  }),
};

describe('stepgate run', { concurrency: 2 }, () => {
  it('prints the answer, and a tree of what ran; the body may come from stdin', async () => {
    const cwd = folderWith(STORY);
    const { code, stdout, stderr } = await stepgate(
      cwd,
      ['run', 'post', 'register/north?at=noon', '--body', '-'],
      {},
      '{"count":1}',
    );
    assert.equal(code, 0);
    assert.equal(stdout, '["north","noon","u-1","C"]\n');
    const tree = stderr.replace(/\d+ ms/g, 'n ms').replace(/:\d+\//g, ':0/');
    assert.ok(
      tree.endsWith(`HTTP 200
POST /ps/register/north  success in n ms
├─ layer 1  n ms
│  └─ ✓ user  POST http://127.0.0.1:0/ps/user 200  n ms
└─ layer 2  n ms
   └─ ✓ coupon  POST http://127.0.0.1:0/ps/coupon 200  n ms
`),
      tree,
    );
  });

  it('keeps the digits of numbers, in YAML files too', async () => {
    const rule = 'name: a\nmethod: POST\nrule:\n  response:\n    body: [7615917337495251231, "{request.body}"]\n';
    const cwd = folderWith({ 'rules/a.yaml': rule });
    const { stdout } = await stepgate(cwd, ['run', 'POST', 'a', '--body', '-'], {}, '7615917337495251232');
    assert.equal(stdout, '[7615917337495251231,7615917337495251232]\n');
  });

  it('shows the warnings of the run', async () => {
    const rule = { components: [[{ name: 'c', type: 'script', url: 'lost' }]] };
    const cwd = folderWith({
      'rules/a.json': JSON.stringify({ name: 'a', method: 'GET', rule: { record: true, ...rule } }),
      'scripts/lost.js': "async function handler() { Promise.reject(new Error('lost')) }",
    });
    const { code, stderr } = await stepgate(cwd, ['run', 'GET', 'a']);
    assert.equal(code, 0);
    assert.match(stderr, /^└─ ! c: a promise that nobody awaited has failed: Error: lost \(line 1, column \d+\)/m);
  });

  it('prints status, headers, body and run log as JSON', async () => {
    const cwd = folderWith({ ...STORY, 'body.json': '{"count":2}' });
    const { code, stdout } = await stepgate(cwd, [
      ...['run', 'POST', 'register/south', '--body', 'body.json'],
      ...['--header', 'X-Tenant: acme', '--format', 'json'],
    ]);
    assert.equal(code, 0);
    const shown = JSON.parse(stdout) as {
      status: number;
      headers: Record<string, string>;
      body: string;
      run_log: { status: string; trx: string };
    };
    assert.deepEqual([shown.status, shown.headers['x-tenant'], shown.run_log.status], [200, 'acme', 'success']);
    assert.equal(shown.headers.trx, shown.run_log.trx);
    assert.equal(shown.body, '["south",null,"u-1","C"]');
  });

  it('keeps a run that breaks, and recover goes on with it', async () => {
    const cwd = folderWith(STORY);
    const broken = await stepgate(cwd, ['run', 'POST', 'register/x', '--body', '-'], {}, '{"count":"none"}');
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /^HTTP 202\n.* suspended in \d+ ms .*$/m);
    assert.match(broken.stderr, /✗ coupon .* 400 .*110006/);
    const { trx } = JSON.parse(broken.stdout) as { trx: string };

    const data = JSON.stringify({ request: { body: { count: 1 }, params: { shop: 'mended' } } });
    const recovered = await stepgate(cwd, ['recover', trx, '--data', '-'], {}, data);
    assert.equal(recovered.stdout, '["mended",null,"u-1","C"]\n');
    assert.equal(recovered.code, 0);
    assert.equal(recovered.stderr.match(/✓ user/g)?.length, 1);

    const again = await stepgate(cwd, ['recover', trx]);
    assert.deepEqual([again.code, again.stdout], [1, '']);
    assert.match(again.stderr, /^stepgate: run TRX\w+ /);
  });

  it('exits with 1 where there is no such rule, and with 2 for a header that is none', async () => {
    const cwd = folderWith(STORY);
    const missing = await stepgate(cwd, ['run', 'GET', 'nothing']);
    assert.equal(missing.code, 1);
    assert.match(missing.stdout, /"code":"000404"/);
    const wrong = await stepgate(cwd, ['run', 'GET', 'user', '--header', 'no header']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /^stepgate: --header "no header" is no header; expected "name: value"\n$/);
  });
});
