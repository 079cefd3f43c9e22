import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openSandbox } from './open-sandbox.ts';

const test = openSandbox();

describe('check', () => {
  for (const [what, source] of [
    ['a plain handler', 'function handler() {}'],
    ['an async arrow function', 'const handler = async () => {}'],
    ['what would throw or loop when run', 'null.x; for (;;); function handler() {}'],
  ] as const) {
    it(`finds nothing wrong with ${what}`, async () => {
      assert.deepEqual(await test.sandbox.check(source, 'js'), []);
    });
  }

  it('finds nothing wrong with TypeScript', async () => {
    assert.deepEqual(await test.sandbox.check('const handler = (ctx: unknown): number => 1 as number', 'ts'), []);
  });

  for (const [what, source, language, line, column, message] of [
    ['a syntax error', 'function handler() {\n  return 1 +;\n}', 'js', 2, 13, /Unexpected token/],
    ['an unclosed bracket', 'function handler() {\n', 'js', 2, 1, /Unexpected token/],
    [
      'what only V8 refuses',
      'function handler() {\n  return /(?<a>x)(?<a>y)/;\n}',
      'js',
      2,
      10,
      /Duplicate capture group/,
    ],
    ['TypeScript in JavaScript', 'function handler(ctx: any) {}', 'js', 1, 21, /Unexpected token/],
    ['a TypeScript syntax error', 'const a = 1;\n  const b: = 2', 'ts', 2, 12, /Unexpected token/],
    ['TypeScript that is more than types', 'enum A { B }\nfunction handler() {}', 'ts', 1, 1, /enum is not supported/],
    ['an import', "import x from 'y';\nfunction handler() {}", 'js', 1, 1, /import/],
    ['a missing handler', 'const x = 1;', 'js', 1, 1, /no `handler`/],
    ['a handler in a block', '{ function handler() {} }', 'js', 1, 1, /no `handler`/],
    ['a generator', 'const a = 1;\n  function* handler() {}', 'js', 2, 3, /not a generator/],
    ['a source that leaves the function it is put in', 'function handler() {} } {', 'js', 1, 23, /Unexpected token/],
    ['what is nested too deeply', `function handler() {\n${'['.repeat(1e5)} }`, 'js', 2, undefined, /too deeply/],
  ] as const) {
    it(`finds ${what}, with line and column`, async () => {
      const [found, ...more] = await test.sandbox.check(source, language);
      assert.deepEqual(more, []);
      assert.match(found?.message ?? '', message);
      assert.equal(found?.line, line);
      if (column !== undefined) assert.equal(found.column, column);
    });
  }
});
