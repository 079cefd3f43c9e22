import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway } from '../fixture/gateway.ts';
import type { Gateway } from '../fixture/gateway.ts';
import { scriptsOf } from './script-rules.ts';

describe('a script', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.stop());

  const { run, saved } = scriptsOf(() => gateway);

  it('defines its handler as a declaration or a const, plain or async', async () => {
    const forms = [
      'function handler(ctx, input) { return { code: 200, echo: input } }',
      'async function handler(ctx, input) { return { code: 200, echo: input } }',
      'const handler = (ctx, input) => ({ code: 200, echo: input })',
      'const handler = async (ctx, input) => ({ code: 200, echo: input })',
      'const handler = function (ctx, input) { return { code: 200, echo: input } }',
    ];
    for (const form of forms) assert.deepEqual((await run(form, { a: [1] })).body, { code: 200, echo: { a: [1] } });
  });

  it('may be TypeScript, whose types are stripped', async () => {
    const source = `interface In { readonly a: number }
      type Out = { sum: number };
      const handler = async (ctx: unknown, input: In): Promise<Out> => ({ sum: (input.a as number) + 1 });`;
    assert.deepEqual((await run(source, { a: 4 }, { language: 'ts' })).body, { sum: 5 });
  });

  it('returns JSON; undefined counts as null', async () => {
    const cases: [string, unknown][] = [
      ['return undefined', null],
      ['', null],
      ['return null', null],
      ['return [1, "a", true, { b: null }]', [1, 'a', true, { b: null }]],
      ['return { a: undefined, b: 1 }', { b: 1 }],
      ['return new Date(0)', '1970-01-01T00:00:00.000Z'],
      ['return "ä\\u2028💥"', 'ä\u2028💥'],
    ];
    for (const [body, expected] of cases)
      assert.deepEqual((await run(`function handler() { ${body} }`)).body, expected, body);
    const wrong = [
      'const a = {}; a.a = a; return a',
      'return () => 1',
      'return 10n',
      'return { a: 10n }',
      'return "x".repeat(4 * 1024 * 1024 + 1)',
      'let deep = []; for (let n = 0; n < 5000; n++) deep = [deep]; return deep',
    ];
    for (const body of wrong) {
      const { status, body: answer } = await run(`function handler() { ${body} }`);
      assert.deepEqual([status, answer.code], [500, '110003'], body);
    }
    assert.equal((await run('function handler() { return "x".repeat(4 * 1024 * 1024 - 2) }')).status, 200);
  });

  it('keeps no state from one call to the next, and finds nothing of Node', async () => {
    const name = await saved(`let n = 0; globalThis.seen ??= 0;
      function handler() { n++; try { globalThis.seen++ } catch {} ; try { Array.prototype.evil = 1 } catch {} return [n, 'evil' in []] }`);
    for (let n = 0; n < 3; n++) assert.deepEqual((await gateway.call('POST', name, {})).body, [1, false]);
    const absent = 'require process fetch setTimeout setInterval setImmediate Buffer module exports WebAssembly';
    const source = `function handler() { return ${JSON.stringify(absent.split(' '))}.map((n) => typeof globalThis[n]) }`;
    const types = (await run(source)).body as unknown as string[];
    assert.deepEqual(types.slice(0, 8), Array(8).fill('undefined'));
    const dynamic = await run('async function handler() { return await import("node:fs") }').catch(() => undefined);
    assert.ok(!dynamic || dynamic.status === 500);
    assert.deepEqual(
      (
        await run(
          'function handler() { "use strict"; try { Object.prototype.x = 1; return "set" } catch { return "frozen" } }',
        )
      ).text,
      '"frozen"',
    );
  });

  it('that throws fails with 110002, that does not compile is never saved', async () => {
    for (const thrown of ['new Error("oh")', '"text"', '{ a: 1 }', 'null', 'undefined', '5']) {
      const { status, body } = await run(`function handler() { throw ${thrown} }`);
      assert.deepEqual([status, body.code], [500, '110002'], thrown);
    }
    const { body } = await run('async function handler() { await null; return null.x }');
    assert.deepEqual([body.code, String(body.msg).includes('null')], ['110002', true]);
    assert.ok(!String(body.msg).includes('file:') && !String(body.msg).includes('    at '), String(body.msg));
  });
});
