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

  for (const [source, expected] of [
    [
      "const handler = async () =>\n  fetch('http://a');",
      [[2, 3, /^fetch is not there in a script; use ctx\.request$/]],
    ],
    ["const _ = require('lodash');\nfunction handler() {}", [[1, 11, /^require is not there/]]],
    ["async function handler() { return import('x') }", [[1, 35, /^import\(\) is not there/]]],
    ['function handler() { return process.env.A }', [[1, 29, /^process .* \{var\.NAME\}/]]],
    [
      'function handler() { setTimeout(() => new URL(new URLSearchParams()), 1) }',
      [
        [1, 22, /ctx\.sleep/],
        [1, 43, /^URL /],
        [1, 51, /^URLSearchParams /],
      ],
    ],
    [
      'function handler() { return [Buffer, new TextEncoder(), { fetch }] }',
      [
        [1, 30, /ctx\.base64/],
        [1, 42, /ctx\.base64/],
        [1, 59, /^fetch/],
      ],
    ],
  ] as const) {
    it(`warns of names that are not there, with line and column: ${source}`, async () => {
      const found = await test.sandbox.check(source, 'js');
      assert.deepEqual(
        found.map(({ severity, line, column }) => [severity, line, column]),
        expected.map(([line, column]) => ['warning', line, column]),
      );
      for (const [index, [, , message]] of expected.entries()) assert.match(found[index]?.message ?? '', message);
    });
  }

  for (const source of [
    'function fetch() {} function handler() { return fetch() }',
    'const { URL, a: { Buffer = 1 }, ...process } = {}; const handler = () => [URL, Buffer, process]',
    'const handler = (ctx, { fetch }, [require]) => [fetch, require]',
    'function handler() { try {} catch (URL) { return URL } }',
    'function handler(ctx, input) { return { fetch: input.process.fetch, require() {} } }',
    "function handler() { return typeof fetch === 'undefined' }",
    "// fetch\nfunction handler() { return 'fetch' }",
  ]) {
    it(`warns of no name that the script has itself, or that is none: ${source}`, async () => {
      assert.deepEqual(await test.sandbox.check(source, 'js'), []);
    });
  }

  it('warns in TypeScript too', async () => {
    const [found] = await test.sandbox.check(
      'const handler = async (ctx: unknown): Promise<void> =>\n  void fetch("x");',
      'ts',
    );
    assert.deepEqual([found?.severity, found?.line, found?.column], ['warning', 2, 8]);
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
