import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KINDS } from './handler-kinds.ts';
import { openSandbox } from './open-sandbox.ts';
import type { Ran } from './open-sandbox.ts';

const { run } = openSandbox();

for (const [kind, make] of KINDS) {
  describe(`ctx.step of a handler that is ${kind}`, () => {
    it('step runs its function, and remembers the result under the name', async () => {
      const ran = await run(make('return await ctx.step("a", () => ({ at: new Date(0), u: undefined }))'), {
        host: (method) => (method === 'step.load' ? { found: false } : null),
      });
      const stored = { at: '1970-01-01T00:00:00.000Z' };
      assert.equal(ran.kind === 'value' && ran.json, JSON.stringify(stored));
      assert.deepEqual(ran.calls, [
        { method: 'step.load', args: ['a', ''] },
        { method: 'step.store', args: ['a', stored] },
      ]);
    });

    it('step gives a remembered result back without running its function', async () => {
      const ran = await run(make('return await ctx.step("a", () => { ctx.data.store("ran", 1) })'), {
        host: () => ({ found: true, value: [5] }),
      });
      assert.equal(ran.kind === 'value' && ran.json, '[5]');
      assert.deepEqual(
        ran.calls.map(({ method }) => method),
        ['step.load'],
      );
    });

    it('step remembers nothing when its function throws', async () => {
      const ran = await run(
        make('try { await ctx.step("a", () => { throw new Error("x") }) } catch (e) { return e.message }'),
        {
          host: () => ({ found: false }),
        },
      );
      assert.equal(ran.kind === 'value' && ran.json, '"x"');
      assert.deepEqual(
        ran.calls.map(({ method }) => method),
        ['step.load', 'step.fail'],
      );
    });

    it('step is named by the requests made in it, the innermost one', async () => {
      const fn = kind === 'async' ? 'async ' : '';
      const ran = await run(
        make(`await ctx.request({ url: 'http://a/0' });
          await ctx.step('outer', ${fn}() => {
            await ctx.request({ url: 'http://a/1' });
            await ctx.step('inner', ${fn}() => { await ctx.request({ url: 'http://a/2' }) });
            await ctx.request({ url: 'http://a/3' });
            try { await ctx.step('failed', ${fn}() => { await ctx.request({ url: 'http://a/4' }); throw 1 }) } catch {}
            await ctx.request({ url: 'http://a/5' });
          });
          await ctx.request({ url: 'http://a/6' })`),
      );
      assert.deepEqual(makers(ran), ['', 'outer', 'inner', 'outer', 'failed', 'outer', '']);
    });
  });
}

describe('ctx.step of an async handler', () => {
  it('step waits for the promise of its function', async () => {
    const ran = await run(
      'async function handler(ctx) { return await ctx.step("a", async () => { await ctx.sleep(1); return 7 }) }',
      {
        host: (method) => (method === 'step.load' ? { found: false } : null),
      },
    );
    assert.equal(ran.kind === 'value' && ran.json, '7');
    assert.deepEqual(ran.calls.at(-1), { method: 'step.store', args: ['a', 7] });
  });

  it('steps side by side are named by their own requests', async () => {
    const source = `async function handler(ctx) {
      const get = (n) => ctx.request({ url: 'http://a/' + n });
      await Promise.all([
        ctx.step('a', async () => { await get(1); await get(2); await ctx.sleep(1); await get(3) }),
        ctx.step('b', async () => { await get(4) }),
        get(5),
      ]) }`;
    const ran = await run(source, { host: (method) => (method === 'step.load' ? { found: false } : null) });
    assert.deepEqual(makers(ran), ['a', 'a', 'a', 'b', '']);
  });
});

/** The steps that made the requests, in the order of their URLs. */
function makers({ calls }: Ran): unknown[] {
  const requests = calls.filter(({ method }) => method === 'request');
  const byUrl = requests.toSorted(({ args: [a] }, { args: [b] }) => (urlOf(a) < urlOf(b) ? -1 : 1));
  return byUrl.map(({ args: [, step] }) => step);
}

function urlOf(options: unknown): string {
  return (options as { readonly url: string }).url;
}
