import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkHere } from '../../src/sandbox/check-here.ts';
import { openSandbox } from './open-sandbox.ts';

const SCRIPTS: readonly (readonly [what: string, source: string, language?: 'js' | 'ts'])[] = [
  ['a script without a fault', 'async function handler(ctx) { return ctx.request({ url: "http://a" }) }'],
  ['a plain handler that blocks', 'function handler(ctx) { const a = ctx.request({ url: "http://a" }); return a.b }'],
  ['types', 'function handler(ctx: unknown, { n }: { n: number }): number { return n }', 'ts'],
  ['types that are no types', 'function handler(ctx: ) {}', 'ts'],
  ['a syntax error', 'function handler() {\n  return 1 +;\n}'],
  ['no handler', 'const a = 1;'],
  ['a handler that is a generator', 'function* handler() {}'],
  ['a name that is not there', 'function handler() { return fetch("http://a") }'],
  ['a pattern that only V8 refuses', 'function handler() { return /(?<a>.)(?<a>.)/v }'],
  ['nesting without an end', `function handler() { return ${'['.repeat(20_000)} }`],
];

describe('a check without the sandbox', () => {
  const test = openSandbox();

  for (const [what, source, language = 'js'] of SCRIPTS) {
    it(`finds what the sandbox finds: ${what}`, async () => {
      assert.deepEqual(await checkHere(test.sandbox, source, language), await test.sandbox.check(source, language));
    });
  }

  it('needs no process of the sandbox, but for what is large', async () => {
    const sizes: number[] = [];
    const sandbox = {
      check: (source: string) => {
        sizes.push(source.length);
        return Promise.resolve([]);
      },
    };
    const source = 'function handler() {}';
    assert.deepEqual(await checkHere(sandbox, source, 'js'), []);
    assert.deepEqual(sizes, []);
    await checkHere(sandbox, `${source}${' '.repeat(2 ** 18)}`, 'js');
    assert.deepEqual(sizes, [2 ** 18 + source.length]);
  });
});
