import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { describe, it } from 'node:test';
import { openSandbox } from './open-sandbox.ts';
import { until } from './until.ts';

const test = openSandbox({ processes: 2 });
const { run, value } = test;

const NO_PROC = !existsSync('/proc/self/environ') && 'needs /proc';
const REQUEST = 'async function handler(ctx, input) { return input.wait ? await ctx.request({ url: "http://a" }) : 0 }';
const SLEEP = 'async function handler(ctx, input) { await ctx.sleep(input); return "done" }';

/** Its end may not have been heard of yet. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** Sandbox processes all of whose threads are nicer than this process by so much. */
function pidsOf(by: number): number[] {
  const expected = Math.min(19, getPriority() + by);
  return test.sandbox.status().pids.filter((pid) => {
    const found = nicenessOf(pid);
    return found.length > 0 && found.every((niceness) => niceness === expected);
  });
}

/** The different ones of its threads: proc(5), the nineteenth field of `stat`, counted behind the name. None: it is ending. */
function nicenessOf(pid: number): number[] {
  try {
    const stats = readdirSync(`/proc/${pid}/task`).map((id) => readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8'));
    return [...new Set(stats.map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])))];
  } catch (error) {
    // A thread that ends between the two reads has no file any more (ENOENT), or one that cannot be read (ESRCH).
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** Processors that it may run on. */
function coresOf(pid: number): number[] {
  const list = /^Cpus_allowed_list:\s+(\S+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}

describe('a sandbox process that is killed from outside', () => {
  it('fails only the calls in it that had made an outside call: 110013, retryable', async () => {
    await value(REQUEST, { input: {} });
    // Two active ones and one in quarantine, a standby of each.
    await until(() => test.sandbox.status().pids.length === 5);
    let arrived = 0;
    let release: (() => void) | undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const host = async (): Promise<string> => {
      arrived++;
      await released;
      return 'answer';
    };
    // One in each of the two processes.
    const running = [1, 2].map(() => run(REQUEST, { input: { wait: true }, host }));
    await until(() => arrived === 2);
    const [failed] = await Promise.all([
      Promise.race(running),
      (async () => {
        for (const pid of test.sandbox.status().pids) {
          process.kill(pid, 'SIGKILL');
          await until(() => !test.sandbox.status().pids.includes(pid));
          if (test.sandbox.status().callsRunning < 2) break;
        }
      })(),
    ]);
    assert.ok(failed.kind === 'error', JSON.stringify(failed));
    assert.deepEqual([failed.code, failed.retryable], ['110013', true]);
    assert.match(failed.message, /was lost.*SIGKILL/);
    release?.();
    const others = (await Promise.all(running)).filter((ran) => ran !== failed);
    assert.deepEqual(
      others.map((ran) => ran.kind === 'value' && ran.json),
      ['"answer"'],
    );
  });

  it('is replaced, and calls that had made no outside call run again unnoticed', async () => {
    const source =
      'async function handler(ctx) { ctx.log.info("once"); ctx.data.load("a"); await ctx.sleep(300); return "done" }';
    await value(source);
    const { restarts, pids: all } = test.sandbox.status();
    // The two active ones, which run the calls. With their standby a call could lose three processes, and fail.
    const pids = all.slice(0, 2);
    const running = [1, 2, 3, 4].map(() => run(source));
    await until(() => test.sandbox.status().callsRunning === 4);
    pids.forEach(kill);
    for (const ran of await Promise.all(running)) {
      assert.equal(ran.kind === 'value' && ran.json, '"done"');
      assert.deepEqual(
        ran.logs.map(({ message }) => message),
        ['once'],
      );
    }
    // One that held none of the calls may be missed later than they end.
    await until(() => test.sandbox.status().pids.every((pid) => !pids.includes(pid)));
    await until(() => test.sandbox.status().ready);
    assert.ok(test.sandbox.status().restarts > restarts);
  });

  it('three times in a row takes a call with it', async () => {
    const killer = setInterval(() => {
      if (test.sandbox.status().callsRunning === 0) return;
      test.sandbox.status().pids.forEach(kill);
    }, 20);
    const ran = await run(SLEEP, { input: 60_000, timeoutMs: 60_000 });
    clearInterval(killer);
    assert.equal(ran.kind === 'error' && ran.code, '110013');
  });
});

describe('a script that keeps its isolate busy', () => {
  it('delays no other script', async () => {
    const hog = 'async function handler() { for (;;); }';
    const controller = new AbortController();
    let hogEnded = false;
    const busy = run(hog, { signal: controller.signal, timeoutMs: 60_000 }).catch(() => {
      hogEnded = true;
    });
    for (let round = 0; round < 3; round++) {
      const all = await Promise.all([1, 2, 3, 4].map(() => value(SLEEP, { input: 1 })));
      assert.deepEqual(all, ['done', 'done', 'done', 'done']);
    }
    assert.equal(hogEnded, false);
    controller.abort();
    await busy;
  });

  it('beyond its time is stopped; calls of it that wait behind begin anew, once', async () => {
    const source = `async function handler(ctx, input) {
      if (input.isBusy) for (;;);
      await ctx.sleep(50);
      return await ctx.request({ url: 'http://a' }) }`;
    const others = [1, 2, 3, 4].map(() => run(source, { input: {}, host: () => 'answer' }));
    const hog = await run(source, { input: { isBusy: true }, timeoutMs: 20 });
    assert.equal(hog.kind === 'error' && hog.code, '110012');
    for (const ran of await Promise.all(others)) {
      assert.equal(ran.kind === 'value' && ran.json, '"answer"');
      assert.equal(ran.calls.length, 1);
    }
    await until(() => test.sandbox.status().callsRunning === 0);
  });
});

describe('a script that works on after its end', () => {
  for (const [what, body, isStopped] of [
    ['is stopped, and runs in quarantine', 'const again = () => Promise.resolve().then(again); again();', true],
    [
      'in code that V8 does not leave loses its process, and runs in quarantine',
      'const a = []; a.length = 2 ** 32 - 2; a[2 ** 32 - 3] = 1; Promise.resolve().then(() => a.indexOf(2));',
      false,
    ],
  ] as const) {
    it(what, { skip: NO_PROC }, async () => {
      const working = (): number[] => pidsOf(2).toSorted();
      await value(SLEEP, { input: 0 });
      await until(() => working().length === 3);
      const before = working();
      const { restarts } = test.sandbox.status();
      const name = `test/${isStopped ? 'again' : 'search'}`;
      const late = `function handler() { ${body} return "ended" }`;
      assert.equal(await value(late, { name }), 'ended');
      const isNoticed = (): boolean => test.logged.some(({ fields }) => JSON.stringify(fields).includes(`${name}"`));
      if (isStopped) await until(isNoticed);
      else await until(() => test.sandbox.status().restarts > restarts);
      await until(() => working().length === 3);
      const after = working();
      if (isStopped) assert.deepEqual(after, before);
      for (let calls = 0; calls < 3; calls++) assert.equal(await value(late), 'ended');
      await until(() => pidsOf(5).length === 2);
      assert.deepEqual(working(), after, JSON.stringify(test.logged, null, 1));
    });
  }
});

describe('a script that exhausts its memory', () => {
  it('is 110013, and takes no call with it that waits and had made no outside call', async () => {
    const hog = 'function handler() { const a = []; for (;;) a.push({}) }';
    const waits = 'async function handler(ctx) { return await ctx.step("a", () => "run") }';
    let answer: (() => void) | undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const host = (): Promise<unknown> => answered.then(() => ({ found: true, value: 'done' }));
    const timeoutMs = 60_000;
    const waiting = [1, 2, 3, 4, 5, 6].map(() => value(waits, { host, timeoutMs }));
    const ran = await run(hog, { timeoutMs });
    answer?.();
    assert.deepEqual(ran.kind === 'error' && [ran.code, ran.retryable], ['110013', false]);
    assert.deepEqual(new Set(await Promise.all(waiting)), new Set(['done']));
  });
});

describe('a sandbox process', { skip: NO_PROC }, () => {
  it('outlives the signals that tell the gateway to drain', async () => {
    await value(SLEEP, { input: 1 });
    const { pids } = test.sandbox.status();
    for (const pid of pids) for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
    assert.equal(await value(SLEEP, { input: 50 }), 'done');
    // A standby may have come since.
    const now = test.sandbox.status().pids;
    assert.deepEqual(
      pids.filter((pid) => !now.includes(pid)),
      [],
    );
  });

  it('gives way to the gateway with all of its threads, in quarantine on half of the processors', async () => {
    const loop = 'function handler() { for (;;); }';
    await run(loop, { timeoutMs: 20 });
    const controller = new AbortController();
    await until(() => test.logged.length > 0);
    const loops = run(loop, { signal: controller.signal, timeoutMs: 60_000 });
    // Two active ones and a standby, one in quarantine and its standby.
    await until(() => pidsOf(2).length === 3 && pidsOf(5).length === 2);
    const own = coresOf(process.pid);
    const half = own.slice(Math.ceil(own.length / 2));
    // Where there is more than one processor.
    const quarantine = half.length > 0 && existsSync('/usr/bin/taskset') ? half : own;
    assert.deepEqual(new Set(pidsOf(2).map((pid) => coresOf(pid).join())), new Set([own.join()]));
    assert.deepEqual(new Set(pidsOf(5).map((pid) => coresOf(pid).join())), new Set([quarantine.join()]));
    controller.abort();
    await assert.rejects(loops);
  });

  it('has no environment, and the permission model', () => {
    const [pid = 0] = test.sandbox.status().pids;
    assert.equal(readFileSync(`/proc/${pid}/environ`, 'utf8'), '');
    assert.match(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), /--permission\0/);
  });
});
