import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openSandbox } from './open-sandbox.ts';

const { run } = openSandbox();

/** However the script goes on after it has called. */
const AFTERWARDS: readonly (readonly [string, (call: string) => string])[] = [
  ['in a plain handler', (call) => `function handler(ctx) { ${call}; return 1 }`],
  ['in an async handler', (call) => `async function handler(ctx) { await null; ${call}; return 1 }`],
  ['after a request', (call) => `async function handler(ctx) { await ctx.request({ url: 'http://a' }); ${call} }`],
  ['caught', (call) => `function handler(ctx) { try { ${call} } catch { return 1 } }`],
  ['caught in an async handler', (call) => `async function handler(ctx) { try { ${call} } catch { return 1 } }`],
  ['with a return in finally', (call) => `function handler(ctx) { try { ${call} } finally { return 1 } }`],
  ['with an error in finally', (call) => `async function handler(ctx) { try { ${call} } finally { null.x } }`],
  ['called again', (call) => `function handler(ctx) { try { ${call} } catch {} ctx.break('again', { code: '1' }) }`],
  [
    'in a promise that nobody waits for',
    (call) => `async function handler(ctx) { (async () => { await null; ${call} })(); await ctx.sleep(1000) }`,
  ],
  [
    'while another promise waits',
    (call) =>
      `async function handler(ctx) { await Promise.race([ctx.sleep(1000), (async () => { ${call} })()]).catch(() => 1); return 2 }`,
  ],
  ['in a getter of the return value', (call) => `function handler(ctx) { return { get a() { ${call} } } }`],
  [
    'in toJSON of an argument',
    (call) => `function handler(ctx) { ctx.data.store('a', { toJSON() { ${call} } }); return 1 }`,
  ],
  [
    'in a step',
    (call) => `async function handler(ctx) { await ctx.step('a', () => { ${call} }).catch(() => 1); return 2 }`,
  ],
  ['and never ends', (call) => `function handler(ctx) { try { ${call} } catch { for (;;); } }`],
  [
    'and never ends, asynchronously',
    (call) => `async function handler(ctx) { try { ${call} } catch { for (;;) await null; } }`,
  ],
];

for (const [where, make] of AFTERWARDS) {
  describe(`called ${where}`, () => {
    it('ctx.suspend ends the run, whatever the script does', async () => {
      const ran = await run(make(`ctx.suspend('900', 'why')`));
      assert.ok(ran.kind === 'suspend', JSON.stringify(ran));
      assert.deepEqual([ran.code, ran.reason], ['900', 'why']);
    });

    it('ctx.break ends the run, whatever the script does', async () => {
      const ran = await run(make(`ctx.break('why', { code: '901', status: 418 })`));
      assert.ok(ran.kind === 'break', JSON.stringify(ran));
      assert.deepEqual([ran.code, ran.status, ran.reason], ['901', 418, 'why']);
    });
  });
}

describe('ctx.suspend and ctx.break', () => {
  it('suspend has code 110009 by default', async () => {
    const ran = await run("function handler(ctx) { ctx.suspend('why') }");
    assert.deepEqual(ran.kind === 'suspend' && [ran.code, ran.reason], ['110009', 'why']);
  });

  it('break has code 110008 and status 422 by default', async () => {
    for (const options of ['', ', {}', ', undefined']) {
      const ran = await run(`function handler(ctx) { ctx.break('why'${options}) }`);
      assert.deepEqual(ran.kind === 'break' && [ran.code, ran.status], ['110008', 422]);
    }
  });

  it('nothing that the script still does has an effect', async () => {
    const ran = await run(`async function handler(ctx) {
      ctx.log.info('before');
      try { ctx.suspend('why') } catch {}
      ctx.log.info('after');
      try { ctx.data.store('a', 1) } catch {}
      try { ctx.response(1) } catch {}
      try { await ctx.request({ url: 'http://a' }) } catch {}
      try { await ctx.step('a', () => 1) } catch {}
    }`);
    assert.equal(ran.kind, 'suspend');
    assert.deepEqual(
      ran.logs.map(({ message }) => message),
      ['before'],
    );
    assert.deepEqual(ran.calls, []);
  });

  it('with wrong arguments they are errors as any other, and the run goes on', async () => {
    const ran = await run('function handler(ctx) { try { ctx.suspend() } catch (e) { return e.code } }');
    assert.equal(ran.kind === 'value' && ran.json, '"110005"');
  });
});
