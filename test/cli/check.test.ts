import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { folderWith, stepgate } from './stepgate.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const GOOD = JSON.stringify({ name: 'good', method: 'GET', rule: {} });
const WARNED = `name: warned
method: GET
rule:
  response:
    body: '{nobody.gave.it}'
`;

describe('stepgate check', { concurrency: 2 }, () => {
  it('finds nothing wrong with the samples, not even a warning', async () => {
    const { code, stdout } = await stepgate(ROOT, ['check', '--strict']);
    assert.equal(stdout.split('\n').at(-2)?.replace(/^\d+/, 'n'), 'n files, 0 errors, 0 warnings');
    assert.equal(code, 0);
  });

  it('shows file, line, column, pointer and message, and exits with 1', async () => {
    const cwd = folderWith({
      'rules/a.json': '{\n "name": "a",\n "method": "GOT",\n "rule": { "suspnd": true } }\n',
      'scripts/b.js': 'function handler( {}',
    });
    const { code, stdout } = await stepgate(cwd, ['check']);
    assert.equal(code, 1);
    assert.match(stdout, /^rules\/a\.json:3:2 error \/method .*/m);
    assert.match(stdout, /^rules\/a\.json:4:12 error \/suspnd .*\(did you mean "suspend"\?\)$/m);
    assert.match(stdout, /^scripts\/b\.js:1:\d+ error .+/m);
    assert.match(stdout, /^2 files, 3 errors, 0 warnings$/m);
  });

  it('shows what is wrong with the expressions of transforms', async () => {
    const transform = { name: 't', type: 'transform', expression: '$eval("1")' };
    const rule = { components: [[transform]] };
    const cwd = folderWith({ 'rules/a.json': JSON.stringify({ name: 'a', method: 'GET', rule }, null, 1) });
    const { code, stdout } = await stepgate(cwd, ['check']);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^rules\/a\.json:\d+:\d+ error \/components\/0\/0\/expression \$eval is not there in a transform \(position 5\)$/m,
    );
  });

  it('warns of calls that lead to no rule, whichever file is asked for', async () => {
    const calls = (url: string, extra: object = {}) => ({ name: 'c', type: 'rule', url, ...extra });
    const file = (name: string, rule: object): string => JSON.stringify({ name, method: 'GET', rule }, null, 1);
    const undo = { type: 'rule', url: 'gone' };
    const layer = [
      { ...calls('other/{request.query.id}'), name: 'a' },
      { ...calls('broken'), name: 'b' },
      { ...calls('othr/1', { compensate: undo }), name: 'd' },
    ];
    const cwd = folderWith({
      'rules/a.json': file('a', { components: [layer] }),
      'rules/b.json': file('other/:id', {}),
      'rules/c.json': file('broken', { nonsense: true }),
    });
    const warnings = [
      'rules/a.json:20:6 warning /components/0/2/url there is no rule GET othr/1 yet',
      'rules/a.json:23:7 warning /components/0/2/compensate/url there is no rule GET gone yet',
    ];
    for (const paths of [[], ['rules/a.json']]) {
      const { stdout } = await stepgate(cwd, ['check', ...paths]);
      assert.deepEqual(
        stdout.split('\n').filter((line) => line.includes('there is no rule')),
        warnings,
      );
    }
  });

  it('reads more files than may be open at once', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `many/${index}`);
    const rule = (name: string): string => JSON.stringify({ name, method: 'GET', rule: {} });
    const cwd = folderWith(Object.fromEntries(names.map((name) => [`rules/${name}.json`, rule(name)])));
    const { code, stdout } = await stepgate(cwd, ['check'], {}, '', ['sh', '-c', 'ulimit -n 400; exec "$@"', 'sh']);
    assert.deepEqual([code, stdout], [0, '1000 files, 0 errors, 0 warnings\n']);
  });

  it('says where files belong when there are none', async () => {
    const { code, stdout } = await stepgate(folderWith({}), ['check']);
    assert.deepEqual(
      [code, stdout],
      [
        0,
        '0 files, 0 errors, 0 warnings; rules are .json and .yaml files in rules, scripts .js and .ts files in scripts\n',
      ],
    );
  });

  it('prints the same as JSON', async () => {
    const cwd = folderWith({ 'rules/a.json': '{ "name": "a", "method": "GET", "rule": { "suspnd": true } }' });
    const { code, stdout } = await stepgate(cwd, ['check', '--format', 'json']);
    assert.equal(code, 1);
    const [found] = JSON.parse(stdout) as Record<string, unknown>[];
    const { severity, file, line, column, pointer, suggestion } = found ?? {};
    assert.deepEqual(
      { severity, file, line, column, pointer, suggestion },
      { severity: 'error', file: 'rules/a.json', line: 1, column: 43, pointer: '/suspnd', suggestion: 'suspend' },
    );
  });

  it('shows warnings, which fail with --strict only', async () => {
    const cwd = folderWith({ 'rules/a.yaml': WARNED });
    const lenient = await stepgate(cwd, ['check']);
    assert.match(lenient.stdout, /^rules\/a\.yaml:5:5 warning \/response\/body /m);
    assert.equal(lenient.code, 0);
    assert.equal((await stepgate(cwd, ['check', '--strict'])).code, 1);
  });

  it('warns of what a script does not have, with line and column', async () => {
    const cwd = folderWith({
      'scripts/a.ts': 'const handler = async (): Promise<void> =>\n  setTimeout(() => 1, 1);',
    });
    const { code, stdout } = await stepgate(cwd, ['check']);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /scripts\/a\.ts:2:3 warning setTimeout is not there in a script; use ctx\.sleep/);
  });

  it('knows the scripts of the folder, with and without their ending', async () => {
    const component = (name: string, url: string): unknown => ({ name, type: 'script', url });
    const rule = {
      name: 'a',
      method: 'GET',
      rule: { components: [[component('a', 'demo/a'), component('b', 'demo/a.js'), component('c', 'demo/none')]] },
    };
    const cwd = folderWith({
      'rules/a.json': JSON.stringify(rule),
      'scripts/demo/a.js': 'const handler = () => 1;',
    });
    const { stdout } = await stepgate(cwd, ['check', 'rules']);
    assert.match(stdout, /\/components\/0\/2\/url .*demo\/none/);
    assert.match(stdout, /^1 file, 0 errors, 1 warning$/m);
  });

  it('checks the files and folders that it is given, and nothing else', async () => {
    const cwd = folderWith({ 'rules/bad.json': '{', 'other/good.json': GOOD, 'one.yaml': WARNED });
    const { code, stdout } = await stepgate(cwd, ['check', 'other', 'one.yaml']);
    assert.match(stdout, /^2 files, 0 errors, 1 warning$/m);
    assert.equal(code, 0);
  });

  it('names a path that is not there, or is no rule and no script, and exits with 2', async () => {
    const cwd = folderWith({ 'a.txt': '' });
    const missing = await stepgate(cwd, ['check', 'nowhere']);
    assert.deepEqual([missing.code, missing.stderr], [2, 'stepgate: there is no file or folder nowhere\n']);
    const wrong = await stepgate(cwd, ['check', 'a.txt']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /^stepgate: a\.txt is neither a rule .* nor a script/);
  });

  it('needs no database', async () => {
    const cwd = folderWith({ 'rules/a.json': GOOD });
    const { code } = await stepgate(cwd, ['check'], { DATABASE_URL: 'mysql://nobody@127.0.0.1:1/none' });
    assert.equal(code, 0);
    assert.ok(!existsSync(path.join(cwd, 'data')));
  });
});
