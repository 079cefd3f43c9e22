import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { openSandbox } from './open-sandbox.ts';

const { run, value } = openSandbox();

describe('a script', () => {
  it('has nothing of Node or of a browser', async () => {
    const names = [
      'require',
      'process',
      'fetch',
      'setTimeout',
      'setInterval',
      'setImmediate',
      'queueMicrotask',
      'Buffer',
      'global',
      'module',
      'exports',
      'WebAssembly',
      'SharedArrayBuffer',
      'Atomics',
      'eval',
      'WeakRef',
      'FinalizationRegistry',
      'boot',
      'structuredClone',
      'XMLHttpRequest',
      'navigator',
      '__filename',
    ];
    const source = `const handler = () => [${names.map((name) => `typeof ${name}`).join(', ')}]`;
    assert.deepEqual(
      await value(source),
      names.map(() => 'undefined'),
    );
  });

  it('cannot import', async () => {
    const ran = await run('async function handler() { return await import("node:fs") }');
    assert.equal(ran.kind === 'error' && ran.code, '110002');
  });

  it('cannot make code of strings, by any constructor', async () => {
    const source = `function handler() {
      const ways = [() => Function('return 1')(), () => new Function('return 1')(), () => (() => {}).constructor('return 1')(),
        () => (async () => {}).constructor('return 1')(), () => (function* () {}).constructor('return 1')(),
        () => (async function* () {}).constructor('return 1')(), () => Reflect.construct(Function, ['return 1'])(),
        () => new (class extends Function { })('return 1')(), () => Object.getPrototypeOf(async () => {}).constructor('return 1')(),
        () => Object.getPrototypeOf((async () => {}).constructor)('return 1')];
      return ways.map((way) => { try { return way() ?? 'nothing' } catch (e) { return e.constructor.name } }) }`;
    assert.deepEqual(new Set((await value(source)) as string[]), new Set(['TypeError', 'nothing']));
  });

  it('sees built-ins that are frozen, all that can be reached', async () => {
    const source = `function handler(ctx) {
      const open = [globalThis, async () => {}, function* () {}, async function* () {}, [].values(), ''.matchAll(/a/g), new Map().keys(),
        new Set().keys(), ''[Symbol.iterator](), [].values().map((x) => x), Iterator.from({ next() {} }), new Intl.Segmenter().segment(''),
        new Intl.Segmenter().segment('')[Symbol.iterator](), Promise.resolve(), new Proxy({}, {}), (() => { try { ctx.hash() } catch (e) { return e } })(),
        (function () { return arguments })(), new Intl.DateTimeFormat(), /x/, new Error('x'), Symbol(), 1n];
      const roots = new Set(open.slice(1));
      const seen = new Set(), loose = [];
      while (open.length) {
        const value = open.pop();
        if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue;
        seen.add(value);
        const own = roots.has(value) || (typeof value === 'object' && 'constructor' in value && roots.has(value.constructor?.prototype));
        if (!Object.isFrozen(value) && !own) loose.push(String(value.name ?? Object.prototype.toString.call(value)) + ': ' + Reflect.ownKeys(value).map(String));
        if (own) { open.push(Object.getPrototypeOf(value)); continue }
        open.push(Object.getPrototypeOf(value));
        for (const key of Reflect.ownKeys(value)) { const d = Object.getOwnPropertyDescriptor(value, key); open.push(d.value, d.get, d.set) }
      }
      return [seen.size > 500, loose] }`;
    assert.deepEqual(await value(source), [true, []]);
  });

  it('may override on its own objects what it inherits', async () => {
    const source = `function handler() {
      const o = {}; o.toString = () => 'mine'; o.constructor = 1; o.hasOwnProperty = 2; o.valueOf = 3; o.__proto__x = 4;
      const counts = {}; for (const w of ['constructor', 'toString', 'a', 'a']) counts[w] = (Object.hasOwn(counts, w) ? counts[w] : 0) + 1;
      const e = new Error('a'); e.name = 'Mine'; e.message = 'b'; e.toString = () => 'c';
      function Sub() {} Sub.prototype = Object.create(Error.prototype); Sub.prototype.constructor = Sub; Sub.prototype.name = 'Sub';
      class Err extends TypeError { constructor(m) { super(m); this.name = 'Err' } get [Symbol.toStringTag]() { return 'E' } }
      class List extends Array { first() { return this[0] } toString() { return 'list' } }
      function F() {} F.toString = () => 'f'; F.prototype.toString = () => 'p';
      const d = new Date(0); d.toJSON = () => 'd';
      const m = new (class extends Map { get(k) { return super.get(k) ?? 'none' } })();
      const a = [1]; a.toString = () => 'a';
      return [String(o), counts, String(e), new Sub().name, new Sub() instanceof Error, new Err('x').name, String(new Err('x')),
        new List(3, 4).first(), String(List.of(1)), List.of(1).map((x) => x) instanceof List, String(F), String(new F()), d, m.get(1), String(a)] }`;
    assert.deepEqual(await value(source), [
      'mine',
      { constructor: 1, toString: 1, a: 2 },
      'c',
      'Sub',
      true,
      'Err',
      'Err: x',
      3,
      'list',
      true,
      'f',
      'p',
      'd',
      'none',
      'a',
    ]);
  });

  it('gets a TypeError from changing a built-in in strict mode, and no effect in sloppy mode', async () => {
    const source = (mode: string): string => `${mode}; function handler() {
      try { Array.prototype.map = () => 'poisoned' } catch (e) { return e.constructor.name }
      return [1].map((x) => x + 1) }`;
    assert.equal(await value(source("'use strict'")), 'TypeError');
    assert.deepEqual(await value(source('0')), [2]);
  });

  it('in an isolate that it shares cannot reach another call', async () => {
    const spy = `async function handler(ctx) {
      const seen = [];
      for (const name of ['then', 'catch']) try { Promise.prototype[name] = function (...a) { seen.push(a); return this } } catch {}
      try { Object.defineProperty(Object.prototype, 'secret', { set(v) { seen.push(v) } }) } catch {}
      try { JSON.parse = (text) => seen.push(text) } catch {}
      try { Error.prepareStackTrace = (e, sites) => { seen.push(sites.map((s) => s.getFunction())); return '' } } catch {}
      await ctx.sleep(50); return seen }`;
    const victim =
      'async function handler(ctx, input) { await ctx.sleep(10); return JSON.stringify({ ...JSON.parse(input), e: new Error("x").stack.length > 1 }) }';
    const [seen, answer] = await Promise.all([value(spy), value(victim, { input: '{"secret":1}' })]);
    assert.deepEqual([seen, answer], [[], '{"secret":1,"e":true}']);
  });
});

/** Where a script could leave something behind, and how the next call would look for it. */
const PLACES: readonly (readonly [leave: string, find: string])[] = [
  ['globalThis.left = 1', 'typeof globalThis.left'],
  ['left = 1', 'typeof left'],
  ['globalThis.__proto__.left = 1', 'typeof globalThis.left'],
  ['globalThis.__proto__.constructor.left = 1', 'typeof globalThis.__proto__.constructor.left'],
  ['this.left = 1', 'typeof this.left'],
  ['Object.prototype.left = 1', 'typeof ({}).left'],
  ['Array.prototype.left = 1', 'typeof [].left'],
  ['Function.prototype.left = 1', 'typeof (() => {}).left'],
  ['String.prototype.left = 1', 'typeof "".left'],
  ['(async () => {}).constructor.prototype.left = 1', 'typeof (async () => {}).left'],
  ['Object.getPrototypeOf(function* () {}).left = 1', 'typeof (function* () {}).left'],
  ['Object.getPrototypeOf([].values()).left = 1', 'typeof [].values().left'],
  ['Object.getPrototypeOf([].values().map((x) => x)).left = 1', 'typeof [].values().map((x) => x).left'],
  ['Promise.prototype.left = 1', 'typeof Promise.resolve().left'],
  ['Error.stackTraceLimit = 1', 'Error.stackTraceLimit === 1 ? "number" : "undefined"'],
  ['Error.prepareStackTrace = () => "left"', 'String(new Error("x").stack).includes("left") ? "number" : "undefined"'],
  [
    'Math.left = JSON.left = Reflect.left = Intl.left = 1',
    'typeof (Math.left ?? JSON.left ?? Reflect.left ?? Intl.left)',
  ],
  ['/(left)/.exec("left")', 'typeof RegExp.$1 === "string" && RegExp.$1 === "left" ? "number" : "undefined"'],
  ['RegExp.input = "left"', 'RegExp.input === "left" ? "number" : "undefined"'],
  ['RegExp.prototype.lastIndex = 5', 'typeof RegExp.prototype.lastIndex'],
  ['handler.left = 1', 'typeof handler.left'],
  ['handler.caller.left = 1', 'typeof handler.caller?.left'],
  ['(function f() { f.caller.left = 1 })()', 'typeof (function f() { return f.caller?.left })()'],
  ['(function f() { f.caller.caller.left = 1 })()', 'typeof (function f() { return f.caller?.caller?.left })()'],
  ['arguments.callee.left = 1', 'typeof arguments.callee.left'],
  ['ctx.left = 1; ctx.log.left = 1; ctx.log.info.left = 1', 'typeof (ctx.left ?? ctx.log.left ?? ctx.log.info.left)'],
  ['ctx.request.left = ctx.hash.left = ctx.aes.left = 1', 'typeof (ctx.request.left ?? ctx.hash.left ?? ctx.aes.left)'],
  ['ctx.__proto__.left = 1', 'typeof ctx.left'],
  ['ctx.log.info.__proto__.left = 1', 'typeof ctx.log.info.left'],
  ['console.left = 1; console.log.left = 1', 'typeof (console.left ?? console.log.left)'],
  [
    'try { ctx.hash() } catch (e) { e.constructor.left = 1 }',
    'typeof (() => { try { ctx.hash() } catch (e) { return e.constructor.left } })()',
  ],
  [
    'try { ctx.hash() } catch (e) { e.constructor.prototype.left = 1 }',
    'typeof (() => { try { ctx.hash() } catch (e) { return e.left } })()',
  ],
  [
    'try { ctx.hash() } catch (e) { Object.getPrototypeOf(e).left = 1 }',
    'typeof (() => { try { ctx.hash() } catch (e) { return e.left } })()',
  ],
  ['input.left = 1; input.__proto__.left = 1', 'typeof input.left'],
  ['((s) => { s.left = 1; s.raw.left = 1 })`left`', '((s) => typeof (s.left ?? s.raw.left))`left`'],
  ['Object.defineProperty(globalThis, "left", { value: 1 })', 'typeof globalThis.left'],
  ['Object.setPrototypeOf(Object.prototype, { left: 1 })', 'typeof ({}).left'],
  ['Object.setPrototypeOf(globalThis, { left: 1 })', 'typeof globalThis.left'],
  ['Object.prototype.__defineGetter__.call(globalThis, "left", () => 1)', 'typeof globalThis.left'],
  ['delete Array.prototype.map', '[].map ? "undefined" : "number"'],
  ['Object.prototype.toString = () => "left"', 'String({}) === "left" ? "number" : "undefined"'],
  [
    'Object.getOwnPropertyDescriptor(Object.prototype, "toString").set.call(Object.prototype, 1)',
    'typeof ({}).toString === "number" ? "number" : "undefined"',
  ],
  [
    'Object.getOwnPropertyDescriptor(Object.prototype, "toString").get.left = 1',
    'typeof Object.getOwnPropertyDescriptor(Object.prototype, "toString").get.left',
  ],
];

describe('no state', () => {
  it('survives a call, wherever it is left and in whatever order', async () => {
    const attempt = (code: string): string => `try { ${code} } catch {}`;
    const places = fc.array(fc.constantFrom(...PLACES), { minLength: 1, maxLength: 8 });
    const kinds = fc.constantFrom('', 'async ', "'use strict'; ", "'use strict'; async ");
    await fc.assert(
      fc.asyncProperty(places, kinds, fc.boolean(), async (chosen, kind, sameSource) => {
        const leave = chosen.map(([code]) => attempt(code)).join(' ');
        const look = chosen
          .map(([, find]) => `(() => { try { return ${find} } catch { return 'undefined' } })()`)
          .join(', ');
        const strict = kind.startsWith("'use strict'");
        const sloppyOnly = (code: string): string => (strict ? code.replaceAll('arguments.callee', 'handler') : code);
        const source = sloppyOnly(
          `${kind}function handler(ctx, input) { const found = [${look}]; if (input.leave) { ${leave} } return found }`,
        );
        await value(source, { input: { leave: true } });
        const next = sameSource ? source : `${source}\n// another script`;
        const found = await value(next, { input: {} });
        assert.deepEqual(
          found,
          chosen.map(() => 'undefined'),
        );
      }),
      {
        numRuns: 150,
        examples: PLACES.map((place) => [[place], '', true]),
      },
    );
  });
});
