import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openSandbox } from './open-sandbox.ts';

const { run, value } = openSandbox();

describe('a handler', () => {
  for (const [what, source] of [
    ['a plain function', 'function handler(ctx, input) { return { code: 200, echo: input } }'],
    ['an async function', 'async function handler(ctx, input) { return { code: 200, echo: input } }'],
    ['a const with an arrow function', 'const handler = (ctx, input) => ({ code: 200, echo: input })'],
    ['a const with an async arrow function', 'const handler = async (ctx, input) => ({ code: 200, echo: input })'],
    ['a const with a function', 'const handler = function (ctx, input) { return { code: 200, echo: input } }'],
    ['a let that gets its value later', 'let handler; handler = (ctx, input) => ({ code: 200, echo: input })'],
    ['a plain one that gives a promise', 'const handler = (ctx, input) => Promise.resolve({ code: 200, echo: input })'],
    [
      'an async one made by another function',
      'const twice = (f) => f; const handler = twice(async (c, input) => ({ code: 200, echo: input }))',
    ],
  ] as const) {
    it(`is ${what}`, async () => {
      assert.deepEqual(await value(source, { input: { a: [1, 'ä'] } }), { code: 200, echo: { a: [1, 'ä'] } });
    });
  }

  it('may be TypeScript, whose types are stripped', async () => {
    const source = `
      import type { PlainCtx } from 'stepgate/ctx';
      interface Input { readonly a: number }
      type Output = { b: number };
      function handler(ctx: PlainCtx, input: Input): Output { return { b: (input.a as number) + 1 } satisfies Output }`;
    assert.deepEqual(await value(source, { language: 'ts', input: { a: 1 } }), { b: 2 });
  });

  it('is modern ECMAScript', async () => {
    const source = `
      class Point { #x; static count = 0; constructor(x) { this.#x = x; Point.count++ } get x() { return this.#x } }
      async function handler(ctx, input) {
        const { a = 1, ...rest } = input ?? {};
        const found = [...'abc'].at(-1);
        const grouped = Object.groupBy([1, 2, 3], (n) => (n % 2 ? 'odd' : 'even'));
        let late = null; late ??= 5;
        async function* numbers() { yield 1; yield 2 }
        let sum = 0; for await (const n of numbers()) sum += n;
        return [a, rest, found, grouped, late, sum, new Point(7).x, Point.count, 2n ** 64n > 1n, input?.b?.c,
          'x'.replaceAll('x', 'y'), [3, 1].toSorted(), Promise.withResolvers !== undefined, /(?<y>\\d{4})/.exec('2024').groups.y];
      }`;
    assert.deepEqual(await value(source, { input: { b: {} } }), [
      1,
      { b: {} },
      'c',
      { odd: [1, 3], even: [2] },
      5,
      3,
      7,
      1,
      true,
      null,
      'y',
      [1, 3],
      true,
      '2024',
    ]);
  });

  it('may be written in the old style: sloppy mode, var, prototypes, its own console', async () => {
    const source = `
      var console = { log: function () {} };
      function Animal(name) { this.name = name }
      Animal.prototype.toString = function () { return 'animal ' + this.name };
      function Dog(name) { Animal.call(this, name) }
      Dog.prototype = Object.create(Animal.prototype);
      Dog.prototype.constructor = Dog;
      function handler(ctx, input) { with ({ x: 010 }) { return [String(new Dog('rex')), x, arguments.length] } }`;
    assert.deepEqual(await value(source), ['animal rex', 8, 2]);
  });

  it('starts with a line for the shell', async () => {
    assert.equal(await value('#!/usr/bin/env node\nfunction handler() { return 1 }'), 1);
  });

  it('runs its top level anew for each call', async () => {
    const source =
      'let calls = 0; var seen = {}; function handler() { seen[++calls] = 1; return [calls, Object.keys(seen).length] }';
    for (let i = 0; i < 5; i++) assert.deepEqual(await value(source), [1, 1]);
  });

  it('that is missing, or no function, or does not compile, is 110001 with its place', async () => {
    const cases = [
      ['const x = 1', /has no `handler`.*line 1, column 1/],
      ['const handler = 5', /`handler` must be a function.*line 1, column 17/],
      ['const handler = Math.max(5)', /`handler` of the script is not a function/],
      ['function handler() {\n  return 1 +\n}', /Unexpected token.*line 3, column 1/],
      ['function* handler() {}', /not a generator.*line 1, column 1/],
      ["import fs from 'fs'; function handler() {}", /import.*line 1, column 1/],
      ['function handler() {} }', /Unexpected token/],
      ['} function handler() {', /Unexpected token/],
      ['function handler() { return /(?<a>.)(?<a>.)/ }', /Duplicate capture group name/],
    ] as const;
    for (const [source, message] of cases) {
      const ran = await run(source);
      assert.equal(ran.kind === 'error' && ran.code, '110001', source);
      assert.match(ran.kind === 'error' ? ran.message : '', message);
    }
  });
});

describe('what a handler returns', () => {
  it('undefined counts as null', async () => {
    assert.equal(await value('function handler() {}'), null);
    assert.equal(await value('async function handler() {}'), null);
  });

  it('is JSON as JSON.stringify makes it', async () => {
    const source =
      'function handler() { return { d: new Date(0), n: NaN, u: undefined, m: new Map(), "ü": "\\ud800", a: [undefined] } }';
    assert.deepEqual(await value(source), { d: '1970-01-01T00:00:00.000Z', n: null, m: {}, ü: '\ud800', a: [null] });
  });

  for (const [what, expression, message] of [
    ['a cycle', '(() => { const a = {}; a.a = a; return a })()', /contains a cycle/],
    ['a function', '() => 1', /contains a function/],
    ['a function within', '{ a: [{ b() {} }] }', /contains a function/],
    ['a BigInt', '{ a: 1n }', /contains a BigInt/],
    ['a symbol', '[Symbol.iterator]', /contains a symbol/],
    ['more than 4 MiB', '"x".repeat(4 * 1024 * 1024)', /larger than 4 MiB/],
    ['more than 4 MiB in UTF-8', '"ä".repeat(2 * 1024 * 1024)', /larger than 4 MiB/],
    [
      'what is nested too deeply',
      '(() => { let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a })()',
      /nests deeper than 1000 levels/,
    ],
    [
      'what would be larger than a string can be',
      '(() => { let a = "x".repeat(1e6); for (let i = 0; i < 30; i++) a = [a, a]; return a })()',
      /too large|larger/,
    ],
    ['a getter that throws', '({ get a() { throw 1 } })', /getter/],
    [
      'a toJSON that throws a hostile value',
      '({ toJSON() { throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } }) } })',
      /toJSON/,
    ],
  ] as const) {
    it(`${what} is 110003`, async () => {
      for (const prefix of ['', 'async ']) {
        const ran = await run(`${prefix}function handler() { return ${expression} }`);
        assert.equal(ran.kind, 'error');
        assert.equal(ran.code, '110003');
        assert.match(ran.message, message);
        assert.equal(ran.retryable, false);
      }
    });
  }

  it('may have exactly 4 MiB', async () => {
    const ran = await run('function handler() { return "x".repeat(4 * 1024 * 1024 - 2) }');
    assert.equal(ran.kind === 'value' && ran.json.length, 4 * 1024 * 1024);
  });
});

describe('what a handler throws', () => {
  for (const [what, source, message] of [
    [
      'an error',
      'function handler() {\n  null.x\n}',
      "TypeError: Cannot read properties of null (reading 'x') (line 2, column 8)",
    ],
    [
      'an error, asynchronously',
      'async function handler() {\n  await null;\n  throw new RangeError("no")\n}',
      'RangeError: no (line 3, column 9)',
    ],
    [
      'an error in a plain handler that waits',
      'function handler(ctx) {\n  ctx.sleep(0); ctx.sleep(0); null.x\n}',
      "TypeError: Cannot read properties of null (reading 'x') (line 2, column 36)",
    ],
    [
      'an error of the top level',
      'const a = 1;\nconst b = a.b.c; function handler() {}',
      "TypeError: Cannot read properties of undefined (reading 'c') (line 2, column 15)",
    ],
    ['a string', 'function handler() { throw "no" }', 'the script threw "no"'],
    ['null', 'function handler() { throw null }', 'the script threw null'],
    ['undefined', 'async function handler() { throw undefined }', 'the script threw undefined'],
    ['an object', 'function handler() { throw { a: 1 } }', 'the script threw {"a":1}'],
    ['a symbol', 'function handler() { throw Symbol("s") }', 'the script threw Symbol(s)'],
    [
      'an error of its own class',
      'class Mine extends Error { name = "Mine" }\nfunction handler() { throw new Mine("x") }',
      'Mine: x (line 2, column 28)',
    ],
  ] as const) {
    it(`${what} is 110002`, async () => {
      const ran = await run(source);
      assert.equal(ran.kind, 'error');
      assert.equal(ran.code, '110002');
      assert.equal(ran.message, message);
      assert.equal(ran.retryable, false);
    });
  }

  it('in TypeScript has the place in the TypeScript source', async () => {
    const ran = await run(
      'type A = number;\nfunction handler(ctx: any, input: { a: A }): number {\n  const x: string = null as any; return x.length\n}',
      { language: 'ts' },
    );
    assert.match(ran.kind === 'error' ? ran.message : '', /line 3, column 43\)$/);
  });

  it('has its place even in a script that gives itself another name', async () => {
    const ran = await run('//# sourceURL=file:///etc/passwd\nfunction handler() { null.x }\n//# sourceURL=other');
    assert.match(ran.kind === 'error' ? ran.message : '', /\(line 2, column 27\)$/);
  });

  it('made to look like an error of ctx is still 110002', async () => {
    const ran = await run(
      'function handler(ctx) { throw Object.assign(new Error("x"), { code: "110006", retryable: true }) }',
    );
    assert.equal(ran.kind === 'error' && ran.code, '110002');
    const copied = await run(
      'function handler(ctx) { try { ctx.hash() } catch (e) { throw new e.constructor("110006", "x", 200, true) } }',
    );
    assert.equal(copied.kind === 'error' && copied.code, '110002');
  });

  it('never makes a message that nobody can read', async () => {
    const ran = await run('function handler() { throw new Error("x".repeat(1e6)) }');
    assert.ok(ran.kind === 'error' && ran.message.length < 1200);
  });
});
