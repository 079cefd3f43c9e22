import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openSandbox } from './open-sandbox.ts';
import { until } from './until.ts';

const test = openSandbox();
const { run, value } = test;

const forever = (): Promise<never> => new Promise(() => undefined);

describe('a deadline', () => {
  for (const [what, source] of [
    ['a loop', 'function handler() { for (;;); }'],
    ['a loop after an await', 'async function handler() { await null; for (;;); }'],
    ['microtasks without end', 'async function handler() { for (;;) await null; }'],
    ['a promise that is never settled', 'async function handler() { await new Promise(() => {}) }'],
    ['a plain handler that gives such a promise', 'function handler() { return new Promise(() => {}) }'],
    ['a thenable that never answers', 'function handler() { return { then() {} } }'],
    ['a request', 'async function handler(ctx) { await ctx.request({ url: "http://a" }) }'],
    ['a request that blocks', 'function handler(c) { const ctx = c; return ctx.request({ url: "http://a" }) }'],
    ['a sleep', 'async function handler(ctx) { await ctx.sleep(1e6) }'],
    ['a sleep that blocks', 'function handler(c) { const ctx = c; ctx.sleep(1e6) }'],
    [
      'a sleep that blocks, caught, and a loop',
      'function handler(c) { const ctx = c; try { ctx.sleep(1e6) } catch { for (;;); } }',
    ],
    ['the making of the return value', 'function handler() { return { get a() { for (;;); } } }'],
    ['the formatting of a log line', 'function handler() { console.log({ toJSON() { for (;;); } }) }'],
    ['the top level', 'for (;;); function handler() {}'],
  ] as const) {
    it(`covers ${what}: 110012, HTTP 504, not retryable`, async () => {
      const ran = await run(source, { timeoutMs: 200, host: forever });
      assert.ok(ran.kind === 'error', JSON.stringify(ran));
      assert.deepEqual([ran.code, ran.status, ran.retryable], ['110012', 504, false]);
      assert.match(ran.message, /test\/script did not end within 200 ms/);
    });
  }

  it('ends only the call whose script can be left: the process stays', async () => {
    const { pids } = test.sandbox.status();
    const source = 'async function handler(ctx, input) { await ctx.sleep(input); return "done" }';
    const [late, quick] = await Promise.all([
      run(source, { input: 60_000, timeoutMs: 100 }),
      run(source, { input: 500, timeoutMs: 20_000 }),
    ]);
    assert.equal(late.kind === 'error' && late.code, '110012');
    assert.equal(quick.kind === 'value' && quick.json, '"done"');
    assert.ok(pids.some((pid) => test.sandbox.status().pids.includes(pid)));
  });

  it('refuses what a call that was left still wants from the gateway', async () => {
    const source = `async function handler(ctx) {
      try { await ctx.request({ url: 'http://a/slow' }) } catch {}
      for (;;) try { await ctx.request({ url: 'http://a/late' }) } catch { await null } }`;
    let release: (() => void) | undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    const urls: unknown[] = [];
    const ran = await run(source, {
      timeoutMs: 1000,
      host: async (_method, [options]) => {
        urls.push((options as { url: string }).url);
        await slow;
      },
    });
    assert.equal(ran.kind === 'error' && ran.code, '110012');
    release?.();
    // Another call through the same process: what the late script wanted would have come before.
    await value('async function handler(ctx) { await ctx.sleep(20) }');
    assert.deepEqual(urls, ['http://a/slow']);
  });
});

describe('an AbortSignal', () => {
  for (const [what, source] of [
    ['that waits', 'async function handler(ctx) { await ctx.request({ url: "http://a" }) }'],
    ['that blocks', 'function handler(c) { const ctx = c; ctx.request({ url: "http://a" }) }'],
    ['that loops', 'function handler(c) { const ctx = c; ctx.request({ url: "http://a" }); for (;;); }'],
  ] as const) {
    it(`ends a script ${what}, with its own reason`, async () => {
      const controller = new AbortController();
      const reason = new Error('cancelled');
      const running = run(source, {
        signal: controller.signal,
        host: () => {
          setImmediate(() => controller.abort(reason));
          return what === 'that loops' ? null : forever();
        },
      });
      await assert.rejects(running, reason);
    });
  }

  it('that is aborted already starts nothing', async () => {
    const reason = new Error('cancelled');
    await assert.rejects(run('function handler() {}', { signal: AbortSignal.abort(reason) }), reason);
  });

  it('that aborts after the end changes nothing', async () => {
    const controller = new AbortController();
    assert.equal(await value('function handler() { return 1 }', { signal: controller.signal }), 1);
    controller.abort();
    assert.equal(await value('function handler() { return 2 }'), 2);
  });
});

describe('after the end of a call', () => {
  it('its ctx does nothing', async () => {
    const calls: unknown[] = [];
    const source = `function handler(ctx) {
      Promise.resolve().then(async () => { for (let i = 0; i < 100; i++) await null; ctx.data.store('late', 1) }).catch(() => {});
      return 1 }`;
    const host = (method: string): null => {
      calls.push(method);
      return null;
    };
    assert.equal(await value(source, { host }), 1);
    assert.equal(await value('function handler() { return 2 }'), 2);
    assert.deepEqual(calls, []);
  });

  it('work that goes on is stopped, and others do not suffer', async () => {
    const restless = 'async function handler() { (async () => { for (;;) await null; })(); return 1 }';
    assert.equal(await value(restless, { name: 'restless' }), 1);
    assert.equal(await value('async function handler() { return 2 }', { timeoutMs: 10_000 }), 2);
    await until(() => test.logged.some(({ fields }) => (fields as { script?: string }).script === 'restless'));
    assert.ok(
      test.logged.some(({ message }) => message.startsWith('a script went on working after its call had ended')),
    );
    assert.equal(await value(restless, { name: 'restless' }), 1);
  });
});
