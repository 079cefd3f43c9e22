import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { cpuSecondsOf, proportionalMibOf, residentMibOf, treeOf } from '../../bench/process-tree.ts';

describe('a process and what descends from it', { skip: process.platform !== 'linux' && 'only Linux tells' }, () => {
  it('are counted together, ended ones for their processor time', async () => {
    const busy = 'const end = Date.now() + 300; while (Date.now() < end);';
    const alone = cpuSecondsOf(process.pid);
    const ended = spawn(process.execPath, ['-e', busy]);
    await once(ended, 'exit');
    assert.ok(cpuSecondsOf(process.pid) > alone);
    assert.ok(!treeOf(process.pid).includes(ended.pid ?? 0));
    const living = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)']);
    await once(living.stdout, 'data');
    const tree = treeOf(process.pid);
    const [proportional, resident] = [proportionalMibOf(process.pid), residentMibOf(process.pid)];
    living.kill();
    await once(living, 'exit');
    assert.equal(tree[0], process.pid);
    assert.ok(tree.includes(living.pid ?? 0));
    // What two of them share counts once.
    assert.ok(proportional > 0 && proportional < resident);
  });

  it('are nothing when it has ended', () => {
    assert.equal(cpuSecondsOf(2 ** 22 + 1), 0);
    assert.equal(residentMibOf(2 ** 22 + 1), 0);
  });
});
