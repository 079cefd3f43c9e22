import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import { createSandbox } from '../../src/sandbox/pool.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { until } from './until.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const UNHEARD = {
  log: () => undefined,
  warn: () => undefined,
  begunAnew: () => undefined,
  logsDropped: () => undefined,
};

describe('the sandbox', () => {
  const opened: Sandbox[] = [];
  after(() => Promise.all(opened.map((sandbox) => sandbox.close())));
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const call = {
    script: { name: 's', version: 'v', source: 'function handler() {}', language: 'js' as const },
    ...{ input: 'null', trx: '', logId: '', timeoutMs: 10_000 },
    host: { call: () => Promise.resolve('null'), ...UNHEARD },
  };

  it('is not ready, and says why once, when its processes do not start; it tries again, ever more slowly', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'stepgate-')), 'starts');
    const program = `fs.appendFileSync(${JSON.stringify(file)}, 'x'); console.error('no addon here'); process.exit(3)`;
    const errors: unknown[] = [];
    const sandbox = createSandbox({
      processes: 1,
      memoryBytes: 2 ** 28,
      log: { ...log, error: (fields: unknown) => void errors.push(fields) },
      command: { file: process.execPath, args: ['-e', program], niceness: 0 },
    });
    opened.push(sandbox);
    const checked = assert.rejects(sandbox.check('', 'js'), { code: '000503' });
    await until(() => existsSync(file) && readFileSync(file).length >= 6);
    const status = sandbox.status();
    assert.equal(status.ready, false);
    assert.match(status.reason ?? '', /exit code 3.*no addon here/s);
    assert.deepEqual([status.pids, status.processes], [[], 0]);
    assert.equal(errors.length, 1);
    await assert.rejects(sandbox.run({ ...call, timeoutMs: 50 }), { code: '110012' });
    await checked;
    await assert.rejects(sandbox.check('', 'js'), { code: '000503' });
  });

  it('has processes only while scripts are run or checked', async () => {
    let passedMs = 0;
    const clock = { ...systemClock, elapsed: () => systemClock.elapsed() + passedMs };
    const sandbox = createSandbox({ processes: 1, memoryBytes: 2 ** 28, log, clock });
    opened.push(sandbox);
    const { isolation } = sandbox.status();
    const none = { ready: true, isolation, processes: 0, callsRunning: 0, callsQueued: 0, restarts: 0, pids: [] };
    assert.deepEqual(sandbox.status(), none);
    assert.deepEqual(await sandbox.check('function handler() {}', 'js'), []);
    assert.equal(sandbox.status().processes, 1);
    // After the first call, nothing is left to do for quarantine.
    for (const processes of [4, 2]) {
      await sandbox.run({ ...call, timeoutMs: 100_000 });
      await until(() => sandbox.status().pids.length === processes);
      const { pids } = sandbox.status();
      passedMs += 600_000;
      await until(() => sandbox.status().pids.length === 0);
      assert.deepEqual(sandbox.status(), none);
      await until(() => !pids.some(isAlive));
    }
  });

  it('refuses calls when too many wait already, and when it is closed', async () => {
    const sandbox = createSandbox({ processes: 1, memoryBytes: 2 ** 28, log });
    opened.push(sandbox);
    const running = Array.from({ length: 10_001 }, () =>
      sandbox.run(call).then(
        () => 'ended',
        (error: unknown) => (error as { code: string }).code,
      ),
    );
    assert.equal(sandbox.status().callsQueued, 10_000);
    assert.equal(await running.at(-1), '000503');
    await sandbox.close();
    assert.deepEqual(new Set(await Promise.all(running)), new Set(['000503']));
    await assert.rejects(sandbox.run(call), { code: '000503' });
    assert.deepEqual([sandbox.status().ready, sandbox.status().reason], [false, 'closed']);
  });

  it('replaces a process that has taken much memory, once its calls have ended', async () => {
    const warnings: unknown[] = [];
    const sandbox = createSandbox({
      processes: 1,
      memoryBytes: 2 ** 27,
      log: { ...log, warn: (fields: unknown) => void warnings.push(fields) },
    });
    opened.push(sandbox);
    // On a busy machine a process takes long to start.
    const timeoutMs = 100_000;
    await sandbox.run({ ...call, timeoutMs });
    await until(() => sandbox.status().pids.length === 4);
    const { pids } = sandbox.status();
    const source = `async function handler(ctx) {
      const much = new Float64Array(8e6).fill(1);
      await ctx.request({ url: 'http://a' });
      return much.length }`;
    const host = {
      ...call.host,
      // The script waits until there is a fifth process, a standby in place of the one that took its own.
      call: async () => {
        await until(() => sandbox.status().pids.length === 5);
        return 'null';
      },
    };
    const script = { ...call.script, version: 'much', source };
    const ran = await sandbox.run({ ...call, timeoutMs, script, host });
    assert.deepEqual(ran, { kind: 'value', json: '8000000' });
    await until(() => sandbox.status().pids.length === 4);
    assert.equal(pids.filter((pid) => sandbox.status().pids.includes(pid)).length, 3);
    assert.deepEqual([sandbox.status().restarts, warnings], [0, []]);
  });

  it('counts the time that a call waits for a process', async () => {
    const sandbox = createSandbox({ processes: 1, memoryBytes: 2 ** 28, log });
    opened.push(sandbox);
    await assert.rejects(sandbox.run({ ...call, timeoutMs: 1 }), { code: '110012' });
  });

  it('takes its processes with it, however it ends', async () => {
    const pool = new URL('../../src/sandbox/pool.ts', import.meta.url).href;
    const program = `
      const { createSandbox } = await import(${JSON.stringify(pool)});
      const log = { info() {}, warn() {}, error() {} };
      const sandbox = createSandbox({ processes: 1, memoryBytes: 2 ** 28, log });
      const host = { call: async () => 'null', log() {}, warn() {}, begunAnew() {}, logsDropped() {} };
      const source = 'function handler() { for (;;); }';
      sandbox.run({ script: { name: 's', version: 'v', source, language: 'js' }, input: 'null', trx: '', logId: '', timeoutMs: 1e6, host }).catch(() => {});
      const timer = setInterval(() => { const { pids } = sandbox.status(); if (pids.length === 4) { console.log(pids.join()); clearInterval(timer) } }, 5);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pids = line.toString().trim().split(',').map(Number);
    assert.deepEqual(pids.map(isAlive), [true, true, true, true]);
    parent.kill('SIGKILL');
    await until(() => pids.every((pid) => !isAlive(pid)));
  });
});
