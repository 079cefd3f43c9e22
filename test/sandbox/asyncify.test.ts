import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'acorn';
import fc from 'fast-check';
import { prepareScript } from '../../src/sandbox/child/script.ts';
import { openSandbox } from './open-sandbox.ts';

const { run } = openSandbox();

/** What a script becomes; undefined: a plain handler that blocks. */
function unblocked(source: string): string | undefined {
  const script = prepareScript(source, 'js', parse);
  assert.ok(script.ok, JSON.stringify(script));
  return script.plain ? undefined : script.wrapped.split('\n').slice(1, -2).join('\n');
}

describe('a plain handler that nobody can tell from an async one waits without an isolate of its own', () => {
  for (const [source, result] of [
    [
      'function handler(ctx) { return ctx.request({}) }',
      'async function handler(ctx) { return await ctx.request({}) }',
    ],
    ['const handler = ctx => ctx.request({})', 'const handler = async ctx => await ctx.request({})'],
    ['const handler = function (c) { c.sleep(1) }', 'const handler = async function (c) { await c.sleep(1) }'],
    [
      'function handler(ctx) { return ctx.request({}).data.x }',
      'async function handler(ctx) { return (await ctx.request({})).data.x }',
    ],
    [
      'function handler(ctx) { return ctx.request({})[ctx.request({})] }',
      'async function handler(ctx) { return (await ctx.request({}))[await ctx.request({})] }',
    ],
    [
      'function handler(ctx) { return f(ctx.request({}))(1) }',
      'async function handler(ctx) { return f(await ctx.request({}))(1) }',
    ],
    [
      'function handler(ctx) { return ctx.request({})() }',
      'async function handler(ctx) { return (await ctx.request({}))() }',
    ],
    [
      'function handler(ctx) { return ctx.request({}) ** 2 }',
      'async function handler(ctx) { return (await ctx.request({})) ** 2 }',
    ],
    [
      'function handler(ctx) { return `${ctx.request({})}` }',
      'async function handler(ctx) { return `${await ctx.request({})}` }',
    ],
    [
      'function handler(ctx) { return ctx.request({})`x` }',
      'async function handler(ctx) { return (await ctx.request({}))`x` }',
    ],
    [
      'function handler(ctx) { class A extends ctx.request({}) {} }',
      'async function handler(ctx) { class A extends (await ctx.request({})) {} }',
    ],
    ['function handler(ctx) { a = b\nctx.sleep(1) }', 'async function handler(ctx) { a = b\nawait ctx.sleep(1) }'],
    [
      'function handler(ctx) { return [1].map((x) => ctx.hash("md5", "x")).concat(ctx.request({})) }',
      'async function handler(ctx) { return [1].map((x) => ctx.hash("md5", "x")).concat(await ctx.request({})) }',
    ],
    [
      'function handler(ctx) { ctx.request({ body: ctx.request({}) }) }',
      'async function handler(ctx) { await ctx.request({ body: await ctx.request({}) }) }',
    ],
  ] as const) {
    it(source, () => {
      assert.equal(unblocked(source), result);
    });
  }
});

describe('a plain handler blocks where there is no proof', () => {
  for (const source of [
    'function handler(ctx) { [1].map(() => ctx.request({})) }',
    'function handler(ctx) { const { request } = ctx; request({}) }',
    'function handler(ctx) { const f = ctx.request; f({}) }',
    'function handler(ctx) { help(ctx) } function help(c) { c.request({}) }',
    'function handler(ctx) { ctx["request"]({}) }',
    'function handler(ctx) { ctx.request?.({}) }',
    'function handler(ctx) { ctx?.request({}) }',
    'function handler(ctx) { ctx.request({})?.data }',
    'function handler(ctx) { ctx.request.call(null, {}) }',
    'function handler(ctx) { ctx.request = 1; ctx.sleep(1) }',
    'function handler(ctx) { ctx = 1; ctx.sleep(1) }',
    'function handler(ctx) { var ctx; ctx.sleep(1) }',
    'function handler(ctx) { ctx.step("a", () => 1); ctx.sleep(1) }',
    'function handler(ctx) { arguments[0].request({}); ctx.sleep(1) }',
    'function handler(ctx) { with ({}) { ctx.sleep(1) } }',
    'function handler(ctx) { var await = 1; ctx.sleep(1) }',
    'function handler(ctx, a = ctx.sleep(1)) { ctx.sleep(1) }',
    'function handler({ request }) { request({}) }',
    'function handler(...ctx) { ctx[0].sleep(1) }',
    'function handler(ctx) { ctx.sleep(1); if (ctx.a) handler(ctx) }',
    'function handler(ctx) { ctx.sleep(1) } const same = handler;',
    'function handler(ctx) { class A { x = ctx.sleep(1) } }',
    'function handler(ctx) { class A { static { ctx.sleep(1) } } }',
    'function handler(ctx) { ({ get a() { return ctx.sleep(1) } }).a }',
    'function handler(ctx) { a = b\nctx.request({}).c() }',
    'let handler; handler = (ctx) => ctx.sleep(1)',
  ]) {
    it(source, () => {
      assert.equal(unblocked(source), undefined);
    });
  }
});

describe('both ways of waiting', () => {
  /** Expressions over `ctx.request`, which answers with its number, and the side effects that show their order. */
  const expression: fc.Arbitrary<string> = fc.letrec<{ e: string }>((tie) => ({
    e: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        '1',
        'n',
        '"s"',
        'ctx.request({ url: "http://a" })',
        'ctx.request({ url: "http://a", body: n++ })',
        'n++',
      ),
      fc
        .tuple(tie('e'), fc.constantFrom('+', '-', '*', '&&', '||', '??', ',', '==='), tie('e'))
        .map(([a, op, b]) => `((${a}) ${op} (${b}))`),
      fc.tuple(tie('e'), tie('e'), tie('e')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      tie('e').map((e) => `[${e}].length`),
      tie('e').map((e) => `({ a: ${e} }).a`),
      tie('e').map((e) => `(n = ${e})`),
      tie('e').map((e) => `ctx.request({ url: "http://a" }).toString().concat(${e})`),
      tie('e').map((e) => `typeof (${e})`),
      tie('e').map((e) => `\`\${${e}}\``),
    ),
  })).e;
  const statement: fc.Arbitrary<string> = fc.letrec<{ s: string }>((tie) => ({
    s: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      expression.map((e) => `out.push(${e});`),
      expression.map((e) => `n = ${e};`),
      fc.tuple(expression, tie('s'), tie('s')).map(([e, a, b]) => `if (${e}) { ${a} } else { ${b} }`),
      fc
        .tuple(tie('s'), tie('s'))
        .map(([a, b]) => `try { ${a} if (n === 2) throw n; } catch (e) { out.push("caught", e); } finally { ${b} }`),
      fc.tuple(expression, tie('s')).map(([e, s]) => `for (const x of [1, ${e}]) { if (x === 3) break; ${s} }`),
      tie('s').map((s) => `for (let i = 0; i < 2; i++) { ${s} }`),
      expression.map((e) => `switch (${e}) { case 1: out.push("one"); default: out.push("other"); }`),
    ),
  })).s;

  it('give the same result, in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 4 }), async (statements) => {
        const body = `let n = 0; const out = []; ${statements.join('\n')}\n return [out, String(n)]`;
        const quick = `function handler(ctx) { ${body} }`;
        assert.notEqual(unblocked(`${quick} // request`), undefined);
        const results = [];
        for (const source of [quick, `function handler(c) { const ctx = c; ${body} }`]) {
          let count = 0;
          const ran = await run(source, { host: () => (count > 150 ? 0 : ++count) });
          results.push([ran.kind === 'value' ? ran.json : ran.kind, ran.calls]);
        }
        assert.deepEqual(results[0], results[1]);
      }),
      { numRuns: 100 },
    );
  });
});
