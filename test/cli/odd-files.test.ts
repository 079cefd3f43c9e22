import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { folderWith, stepgate } from './stepgate.ts';

const GOOD = JSON.stringify({ name: 'good', method: 'GET', rule: {} });
const BOM = '\uFEFF';

/** A folder whose rules and scripts are the given bytes. */
function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const cwd = folderWith({ 'rules/a.txt': '', 'scripts/a.txt': '' });
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(cwd, name), content);
  return cwd;
}

async function diagnostics(cwd: string, args: readonly string[] = []): Promise<string[]> {
  const { code, stdout, stderr } = await stepgate(cwd, ['check', ...args]);
  assert.equal(stderr, '');
  const lines = stdout.trim().split('\n').slice(0, -1);
  assert.equal(code, lines.length === 0 ? 0 : 1, stdout);
  return lines.sort();
}

describe('stepgate check', { concurrency: 2 }, () => {
  it('skips the byte order mark of rules and scripts', async () => {
    const cwd = folderOf({
      'rules/a.json': BOM + GOOD,
      'rules/b.yaml': `${BOM}name: b\nmethod: GET\nrule: {}\n`,
      'scripts/c.js': `${BOM}function handler() {}`,
    });
    assert.deepEqual(await diagnostics(cwd), []);
  });

  it('says of files in another encoding how they are to be saved', async () => {
    const cwd = folderOf({
      'rules/a.json': Buffer.from(BOM + GOOD, 'utf16le'),
      'rules/b.json': Buffer.from(GOOD, 'utf16le'),
      'rules/c.yaml': Buffer.from('name: c\nmethod: GET\ndesc: caf\xe9\nrule: {}\n', 'latin1'),
      'scripts/d.js': Buffer.from(`${BOM}function handler() {}`, 'utf16le').swap16(),
    });
    assert.deepEqual(await diagnostics(cwd), [
      'rules/a.json:1:1 error is UTF-16; save it as UTF-8',
      'rules/b.json:1:1 error is UTF-16; save it as UTF-8',
      'rules/c.yaml:3:1 error is not UTF-8 (line 3); save it as UTF-8',
      'scripts/d.js:1:1 error is UTF-16; save it as UTF-8',
    ]);
  });

  it('names each file that is empty, binary or too large', async () => {
    const cwd = folderOf({
      'rules/a.json': '',
      'rules/b.yaml': '',
      'rules/c.json': Buffer.from('{"a":\n\0\0\0}'),
      'scripts/d.js': '',
      'rules/e.json': '',
    });
    truncateSync(path.join(cwd, 'rules/e.json'), 17 * 1024 ** 2);
    const [a, b, ...rest] = await diagnostics(cwd);
    assert.match(a ?? '', /^rules\/a\.json:1:1 error expected a value, got the end of the text$/);
    assert.match(b ?? '', /^rules\/b\.yaml:1:1 error .*object/);
    assert.deepEqual(rest, [
      'rules/c.json:2:1 error is no text: it has a zero byte',
      'rules/e.json:1:1 error has 17.0 MiB; a rule or a script has at most 16 MiB',
      'scripts/d.js:1:1 error the script has no `handler`: declare `function handler(ctx, input) { … }` at its top level',
    ]);
  });

  it('names what is called like a file and is none', async () => {
    const cwd = folderOf({ 'rules/good.json': GOOD });
    mkdirSync(path.join(cwd, 'rules/a.json'));
    symlinkSync('nowhere', path.join(cwd, 'rules/b.json'));
    symlinkSync('c.json', path.join(cwd, 'rules/c.json'));
    symlinkSync('..', path.join(cwd, 'rules/d'));
    symlinkSync('.', path.join(cwd, 'scripts/e'));
    execFileSync('mkfifo', [path.join(cwd, 'rules/f.json')]);
    const expected = [
      'rules/a.json:1:1 error is a folder, and has no files in it; rename or remove it',
      'rules/b.json:1:1 error cannot be read: the file, or what the link leads to, is not there',
      'rules/c.json:1:1 error cannot be read: the link leads back to itself',
      'rules/f.json:1:1 error is no file that can be read to its end',
    ];
    const loops = (await diagnostics(cwd)).filter((line) => !expected.includes(line));
    assert.deepEqual(loops.length, 2, loops.join('\n'));
    for (const line of loops) assert.match(line, /error is a link to a folder in which it lies; remove it$/);
    const named = await stepgate(cwd, ['check', 'rules/c.json']);
    assert.deepEqual(
      [named.code, named.stderr],
      [2, 'stepgate: rules/c.json cannot be read: the link leads back to itself\n'],
    );
    assert.deepEqual(await diagnostics(cwd, ['rules/good.json', 'rules/good.json']), []);
  });
});

describe('a file that is given to a command', { concurrency: 2 }, () => {
  it('may have a byte order mark', async () => {
    const cwd = folderOf({ 'body.json': `${BOM}{"a":1}` });
    const rule = { name: 'echo', method: 'POST', rule: { response: { body: '{request.body.a}' } } };
    writeFileSync(path.join(cwd, 'rules/echo.json'), JSON.stringify(rule));
    const { code, stdout, stderr } = await stepgate(cwd, ['run', 'POST', 'echo', '--body', 'body.json']);
    assert.deepEqual([code, stdout.trim()], [0, '1'], stderr);
  });

  it('is refused by its name where it is no UTF-8', async () => {
    const cwd = folderOf({ 'data.json': Buffer.from(`${BOM}{"a":1}`, 'utf16le') });
    const { code, stderr } = await stepgate(cwd, ['recover', `TRX${'0'.repeat(32)}`, '--data', 'data.json']);
    assert.deepEqual([code, stderr], [2, 'stepgate: data.json is UTF-16; save it as UTF-8\n']);
  });
});
