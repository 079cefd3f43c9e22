import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createLauncher } from '../../src/sandbox/launcher.ts';
import type { Command } from '../../src/sandbox/launcher.ts';
import { until } from './until.ts';

/** As a sandbox process does, it ends with its pipe, and lives as long as that is open. */
const WAITS: Command = {
  file: process.execPath,
  args: ['-e', 'new (require("net").Socket)({ fd: 3 }).resume().on("end", () => process.exit(7))'],
  niceness: 0,
};

const node = (program: string): Command => ({ ...WAITS, args: ['-e', program] });

describe('the launcher of processes', () => {
  it('gives a process its pipe, and tells how it ended', async (t) => {
    const launcher = createLauncher({
      echo: node('const s = new (require("net").Socket)({ fd: 3 }); s.pipe(s)'),
      failing: node('console.error("no"); process.exit(3)'),
    });
    t.after(() => launcher.close());
    const echo = await launcher.launch('echo');
    echo.pipe.write('hello');
    const [chunk] = (await once(echo.pipe, 'data')) as [Buffer];
    assert.equal(chunk.toString(), 'hello');
    echo.kill();
    assert.deepEqual(await echo.ended, { code: null, signal: 'SIGKILL', stderr: '' });
    const failing = await launcher.launch('failing');
    assert.deepEqual(await failing.ended, { code: 3, signal: null, stderr: 'no' });
  });

  it('says why a process cannot be started, and starts the next one', async (t) => {
    const launcher = createLauncher({ waits: WAITS, nowhere: { ...WAITS, cwd: '/no/such/folder' } });
    t.after(() => launcher.close());
    await assert.rejects(launcher.launch('nowhere'), /ENOENT/);
    const next = await launcher.launch('waits');
    next.kill();
    await next.ended;
  });

  it('ends its small process when it rests and nothing lives, and starts another one for the next launch', async (t) => {
    const launcher = createLauncher({ pid: node('console.error(process.ppid); process.exit(0)'), waits: WAITS });
    t.after(() => launcher.close());
    const smallProcess = async (): Promise<number> => {
      const { stderr } = await (await launcher.launch('pid')).ended;
      return Number(stderr);
    };
    const first = await smallProcess();
    assert.equal(await smallProcess(), first);
    const living = await launcher.launch('waits');
    launcher.rest();
    living.kill();
    await living.ended;
    await until(() => !existsSync(`/proc/${first}`));
    const second = await smallProcess();
    assert.notEqual(second, first);
  });

  it('lets go of the process that it is starting when it is closed', async () => {
    const launcher = createLauncher({ waits: WAITS });
    const first = await launcher.launch('waits');
    const second = launcher.launch('waits');
    await new Promise(setImmediate);
    launcher.close();
    await assert.rejects(second, /no more processes are started/);
    await assert.rejects(launcher.launch('waits'), /no more processes are started/);
    first.pipe.destroy();
    while (existsSync(`/proc/${first.pid}`)) await delay(5);
  });

  it(
    'ends the others when its small process is lost, and starts a new one',
    { skip: !existsSync('/proc/self/stat') && 'needs /proc' },
    async (t) => {
      const launcher = createLauncher({ waits: WAITS });
      t.after(() => launcher.close());
      const first = await launcher.launch('waits');
      const parent = Number(/^.*\) \S (\d+)/s.exec(readFileSync(`/proc/${first.pid}/stat`, 'utf8'))?.[1]);
      process.kill(parent, 'SIGKILL');
      assert.equal((await first.ended).signal, 'SIGKILL');
      const next = await launcher.launch('waits');
      assert.notEqual(next.pid, first.pid);
      next.kill();
      await next.ended;
    },
  );
});
