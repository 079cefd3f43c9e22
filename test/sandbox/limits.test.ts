import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openSandbox } from './open-sandbox.ts';

const { run, value } = openSandbox();

describe('ctx.request', () => {
  it('at most 16 at once: the 17th is 110005', async () => {
    const source = `async function handler(ctx) {
      const all = Array.from({ length: 17 }, () => ctx.request({ url: 'http://a' }));
      const settled = await Promise.allSettled(all);
      return settled.map(({ reason }) => reason?.code ?? 'ok') }`;
    assert.deepEqual(await value(source), [...Array<string>(16).fill('ok'), '110005']);
  });

  it('16 at once again when the first have ended, failed ones too', async () => {
    const source = `async function handler(ctx) {
      for (let round = 0; round < 3; round++) await Promise.allSettled(Array.from({ length: 16 }, () => ctx.request({ url: 'http://a' })));
      return 'ok' }`;
    const host = (): never => {
      throw new Error('no');
    };
    assert.equal(await value(source, { host }), 'ok');
  });

  for (const kind of ['', 'async ']) {
    it(`at most 200 per call of a ${kind === '' ? 'plain' : 'async'} handler: the 201st is 110005`, async () => {
      const ran = await run(
        `${kind}function handler(ctx) { for (let i = 0; i < 300; i++) ${kind && 'await '}ctx.request({ url: 'http://a' }) }`,
      );
      assert.equal(ran.kind === 'error' && ran.code, '110005');
      assert.match(ran.kind === 'error' ? ran.message : '', /at most 200 requests/);
      assert.equal(ran.calls.length, 200);
    });
  }
});

describe('log lines', () => {
  it('beyond 200 are dropped and counted', async () => {
    const ran = await run(
      'function handler(ctx) { for (let i = 0; i < 250; i++) (i % 2 ? ctx.log.info : console.log)(i) }',
    );
    assert.equal(ran.logs.length, 200);
    assert.deepEqual(ran.dropped, [50]);
    assert.equal(ran.logs[199]?.message, '199');
  });

  it('have at most 8 KiB: the rest is dropped and counted', async () => {
    const ran = await run(
      'function handler(ctx) { ctx.log.info("x".repeat(8192)); ctx.log.info("x".repeat(8193)); ctx.log.info("😀".repeat(4000)) }',
    );
    assert.deepEqual(
      ran.logs.map(({ message }) => Buffer.byteLength(message) <= 8192),
      [true, true, true],
    );
    assert.equal(ran.logs[0]?.message, 'x'.repeat(8192));
    assert.match(ran.logs[1]?.message ?? '', /^x{8189}…$/);
    assert.match(ran.logs[2]?.message ?? '', /^(😀)+…$/u);
    assert.deepEqual(ran.dropped, [2]);
  });

  it('are counted in a call that fails, too', async () => {
    const ran = await run(
      'async function handler(ctx) { for (let i = 0; i < 201; i++) console.log(i); await null; ctx.suspend("why") }',
    );
    assert.equal(ran.kind, 'suspend');
    assert.deepEqual(ran.dropped, [1]);
  });

  it('of a call that is cut off are kept', async () => {
    const ran = await run('function handler(ctx) { console.log("before"); for (;;); }', { timeoutMs: 200 });
    assert.equal(ran.kind === 'error' && ran.code, '110012');
    assert.deepEqual(
      ran.logs.map(({ message }) => message),
      ['before'],
    );
  });
});

describe('a script that floods the gateway', () => {
  for (const [what, source] of [
    ['one after the other', 'function handler(ctx) { for (;;) ctx.data.store("a", 1) }'],
    [
      'one after the other, asynchronously',
      'async function handler(ctx) { for (let i = 0; ; i++) await ctx.step("s" + i, () => 1) }',
    ],
    [
      'all at once',
      'async function handler(ctx) { for (let i = 0; ; i++) { ctx.step("s" + i, () => 1); if (i % 1000 === 0) await null } }',
    ],
    ['with what fails', 'function handler(ctx) { for (;;) try { ctx.data.store("a", 1) } catch {} }'],
  ] as const) {
    it(`${what} gets little of its time`, async () => {
      let workedMs = 0;
      const host = (method: string): unknown => {
        const until = performance.now() + 5;
        while (performance.now() < until);
        workedMs += 5;
        if (what === 'with what fails') throw new Error('no');
        return method === 'step.load' ? { found: false } : null;
      };
      const since = performance.now();
      const ran = await run(source, { host, timeoutMs: 1000 });
      const tookMs = performance.now() - since;
      assert.equal(ran.kind === 'error' && ran.code.slice(0, 5), '11001');
      // Unpaced it would be all of it.
      assert.ok(workedMs < 0.75 * tookMs, `${workedMs} of ${tookMs} ms`);
    });
  }
});
