import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openSandbox } from './open-sandbox.ts';
import { until } from './until.ts';

const test = openSandbox({ processes: 2 });
const { run, value } = test;

/** A host that answers requests only when `count` of them wait at the same time. */
function meetingOf(count: number): () => Promise<number> {
  let waiting = 0;
  let open: (() => void) | undefined;
  const met = new Promise<void>((resolve) => (open = resolve));
  return async () => {
    if (++waiting === count) open?.();
    await met;
    return waiting;
  };
}

describe('scripts that wait', () => {
  for (const [what, source, count] of [
    ['200 plain handlers', 'function handler(ctx) { return ctx.request({ url: "http://a" }) }', 200],
    [
      '100 plain handlers that need an isolate each',
      'function handler(ctx) { const get = (c) => c.request({ url: "http://a" }); return get(ctx) }',
      100,
    ],
    ['2,000 async handlers', 'async function handler(ctx) { return await ctx.request({ url: "http://a" }) }', 2000],
  ] as const) {
    it(`wait together: ${what}`, async () => {
      await until(() => test.sandbox.status().processes === 2);
      const host = meetingOf(count);
      const all = await Promise.all(Array.from({ length: count }, () => run(source, { host, timeoutMs: 60_000 })));
      assert.deepEqual(
        new Set(all.map((ran) => (ran.kind === 'value' ? ran.json : JSON.stringify(ran)))),
        new Set([String(count)]),
      );
    });
  }

  it('more than there are isolates for wait for one another', async () => {
    const source = 'function handler(ctx, input) { const sleep = (c) => c.sleep(5); sleep(ctx); return input }';
    const all = await Promise.all(
      Array.from({ length: 400 }, (_, input) => value(source, { input, timeoutMs: 60_000 })),
    );
    assert.deepEqual(
      all,
      Array.from({ length: 400 }, (_, index) => index),
    );
  });

  it('do not keep quick ones waiting', async () => {
    const slow = 'function handler(ctx) { const sleep = (c) => c.sleep(3000); sleep(ctx); return "slow" }';
    let slowEnded = 0;
    const waiting = Array.from({ length: 50 }, () => run(slow).then(() => slowEnded++));
    for (let i = 0; i < 50; i++) assert.equal(await value('function handler() { return "quick" }'), 'quick');
    assert.equal(slowEnded, 0);
    await Promise.all(waiting);
  });
});
