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

/** The different ones of its threads: proc(5), the nineteenth field of `stat`, counted behind the name. */
function nicenessOf(pid: number): number[] {
  const stats = readdirSync(`/proc/${pid}/task`).map((id) => readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8'));
  return [...new Set(stats.map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])))];
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
    // Trusted once the first one has rested, which is told before the second one ends.
    await value(REQUEST, { input: {} });
    await value(REQUEST, { input: {} });
    // Two at work, one on trial, a spare of each.
    await until(() => test.sandbox.status().pids.length === 5);
    let arrived = 0;
    let release: (() => void) | undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const host = async (): Promise<string> => {
      arrived++;
      await released;
      return 'answer';
    };
    // Trusted, so one in each of the two processes.
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
    const { restarts, pids } = test.sandbox.status();
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

describe('a script that keeps a shared isolate busy', () => {
  it('delays nobody: the others run elsewhere', async () => {
    const hog = 'async function handler(ctx, input) { if (input.busy) for (;;); return "quick" }';
    await value(hog, { input: {} });
    await value(SLEEP, { input: 0 });
    const controller = new AbortController();
    let hogEnded = false;
    const busy = run(hog, { input: { busy: true }, signal: controller.signal, timeoutMs: 60_000 }).catch(() => {
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

  it('after its call has ended, too: the others begin elsewhere, once', async () => {
    const sleeper =
      'async function handler(ctx) { await ctx.sleep(500); return await ctx.request({ url: "http://a" }) }';
    const others = [1, 2, 3].map(() => run(sleeper, { host: () => 'answer' }));
    const hog = await run('async function handler() { for (;;); }', { timeoutMs: 20 });
    assert.equal(hog.kind === 'error' && hog.code, '110012');
    for (const ran of await Promise.all(others)) {
      assert.equal(ran.kind === 'value' && ran.json, '"answer"');
      assert.equal(ran.calls.length, 1);
    }
    await until(() => test.sandbox.status().callsRunning === 0);
  });
});

describe('a script that works on after its end', () => {
  it('runs apart from those that are known to rest, however often it ended', { skip: NO_PROC }, async () => {
    const atWork = (): number[] => test.sandbox.status().pids.filter((pid) => nicenessOf(pid)[0] === getPriority() + 2);
    const late = 'function handler() { const again = () => Promise.resolve().then(again); again(); return "ended" }';
    await value(SLEEP, { input: 0 });
    await until(() => atWork().length === 3);
    const before = atWork();
    const { restarts } = test.sandbox.status();
    for (let calls = 0; calls < 3; calls++) assert.equal(await value(late), 'ended');
    await until(() => test.sandbox.status().restarts > restarts);
    assert.equal(await value(late), 'ended');
    await until(() => test.sandbox.status().restarts > restarts + 1);
    assert.deepEqual(atWork(), before);
  });
});

describe('scripts that had not stopped when their process was killed', () => {
  it('run apart from new ones, all of them', { skip: NO_PROC }, async () => {
    const onTrial = (): number[] =>
      test.sandbox.status().pids.filter((pid) => nicenessOf(pid)[0] === getPriority() + 10);
    const loops = [1, 2, 3].map(
      (n) => `function handler(ctx) { const c = ctx; c.request({ url: 'http://a' }); for (;;) ${n}; }`,
    );
    /** Given up once they loop, be it late on a busy machine: only what works can fail to stop. */
    const giveUp = async (): Promise<void> => {
      const { restarts } = test.sandbox.status();
      const controller = new AbortController();
      let begun = 0;
      const options = { signal: controller.signal, host: () => ++begun };
      const given = loops.map((source) => assert.rejects(run(source, options), /given up/));
      await until(() => begun === loops.length);
      controller.abort(new Error('given up'));
      await Promise.all(given);
      await until(() => test.sandbox.status().restarts > restarts);
    };
    await value('function handler() { return "there is a process for new ones" }');
    await until(() => onTrial().length === 2);
    await giveUp();
    await until(() => onTrial().length === 2);
    const before = onTrial();
    await giveUp();
    assert.deepEqual(onTrial(), before);
  });
});

describe('a script that exhausts the memory of an isolate that it shares', () => {
  it('is 110013, and takes nobody with it who had made no outside call', async () => {
    const hog = 'async function handler(ctx, input) { const a = []; while (input.grow) a.push({}); return "small" }';
    await value(hog, { input: {} });
    const sleepers = [1, 2, 3, 4, 5, 6].map(() => value(SLEEP, { input: 500 }));
    const ran = await run(hog, { input: { grow: true }, timeoutMs: 60_000 });
    assert.deepEqual(ran.kind === 'error' && [ran.code, ran.retryable], ['110013', false]);
    assert.deepEqual(new Set(await Promise.all(sleepers)), new Set(['done']));
  });
});

describe('a sandbox process', { skip: NO_PROC }, () => {
  it('outlives the signals that tell the gateway to drain', async () => {
    await value(SLEEP, { input: 1 });
    const { pids } = test.sandbox.status();
    for (const pid of pids) for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
    assert.equal(await value(SLEEP, { input: 50 }), 'done');
    // A spare may have come since.
    const now = test.sandbox.status().pids;
    assert.deepEqual(
      pids.filter((pid) => !now.includes(pid)),
      [],
    );
  });

  it('gives way to the gateway with all of its threads, the less its scripts are known to end', async () => {
    const loop = 'function handler() { for (;;); }';
    const { restarts } = test.sandbox.status();
    await run(loop, { timeoutMs: 20 });
    await until(() => test.sandbox.status().restarts > restarts);
    const controller = new AbortController();
    const loops = run(loop, { signal: controller.signal, timeoutMs: 60_000 });
    // Two at work, one on trial, one apart, a spare of each.
    await until(() => test.sandbox.status().pids.length === 7);
    const { pids } = test.sandbox.status();
    const seen = pids.map(nicenessOf);
    const expected = [2, 2, 2, 10, 10, 19, 19].map((by) => [Math.min(19, getPriority() + by)]);
    assert.deepEqual(seen.toSorted(), expected.toSorted());
    const own = coresOf(process.pid);
    const half = own.slice(Math.ceil(own.length / 2));
    // Suspects do not have all processors, where there is more than one.
    const apart = half.length > 0 && existsSync('/usr/bin/taskset') ? half : own;
    assert.deepEqual(
      new Set(pids.map((pid) => `${nicenessOf(pid)[0] === 19 ? 'apart' : 'other'} ${coresOf(pid).join()}`)),
      new Set([`other ${own.join()}`, `apart ${apart.join()}`]),
    );
    controller.abort();
    await assert.rejects(loops);
  });

  it('has no environment, and the permission model', () => {
    const [pid = 0] = test.sandbox.status().pids;
    assert.equal(readFileSync(`/proc/${pid}/environ`, 'utf8'), '');
    assert.match(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), /--permission\0/);
  });
});
