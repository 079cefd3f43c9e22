import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { until } from '../fixture/until.ts';
import { folderWith, putFiles, stepgate } from './stepgate.ts';

const FOLDERS = { STEPGATE_RULES_DIR: 'rules', STEPGATE_SCRIPTS_DIR: 'scripts' };
const rule = (name: string): string => JSON.stringify({ name, method: 'GET', rule: { response: { body: name } } });

describe('a folder that is named', () => {
  for (const command of ['start', 'check'])
    it(`and is not there refuses to ${command}`, async () => {
      const cwd = folderWith({ 'rules/a.json': rule('a'), file: '' });
      const missing = await stepgate(cwd, [command], { PORT: '0', STEPGATE_RULES_DIR: 'ruels' });
      assert.equal(missing.code, 2, missing.stdout);
      assert.match(
        missing.stderr,
        /^stepgate: STEPGATE_RULES_DIR names \S+\/ruels, which is not there; make the folder, or set STEPGATE_RULES_DIR= for none\n$/m,
      );
      const file = await stepgate(cwd, [command], { PORT: '0', STEPGATE_SCRIPTS_DIR: 'file' });
      assert.match(file.stderr, /STEPGATE_SCRIPTS_DIR names \S+\/file, which is no folder/);
      rmSync(cwd, { recursive: true });
    });

  it('in .env is named, too; the default ones may be missing', async () => {
    const cwd = folderWith({ 'rules/a.json': rule('a'), '.env': 'STEPGATE_SCRIPTS_DIR=scripts' });
    assert.equal((await stepgate(cwd, ['check'])).code, 2);
    putFiles(cwd, { '.env': '' });
    assert.equal((await stepgate(cwd, ['check'])).code, 0);
    rmSync(cwd, { recursive: true });
  });
});

describe('a file that was deleted', () => {
  const cwd = folderWith({
    'rules/deep/a.json': rule('a'),
    'rules/b.json': rule('b'),
    'scripts/demo/one.js': 'function handler() { return 1 }',
  });
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway({ dir: cwd, env: FOLDERS });
    await gateway.rule('by-hand', 'GET', {});
  });
  after(async () => {
    await gateway.stop();
    rmSync(cwd, { recursive: true });
  });

  const restart = async (args: string[] = []): Promise<void> => {
    await gateway.stop();
    gateway = await startGateway({ dir: cwd, env: FOLDERS, args });
  };
  const said = (): string[] => {
    const lines = gateway.output().split('\n');
    const logged = lines.filter((line) => line.includes(', is gone:'));
    return logged.map((line) => (JSON.parse(line) as { msg: string }).msg).sort();
  };
  const idOf = async (name: string): Promise<number> => (await gateway.api<{ id: number }>('GET', name)).body.data.id;

  it('leaves its endpoint, and a start says which one, where it came from and what to do', async () => {
    rmSync(path.join(cwd, 'rules/deep/a.json'));
    rmSync(path.join(cwd, 'scripts/demo/one.js'));
    await restart();
    const [ruleId, scriptId] = [await idOf('rule?name=a&method=GET'), await idOf('script?name=demo/one')];
    const hint = 'which it came from, is gone: put the file back, or delete it with DELETE /api/v1';
    assert.deepEqual(said(), [
      `the endpoint GET a goes on, but rules/deep/a.json, ${hint}/rule {"id": ${ruleId}, "force": true}`,
      `the script demo/one goes on, but scripts/demo/one.js, ${hint}/script {"id": ${scriptId}, "force": true}`,
    ]);
    assert.equal((await gateway.call('GET', 'a')).text, '"a"');
    await gateway.api('DELETE', 'rule', { id: ruleId, force: true });
    await gateway.api('DELETE', 'script', { id: scriptId, force: true });
    await restart(['--watch']);
    assert.deepEqual(said(), []);
  });

  it('is missed under --watch, once', async () => {
    rmSync(path.join(cwd, 'rules/b.json'));
    await until(() => said().length > 0);
    putFiles(cwd, { 'rules/c.json': rule('c') });
    await until(async () => (await gateway.call('GET', 'c')).status === 200);
    assert.equal(said().length, 1);
    assert.match(said()[0] ?? '', /^the endpoint GET b goes on, but rules\/b\.json/);
  });
});
