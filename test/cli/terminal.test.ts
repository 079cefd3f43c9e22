import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { request, startGateway } from '../fixture/gateway.ts';
import { noTerminal, onTerminal } from '../fixture/terminal.ts';
import type { Terminal } from '../fixture/terminal.ts';
import { PROGRAM } from '../fixture/program.ts';
import { until } from '../fixture/until.ts';
import { startUpstream } from '../fixture/upstream.ts';
import { folderWith } from './stepgate.ts';

const ROOT = path.join(import.meta.dirname, '../..');

const login = async (url: string, password: string): Promise<number> =>
  (await request('POST', `${url}/api/v1/login`, { username: 'admin', password })).status;

const shown = async ({ output }: Terminal, text: RegExp): Promise<string> => {
  await until(() => text.test(output()));
  return text.exec(output())?.[1] ?? '';
};

const environment = (cwd: string): Record<string, string | undefined> => ({
  PATH: process.env.PATH,
  HOME: cwd,
  PORT: '0',
  DATABASE_URL: `sqlite:${path.join(cwd, 'test.db')}`,
  STEPGATE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  STEPGATE_RULES_DIR: path.join(cwd, 'rules'),
  STEPGATE_SCRIPTS_DIR: '',
  STEPGATE_SANDBOX_PROCESSES: '1',
  LOG_LEVEL: 'debug',
  npm_config_update_notifier: 'false',
});

describe('a start on a terminal', { skip: noTerminal }, () => {
  it('one Ctrl-C after `npm start` ends it, but not the request under way', async (t) => {
    const upstream = await startUpstream();
    t.after(() => upstream.close());
    const go = Promise.withResolvers<undefined>();
    upstream.on('/wait', async (_call, response) => {
      await go.promise;
      response.end('1');
    });
    const components = [[{ name: 'a', type: 'api', url: `${upstream.url}/wait` }]];
    const rule = JSON.stringify({ name: 'wait', method: 'GET', rule: { components } });
    const cwd = folderWith({ 'rules/wait.json': rule });
    const terminal = onTerminal('exec npm start', ROOT, {
      ...environment(cwd),
      STEPGATE_ADMIN_PASSWORD: 'configured here',
    });
    const url = await shown(terminal, /listens on (\S+)/);
    const answer = fetch(`${url}/ps/wait`);
    await upstream.called('/wait');
    terminal.type('\x03');
    // npm's SIGINT comes some milliseconds after the terminal's: before the process can have ended.
    await shown(terminal, /shutting down/);
    go.resolve(undefined);
    assert.equal((await answer).status, 200);
    assert.equal(await terminal.ended, 0);
    assert.doesNotMatch(terminal.output(), /WARN|ERROR/);
  });

  it('shows the password that was made up, keeps no file of it, and says how to begin', async () => {
    const cwd = folderWith({});
    mkdirSync(path.join(cwd, 'rules'));
    const terminal = onTerminal(`exec '${process.execPath}' '${PROGRAM}' start`, cwd, environment(cwd));
    const password = await shown(terminal, /password (\S+) \(made up now, not shown again\)/);
    const url = await shown(terminal, /listens on (\S+)/);
    assert.equal(await login(url, password), 200);
    assert.throws(() => statSync(path.join(cwd, 'data/admin-password')), { code: 'ENOENT' });
    assert.match(
      terminal.output(),
      new RegExp(`no endpoint yet, .* ${cwd}/rules; save \\{.*\\} there as hello\\.json`),
    );
    terminal.type('\x03');
    assert.equal(await terminal.ended, 0);
  });
});

describe('a start that is not on a terminal', () => {
  it('writes JSON lines only; the password that was made up is in a file for its owner', async () => {
    const cwd = folderWith({});
    const gateway = await startGateway({ dir: cwd, env: { STEPGATE_ADMIN_PASSWORD: '' } });
    const file = path.join(cwd, 'data/admin-password');
    const lines = gateway.output().trim().split('\n');
    const started = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find(({ url }) => url === gateway.url);
    assert.equal(started?.passwordFile, file);
    assert.match(String(started.signIn), /the password in .*data\/admin-password/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const password = readFileSync(file, 'utf8').trim();
    assert.ok(!gateway.output().includes(password));
    assert.equal(await login(gateway.url, password), 200);
    assert.match(gateway.output(), /There is no endpoint yet, STEPGATE_RULES_DIR is empty; save one with POST/);
    await gateway.stop();
  });
});
