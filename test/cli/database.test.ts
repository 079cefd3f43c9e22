import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { migrations } from '../../migrations/index.ts';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { raw } from '../fixture/long-numbers.ts';
import { until } from '../fixture/until.ts';
import { folderWith, putFiles, stepgate } from './stepgate.ts';

/** All files below a folder, by their paths. */
function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(path.join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

describe('export and import', () => {
  const cwd = folderWith({});
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway({ dir: cwd });
    await gateway.rule('users/:id', 'GET', {
      response: { body: { z: 1, a: '{request.params.id}', id: raw('7615917337495251231') } },
    });
    await gateway.rule('users/:id', 'DELETE', {});
    await gateway.rule('plain', 'ANY', { response: { body: 'é' } });
    await gateway.script('demo/user', 'function handler() {\n  return 1;\n}\n');
    const typed = { name: 'typed', language: 'ts', script: 'const handler = (): number => 1;', desc: 'a note' };
    await gateway.api('POST', 'script', typed);
    await gateway.api('POST', 'secret', { name: 'API_KEY', description: 'of the shop', content: 'canary-4711' });
    await gateway.stop();
  });
  after(() => rmSync(cwd, { recursive: true }));

  it('write files and read them into another database, byte for byte, as often as one likes', async () => {
    assert.equal((await stepgate(cwd, ['export', 'first'])).code, 0);
    const first = filesIn(path.join(cwd, 'first'));
    assert.deepEqual(Object.keys(first), [
      'manifest.json',
      'rules/plain.ANY.json',
      'rules/users/%3Aid.DELETE.json',
      'rules/users/%3Aid.GET.json',
      'scripts/demo/user.js',
      'scripts/typed.ts',
    ]);
    const other = { DATABASE_URL: 'sqlite:other.db' };
    const imported = await stepgate(cwd, ['import', 'first'], other);
    assert.match(imported.stdout, /^3 of 3 rules and 2 of 2 scripts were new\n.*not there yet: API_KEY/);
    const again = await stepgate(cwd, ['import', 'first'], other);
    assert.match(again.stdout, /^0 of 3 rules and 0 of 2 scripts were new\n/);
    await stepgate(cwd, ['export', 'second'], other);
    const second = filesIn(path.join(cwd, 'second'));
    assert.deepEqual({ ...second, 'manifest.json': '' }, { ...first, 'manifest.json': '' });
    assert.match(first['rules/users/%3Aid.GET.json'] ?? '', /"id": 7615917337495251231\b/);
    assert.match(first['manifest.json'] ?? '', /"typed": "a note"/);
    assert.match(first['manifest.json'] ?? '', /"name": "API_KEY",\n\s+"description": "of the shop"/);
  });

  it('never write the content of a secret', () => {
    assert.doesNotMatch(Object.values(filesIn(path.join(cwd, 'first'))).join('\n'), /canary-4711/);
  });

  it('take an export of nothing for what it is', async () => {
    const empty = { DATABASE_URL: 'sqlite:empty.db' };
    assert.equal((await stepgate(cwd, ['export', 'nothing'], empty)).code, 0);
    assert.equal((await stepgate(cwd, ['import', 'nothing'], empty)).code, 0);
    const { code, stderr } = await stepgate(cwd, ['import', 'nowhere'], empty);
    assert.deepEqual([code, stderr], [1, 'stepgate: there are no files in nowhere/rules and nowhere/scripts\n']);
  });

  it('import nothing where one file is broken', async () => {
    const folder = folderWith({ 'in/rules/a.json': '{}', 'in/scripts/b.js': 'function handler() {}' });
    const { code, stderr } = await stepgate(folder, ['import', 'in']);
    assert.equal(code, 1);
    assert.match(stderr, /in\/rules\/a\.json:1:1 error .*\nnothing was imported/s);
    assert.match((await stepgate(folder, ['export', 'out'])).stdout, /^0 rules, 0 scripts/);
  });

  it('say in JSON what they did, with --format json', async () => {
    const env = { DATABASE_URL: 'sqlite:json.db' };
    const json = async (...args: string[]): Promise<unknown> =>
      JSON.parse((await stepgate(cwd, [...args, '--format', 'json'], env)).stdout);
    assert.deepEqual(await json('migrate'), { applied: migrations.map(({ name }) => name) });
    assert.deepEqual(await json('migrate'), { applied: [] });
    const imported = { rules: { total: 3, new: 3 }, scripts: { total: 2, new: 2 }, missing_secrets: ['API_KEY'] };
    assert.deepEqual(await json('import', 'first'), imported);
    assert.deepEqual(await json('export', 'json'), { folder: 'json', rules: 3, scripts: 2, secrets: 0 });
  });

  it('do not export over files that are no part of it', async () => {
    putFiles(cwd, { 'first/rules/left.json': '{}' });
    const { code, stderr } = await stepgate(cwd, ['export', 'first']);
    assert.equal(code, 1);
    assert.match(stderr, /first\/rules\/left\.json: no part of this export/);
  });
});

describe('users, tokens, audit and keys from a shell', () => {
  const cwd = folderWith({});
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway({ dir: cwd });
  });
  after(async () => {
    await gateway.stop();
    rmSync(cwd, { recursive: true });
  });

  async function statusOf(token: string, what: string): Promise<number> {
    return (await fetch(`${gateway.url}/api/v1/${what}`, { headers: { authorization: `Bearer ${token}` } })).status;
  }

  it('a user that was added signs in with the password given on stdin', async () => {
    assert.equal((await stepgate(cwd, ['user', 'add', 'ada', '--role', 'developer'], {}, 'first-password\n')).code, 0);
    const login = (password: string): Promise<Response> =>
      fetch(`${gateway.url}/api/v1/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'ada', password }),
      });
    assert.equal((await login('first-password')).status, 200);
    await stepgate(cwd, ['user', 'password', 'ada'], {}, 'second-password\n');
    assert.equal((await login('first-password')).status, 401);
    assert.equal((await login('second-password')).status, 200);
    await stepgate(cwd, ['user', 'disable', 'ada']);
    assert.equal((await login('second-password')).status, 401);
    const { stdout } = await stepgate(cwd, ['user', 'list', '--format', 'json']);
    const shown = (JSON.parse(stdout) as { username: string; role: string; disabled: boolean }[]).map(
      ({ username, role, disabled }) => [username, role, disabled],
    );
    assert.deepEqual(shown.sort(), [
      ['ada', 'developer', true],
      ['admin', 'admin', false],
    ]);
  });

  it('a user name that is taken, a short password, a last admin: one line each', async () => {
    const [taken, short, last] = await Promise.all([
      stepgate(cwd, ['user', 'add', 'admin'], {}, 'long enough'),
      stepgate(cwd, ['user', 'add', 'bob'], {}, 'short'),
      stepgate(cwd, ['user', 'disable', 'admin']),
    ]);
    assert.deepEqual([taken.code, taken.stderr], [1, 'stepgate: the user name admin is taken\n']);
    assert.equal(short.code, 2);
    assert.match(short.stderr, /^stepgate: the password has 5 characters; 8 at least are needed\n$/);
    assert.equal(last.code, 1);
    assert.match(last.stderr, /^stepgate: admin is the last admin; /);
  });

  it('a token works until it is removed', async () => {
    const added = await stepgate(cwd, ['token', 'add', 'ci', '--role', 'viewer']);
    const token = added.stdout.trim();
    assert.equal(await statusOf(token, 'rule/page'), 200);
    assert.equal(await statusOf(token, 'user/page'), 403);
    const { stdout } = await stepgate(cwd, ['token', 'list', '--format', 'json']);
    const [row] = JSON.parse(stdout) as { id: number; name: string }[];
    assert.equal(row?.name, 'ci');
    assert.doesNotMatch(stdout, new RegExp(token));
    await stepgate(cwd, ['token', 'remove', String(row.id)]);
    assert.equal(await statusOf(token, 'rule/page'), 401);
  });

  it('what was added or changed is JSON with --format json', async () => {
    const json = async (args: readonly string[], input = ''): Promise<Record<string, unknown>> =>
      JSON.parse((await stepgate(cwd, [...args, '--format', 'json'], {}, input)).stdout) as Record<string, unknown>;
    const eve = await json(['user', 'add', 'eve', '--role', 'operator'], 'first-password\n');
    assert.deepEqual([eve.username, eve.role, eve.disabled], ['eve', 'operator', false]);
    assert.deepEqual(await json(['user', 'password', 'eve'], 'second-password\n'), eve);
    assert.deepEqual(await json(['user', 'disable', 'eve']), { ...eve, disabled: true });
    assert.deepEqual(await json(['user', 'enable', 'eve']), eve);
    const { id, token, ...rest } = await json(['token', 'add', 'cd', '--expires', '2100-01-01T00:00:00Z']);
    assert.deepEqual(rest, { name: 'cd', role: 'viewer', user: 'admin', expires_at: '2100-01-01T00:00:00.000Z' });
    assert.equal(await statusOf(String(token), 'rule/page'), 200);
    assert.deepEqual(await json(['token', 'remove', String(id)]), { id });
  });

  it('audit verify finds all as it was written', async () => {
    const { code, stdout } = await stepgate(cwd, ['audit', 'verify']);
    assert.equal(code, 0);
    assert.match(stdout, /^\d+ entries, all as they were written\n$/);
  });

  it('openapi prints what /openapi.json answers', async () => {
    await gateway.rule('a/:id', 'GET', {});
    const { stdout } = await stepgate(cwd, ['openapi']);
    const served = await (await fetch(`${gateway.url}/openapi.json`)).json();
    assert.deepEqual(JSON.parse(stdout), served);
  });

  it('rotate-key changes the key, and gateways that run take it up, or say that they must be restarted', async () => {
    await gateway.api('POST', 'secret', { name: 'KEPT', content: 'canary-0815' });
    await gateway.rule('secret', 'GET', {
      components: [[{ name: 'a', type: 'api', url: '{var.SELF}/health/live', header: { 'x-key': '{secret.KEPT}' } }]],
    });
    const file = path.join(cwd, 'data/master.key');
    const before = readFileSync(file, 'utf8');
    // One whose key is in its environment, beside the one that reads the file.
    const other = await startGateway({ dir: cwd, env: { STEPGATE_MASTER_KEY: before.trim() } });
    const rotated = await stepgate(cwd, ['rotate-key']);
    assert.equal(rotated.code, 0);
    assert.match(rotated.stdout, /new master key in data\/master\.key; gateways that read this file take it up/);
    assert.notEqual(readFileSync(file, 'utf8'), before);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal((await gateway.call('GET', 'secret')).status, 200);
    const { status } = await gateway.api('POST', 'secret', { name: 'AFTER', content: 'canary-0816' });
    assert.equal(status, 201);
    const again = await stepgate(cwd, ['rotate-key', '--format', 'json']);
    assert.deepEqual(JSON.parse(again.stdout), { master_key_file: 'data/master.key' });
    await gateway.rule('later', 'GET', {
      components: [
        [{ name: 'a', type: 'api', url: '{var.SELF}/health/live', header: { 'x-key': '{secret.AFTER}{secret.KEPT}' } }],
      ],
    });
    assert.equal((await gateway.call('GET', 'later')).status, 200);
    // What is not about secrets goes on there too, and secrets as they were.
    await until(async () => (await other.call('GET', 'later')).status === 200);
    assert.equal((await other.call('GET', 'secret')).status, 200);
    const refused = await other.api('POST', 'secret', { name: 'NEVER', content: 'x' });
    assert.deepEqual(
      [refused.status, refused.body.msg],
      [
        409,
        'the master key was rotated: restart this process with the new STEPGATE_MASTER_KEY; until then it changes no secrets',
      ],
    );
    assert.match(other.output(), /the master key was rotated: restart this process[^\n]*stay as they were/);
    await other.stop();
    await gateway.stop();
    gateway = await startGateway({ dir: cwd });
    assert.equal((await gateway.call('GET', 'later')).status, 200);
    assert.equal((await gateway.call('GET', 'secret')).status, 200);
    const { code, stderr } = await stepgate(cwd, ['migrate'], { STEPGATE_MASTER_KEY: before.trim() });
    assert.equal(code, 1);
    assert.match(stderr, /master key/);
  });
});
