import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import { runBlocks } from '../fixture/shell-blocks.ts';
import { folderWith, stepgate } from './stepgate.ts';

describe('stepgate init', () => {
  const cwd = folderWith({});

  it('makes a folder that starts as it is, and whose README has a curl line that works', async () => {
    const { code, stdout } = await stepgate(cwd, ['init', 'my shop']);
    assert.equal(code, 0);
    assert.match(stdout, /^ {2}cd 'my shop'\n {2}stepgate start --watch\n {2}curl -i /m);
    const dir = path.join(cwd, 'my shop');
    const readme = readFileSync(path.join(dir, 'README.md'), 'utf8');
    const curl = /^curl .*$/m.exec(readme)?.[0] ?? '';
    assert.ok(stdout.includes(curl), 'the same line is printed');
    const rule = JSON.parse(readFileSync(path.join(dir, 'rules/greet.json'), 'utf8')) as { $schema: string };
    assert.ok(existsSync(path.join(dir, 'rules', rule.$schema)), 'the schema that the rule names is there');
    const folders = { STEPGATE_RULES_DIR: 'rules', STEPGATE_SCRIPTS_DIR: 'scripts' };
    const gateway = await startGateway({ dir, env: folders });
    const [answer = ''] = await runBlocks([curl.replace('http://127.0.0.1:3000', gateway.url)]);
    await gateway.stop();
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(answer, /\{"text":"Hello, Ada! Hello, Ada!","trx":"TRX/);
  });

  it('overwrites nothing, and then writes nothing', async () => {
    const folder = folderWith({ 'rules/greet.json': 'mine' });
    const { code, stderr } = await stepgate(folder, ['init']);
    assert.deepEqual(
      [code, stderr],
      [
        1,
        'stepgate: this folder has rules/greet.json already, and nothing is overwritten; name another folder: stepgate init DIR\n',
      ],
    );
    assert.ok(!existsSync(path.join(folder, 'README.md')));
    writeFileSync(path.join(folder, 'file'), '');
    assert.match((await stepgate(folder, ['init', 'file'])).stderr, /^stepgate: [^\n]*file cannot be made: [^\n]*\n$/);
  });
});
