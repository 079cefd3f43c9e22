import assert from 'node:assert/strict';
import { rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { folderWith, putFiles, stepgate } from './stepgate.ts';

const rule = (body: unknown, name = 'a'): string =>
  JSON.stringify({ name, method: 'GET', rule: { response: { body } } });

/** The two folders of the working directory: the fixture starts without any. */
const FOLDERS = { STEPGATE_RULES_DIR: 'rules', STEPGATE_SCRIPTS_DIR: 'scripts' };

describe('a start that cannot be', { concurrency: 2 }, () => {
  it('names every broken file at once: file, line, column, pointer and reason', async () => {
    const cwd = folderWith({
      'rules/broken.json': '{\n  "name": "a",\n  "method": "GET",\n  "rule": {}}}',
      'rules/deep/wrong.yaml':
        'name: b\nmethod: GET\nrule:\n  components:\n    - - name: c\n        type: api\n        uurl: x\n',
      'rules/good.json': rule(1),
      'scripts/syntax.js': 'function handler() {\n  return (;\n}\n',
      'scripts/none.ts': 'const other: number = 1;\n',
    });
    const { code, stderr, stdout } = await stepgate(cwd, ['start'], { PORT: '0' });
    assert.equal(code, 1);
    assert.match(stderr, /rules\/broken\.json:4:14 error expected the end, got "\}"/);
    assert.match(stderr, /rules\/deep\/wrong\.yaml:7:9 error \/components\/0\/0\/uurl .*\(did you mean "url"\?\)/);
    assert.match(stderr, /scripts\/syntax\.js:2:\d+ error /);
    assert.match(stderr, /scripts\/none\.ts:\d+:\d+ error .*handler/);
    assert.doesNotMatch(stderr, /good\.json/);
    assert.doesNotMatch(stdout, /listens on/);
  });

  it('names two files that hold the same rule', async () => {
    const cwd = folderWith({ 'rules/one.json': rule(1), 'rules/two.json': rule(2) });
    const { code, stderr } = await stepgate(cwd, ['start'], { PORT: '0' });
    assert.equal(code, 1);
    assert.match(stderr, /rules\/two\.json:1:1 error the rule GET a is already in rules\/one\.json/);
  });

  it('names every variable that is wrong, with the nearest valid one, and exits with 2', async () => {
    const cwd = folderWith({});
    const { code, stderr } = await stepgate(cwd, ['start'], { PORT: 'x', STEPGATE_BODY_LIMT: '1' });
    assert.equal(code, 2);
    assert.match(stderr, /^stepgate: PORT is "x"; expected a whole number from 0 to 65535$/m);
    assert.match(stderr, /^stepgate: STEPGATE_BODY_LIMT is no variable .* STEPGATE_BODY_LIMIT$/m);
  });

  it('names a folder that is none', async () => {
    const cwd = folderWith({ 'rules/a.json': rule(1) });
    const { code, stderr } = await stepgate(cwd, ['start'], { PORT: '0', STEPGATE_SCRIPTS_DIR: 'rules/a.json' });
    assert.equal(code, 2);
    assert.match(stderr, /^stepgate: STEPGATE_SCRIPTS_DIR names .*rules\/a\.json, which is no folder; [^\n]*\n$/m);
  });

  it('names a wrong egress entry', async () => {
    const { code, stderr } = await stepgate(folderWith({}), ['start'], { STEPGATE_EGRESS_ALLOW: '10.0.0.0/99' });
    assert.equal(code, 2);
    assert.match(stderr, /STEPGATE_EGRESS.*10\.0\.0\.0\/99/);
  });

  it('names a wrong entry of NO_PROXY', async () => {
    const { code, stderr } = await stepgate(folderWith({}), ['start'], { NO_PROXY: 'localhost,10/8' });
    assert.equal(code, 2);
    assert.match(stderr, /^stepgate: NO_PROXY: "10\/8" names no host; expected /m);
  });

  it('says which database was tried, without its password', async () => {
    const { code, stderr } = await stepgate(folderWith({}), ['start'], {
      DATABASE_URL: 'mysql://someone:hunter22@127.0.0.1:1/stepgate',
    });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^stepgate: .*mysql:\/\/someone:\*\*\*@127\.0\.0\.1:1\/stepgate.*ECONNREFUSED.*DATABASE_URL.*$/m,
    );
    assert.doesNotMatch(stderr, /hunter22/);
  });

  it('says so when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await stepgate(folderWith({}), ['start'], { PORT: String(port) });
    other.close();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^stepgate: port ${port} on 127\\.0\\.0\\.1 is taken`, 'm'));
  });

  it('refuses a database whose secrets are under another master key', async () => {
    const cwd = folderWith({});
    const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
    assert.equal((await stepgate(cwd, ['migrate'], { STEPGATE_MASTER_KEY: key(1) })).code, 0);
    const { code, stderr } = await stepgate(cwd, ['migrate'], { STEPGATE_MASTER_KEY: key(2) });
    assert.equal(code, 1);
    assert.match(stderr, /master key/);
  });
});

describe('a start', () => {
  const cwd = folderWith({ 'rules/a.json': rule('first'), 'scripts/demo/user.js': 'function handler() { return 1 }' });
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway({ dir: cwd, env: FOLDERS });
  });
  after(async () => {
    await gateway.stop();
    rmSync(cwd, { recursive: true });
  });

  const restart = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    assert.equal(await gateway.kill(signal), 0);
    gateway = await startGateway({ dir: cwd, env: FOLDERS });
  };
  const answer = async (): Promise<string> => (await gateway.call('GET', 'a')).text;
  const versions = async (): Promise<number> =>
    (await gateway.api<{ total: number }>('GET', 'rule/page?name=a')).body.data.total;

  it('loads the files of both folders; a script is named by its path', async () => {
    assert.equal(await answer(), '"first"');
    const { data } = (await gateway.api<{ status: boolean }>('GET', 'script?name=demo/user')).body;
    assert.equal(data.status, true);
  });

  it('makes an SQLite database that only its owner may read', () => {
    for (const file of ['stepgate.db', 'stepgate.db-wal', 'stepgate.db-shm'])
      assert.equal(statSync(path.join(cwd, 'data', file)).mode & 0o777, 0o600, file);
  });

  it('makes the master key, for its owner only, and says so', () => {
    assert.equal(statSync(path.join(cwd, 'data/master.key')).mode & 0o777, 0o600);
    assert.match(gateway.output(), /a master key was made/);
  });

  it('knows its own base URL as {var.SELF}', async () => {
    await gateway.rule('self', 'GET', { response: { type: 'text', body: '{var.SELF}' } });
    assert.equal((await gateway.call('GET', 'self')).text, gateway.url);
  });

  it('leaves on SIGTERM with 0, and makes no new version of a file that has not changed', async () => {
    await restart('SIGTERM');
    assert.equal(await versions(), 1);
    assert.doesNotMatch(gateway.output(), /loaded a new version/);
    assert.match(gateway.output(), /"signIn":"user admin, the password of its first start/);
  });

  it('leaves on SIGINT with 0, and makes a file whose content is new the active version', async () => {
    putFiles(cwd, { 'rules/a.json': rule('second') });
    await restart('SIGINT');
    assert.equal(await answer(), '"second"');
    assert.equal(await versions(), 2);
  });

  it('takes content that was there before for new when the file goes back to it', async () => {
    putFiles(cwd, { 'rules/a.json': rule('first') });
    await restart();
    assert.equal(await answer(), '"first"');
    assert.equal(await versions(), 3);
  });

  it('leaves a version that was activated by hand alone', async () => {
    await gateway.rule('a', 'GET', { response: { body: 'by hand' } });
    await restart();
    assert.equal(await answer(), '"by hand"');
  });
});

describe('a start with --watch', () => {
  const cwd = folderWith({ 'rules/a.json': rule('first'), 'scripts/one.js': 'function handler() { return 1 }' });
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway({ dir: cwd, env: FOLDERS, args: ['--watch'] });
  });
  after(async () => {
    await gateway.stop();
    rmSync(cwd, { recursive: true });
  });

  const answers = async (path: string): Promise<string> => (await gateway.call('GET', path)).text;

  it('loads a file as it changes', async () => {
    putFiles(cwd, { 'rules/a.json': rule('second') });
    await until(async () => (await answers('a')) === '"second"');
  });

  it('loads a new file in a new folder', async () => {
    putFiles(cwd, { 'rules/new/deep/b.yaml': 'name: b\nmethod: GET\nrule: { response: { body: new } }\n' });
    await until(async () => (await answers('b')) === '"new"');
  });

  it('keeps the version before a broken one, says where it is broken, and goes on', async () => {
    putFiles(cwd, { 'rules/a.json': '{' });
    await until(() => /rules\/a\.json:1:2 error .*stays/.test(gateway.output()));
    assert.equal(await answers('a'), '"second"');
    putFiles(cwd, { 'rules/a.json': rule('third') });
    await until(async () => (await answers('a')) === '"third"');
  });
});

describe('a shutdown that takes its time', () => {
  it('is cut short by a second signal', async () => {
    const gateway = await startGateway();
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    await gateway.rule('slow', 'GET', {
      components: [[{ name: 'a', type: 'api', url: `http://127.0.0.1:${port}/` }]],
    });
    const connected = once(silent, 'connection');
    const call = gateway.call('GET', 'slow').catch(() => undefined);
    await connected;
    const first = gateway.kill('SIGTERM');
    await until(() => gateway.output().includes('a second signal leaves at once'));
    assert.equal(await gateway.kill('SIGTERM'), 143);
    await Promise.all([first, call]);
    silent.close();
  });
});
