import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { folderWith } from './stepgate.ts';
import type { Ended } from './stepgate.ts';

const LAUNCHER = path.join(import.meta.dirname, '../../bin/stepgate.cjs');

/** The command itself: says with what it runs, and ends on a signal. */
const COMMAND = `
process.on('SIGTERM', () => process.exit(7));
process.stdout.write(JSON.stringify([process.versions.node, process.argv.slice(2)]));
if (process.argv[2] === 'wait') setInterval(() => undefined, 1000);
else process.exitCode = 3;`;

/** The package as it is installed; `node`: with the Node.js that it depends on. */
function installed(node: boolean): string {
  const folder = folderWith({
    'package.json': '{"type":"module"}',
    'dist/src/main.js': COMMAND,
    'old-node.cjs': "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });",
    ...(node && { 'node_modules/node/package.json': '{"name":"node"}' }),
  });
  mkdirSync(path.join(folder, 'bin'));
  copyFileSync(LAUNCHER, path.join(folder, 'bin/stepgate.cjs'));
  if (node) {
    mkdirSync(path.join(folder, 'node_modules/node/bin'));
    symlinkSync(process.execPath, path.join(folder, 'node_modules/node/bin/node'));
  }
  return folder;
}

/** @param flags of the Node.js that runs the launcher. */
async function launch(folder: string, flags: readonly string[], args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [...flags, path.join(folder, 'bin/stepgate.cjs'), ...args], { cwd: folder });
  if (args[0] === 'wait') child.stdout.once('data', () => child.kill('SIGTERM'));
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

const OLD = ['--require', './old-node.cjs'];

describe('the command of the package', () => {
  it('runs with a Node.js that is new enough, arguments and exit code unchanged', async () => {
    const { code, stdout, stderr } = await launch(installed(false), [], ['check', 'a b']);
    assert.deepEqual([code, JSON.parse(stdout), stderr], [3, [process.versions.node, ['check', 'a b']], '']);
  });

  it('runs the sources of a checkout', async () => {
    const folder = installed(false);
    mkdirSync(path.join(folder, 'src'));
    writeFileSync(path.join(folder, 'src/main.ts'), "const source: string = 'source'; process.stdout.write(source);");
    assert.deepEqual(await launch(folder, [], ['start']), { code: 0, stdout: 'source', stderr: '' });
  });

  it('runs with the installed one where it is started with one that is too old', async () => {
    const { code, stdout, stderr } = await launch(installed(true), OLD, ['check', 'a b']);
    assert.deepEqual([code, JSON.parse(stdout), stderr], [3, [process.versions.node, ['check', 'a b']], '']);
  });

  it('passes signals on to it', async () => {
    assert.equal((await launch(installed(true), OLD, ['wait'])).code, 7);
  });

  it('says in one line which Node.js is needed where there is none', async () => {
    const { code, stdout, stderr } = await launch(installed(false), OLD, ['start']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^stepgate: Node\.js 24 or newer is needed, this is 20\.20\.2; install .*\n$/);
  });
});
