/**
 * Scripts that mean harm, and what has to come of them: an error code, or `value` where the script cannot do what it
 * tries and returns. `in` says which kind of handler the body stands in; both where it is left out.
 */
export interface HostileScript {
  readonly name: string;
  /** The body of `handler(ctx, input)`, in which `await` is dropped where the handler is plain. */
  readonly body: string;
  /** In front of the handler. */
  readonly top?: string;
  readonly in?: 'plain' | 'async';
  /** Error codes, or `value`. */
  readonly ends: readonly string[];
}

const TIME = ['110012'];
/** Which of the two limits comes first depends on the machine. */
const MEMORY_OR_TIME = ['110013', '110012'];
const THREW = ['110002'];
/** Which comes first, the end of the stack or of the time, depends on the machine. */
const THREW_OR_TIME = ['110002', '110012'];
const NO_JSON = ['110003'];
const VALUE = ['value'];

const of = (ends: readonly string[], scripts: Readonly<Record<string, string>>): HostileScript[] =>
  Object.entries(scripts).map(([name, body]) => ({ name, body, ends }));

/** Take the processor and do not give it back. */
export const PROCESSOR: readonly HostileScript[] = [
  ...of(THREW_OR_TIME, { 'yield*': 'function* g() { yield* g() } [...g()]; for (;;);' }),
  ...of(TIME, {
    for: 'for (;;);',
    'do while': 'do {} while (true)',
    'labelled continue': 'a: for (;;) for (;;) continue a',
    'try finally continue': 'for (;;) try { throw 1 } finally { continue }',
    'try return in finally': 'while (true) { try { for (;;); } finally { } }',
    'an endless array destructuring': 'const [...a] = { *[Symbol.iterator]() { for (;;); } }; return a',
    'an endless iterator': 'for (const x of { [Symbol.iterator]() { return { next: () => ({ done: false }) } } });',
    'an endless generator': 'function* g() { for (;;) yield } for (const x of g());',
    'a pattern that backtracks': 'return /^(a+)+$/.test("a".repeat(40) + "b")',
    'a pattern that backtracks, in replace':
      'return "a".repeat(40).replace(/(a|aa)+$/, "").replace(/^(a|a?)+$/, "") + /(x+x+)+y/.test("x".repeat(45))',
    'a comparison that never returns': 'return [2, 1].sort(() => { for (;;); })',
    'a callback of map': '[1].map(() => { for (;;); })',
    'a callback of replace': '"a".replace(/a/, () => { for (;;); })',
    'a reviver of JSON.parse': 'JSON.parse("{}", () => { for (;;); })',
    'a toString': 'return `${{ toString() { for (;;); } }}`',
    'a valueOf': 'return 1 + { valueOf() { for (;;); } }',
    'a Symbol.toPrimitive': 'return +{ [Symbol.toPrimitive]() { for (;;); } }',
    'a Symbol.hasInstance': 'return 1 instanceof { [Symbol.hasInstance]() { for (;;); } }',
    'a getter': 'return { get a() { for (;;); } }.a',
    'a setter': '({ set a(v) { for (;;); } }).a = 1',
    'a proxy get': 'return new Proxy({}, { get() { for (;;); } }).a',
    'a proxy has': 'return "a" in new Proxy({}, { has() { for (;;); } })',
    'a proxy that is its own prototype chain':
      'const p = new Proxy({}, { getPrototypeOf: () => { for (;;); } }); return Object.prototype.isPrototypeOf(p)',
    'a constructor': 'new (class { constructor() { for (;;); } })()',
    'a static block': 'class A { static { for (;;); } }',
    'a default parameter': '((a = (() => { for (;;); })()) => a)()',
    'a tag': '((s) => { for (;;); })`x`',
    'exponential recursion': 'function f() { try { f() } finally { f() } } f()',
    'a big power': 'let x = 3n; for (;;) x = x ** 2n % (2n ** 4000n)',
    Fibonacci: 'const f = (n) => n < 2 ? n : f(n - 1) + f(n - 2); return f(100)',
    'hashing without end': 'for (;;) ctx.hash("sha512", "x")',
    'uuids without end': 'for (;;) ctx.uuid()',
    'errors without end': 'for (;;) try { ctx.hash() } catch {}',
    'the formatting of a log line': 'console.log({ toJSON() { for (;;); } })',
    'the making of the return value': 'return { toJSON() { for (;;); } }',
    'a getter in the return value': 'return [{ get a() { for (;;); } }]',
    'a proxy as return value': 'return new Proxy({}, { ownKeys() { for (;;); } })',
    'a then of the return value': 'return { get then() { for (;;); } }',
    'a then that is called': 'return { then() { for (;;); } }',
    'a getter in an argument': 'await ctx.data.store("a", { get a() { for (;;); } })',
    'a getter in the options of a request': 'await ctx.request({ get url() { for (;;); } })',
    'the function of a step': 'await ctx.step("a", () => { for (;;); })',
    'a getter on a thrown error': 'throw Object.defineProperty(new Error("x"), "message", { get() { for (;;); } })',
    'a stack getter on a thrown error': 'throw { message: "x", get stack() { for (;;); } }',
    'a name getter on a thrown error': 'throw { message: "x", get name() { for (;;); } }',
    'a thrown proxy': 'throw new Proxy({}, { get() { for (;;); } })',
    'a thrown toJSON': 'throw { toJSON() { for (;;); } }',
    'a thrown toString': 'throw Object.assign(() => {}, { toString() { for (;;); } })',
    'a promise of ctx that is replaced': 'ctx.sleep = () => { for (;;); }; ctx.sleep()',
  }),
  { name: 'the top level', top: 'for (;;);', body: '', ends: TIME },
  {
    name: 'a field initialiser of the top level',
    top: 'class A { static x = (() => { for (;;); })() }',
    body: '',
    ends: TIME,
  },
  ...of(TIME, {
    'awaiting null': 'for (;;) await null',
    'microtasks that make microtasks': 'const f = () => Promise.resolve().then(f); await f()',
    'a thenable that is its own answer': 'await { then(ok) { ok(this) } }; ',
    'an async generator': 'for await (const x of (async function* () { for (;;) yield 1 })());',
    'after a sleep': 'await ctx.sleep(1); for (;;);',
    'after a request': 'await ctx.request({ url: "http://a" }); for (;;);',
    'in a then': 'await Promise.resolve().then(() => { for (;;); })',
    'in a finally': 'await Promise.reject(1).finally(() => { for (;;); })',
    'beside a sleep': '(async () => { await null; for (;;); })(); await ctx.sleep(1e6)',
    'sleeping without end': 'for (;;) await ctx.sleep(0)',
    'a promise never settled': 'await new Promise(() => {})',
    'waiting for itself': 'let p; p = (async () => { await null; await p })(); await p',
    'two that wait for each other':
      'let a, b; a = (async () => { await null; await b })(); b = (async () => { await a })(); await a',
  }).map((script) => ({ ...script, in: 'async' as const })),
];

/** Take memory and do not give it back. */
export const MEMORY: readonly HostileScript[] = [
  ...of(MEMORY_OR_TIME, {
    'a Map': 'const m = new Map(); for (let i = 0; ; i++) m.set(i, i)',
    'a Set': 'const s = new Set(); for (let i = 0; ; i++) s.add(i)',
    'an array': 'const a = []; for (;;) a.push({})',
    'an array of numbers': 'const a = []; for (;;) a.push(0.5)',
    'keys of an object': 'const o = {}; for (let i = 0; ; i++) o["k" + i] = i',
    strings: 'const a = []; for (;;) a.push("x".repeat(1e6) + a.length)',
    'flat strings': 'const a = []; for (let i = 0; ; i++) a.push(("x".repeat(1e5) + i).split("").join(""))',
    BigInts: 'const a = []; for (let x = 2n ** 100000n; ; x++) a.push(x)',
    closures: 'let f = () => 0; for (;;) { const g = f, a = new Array(100); f = () => [g, a] }',
    'a linked list': 'let l = null; for (;;) l = { l }',
    promises: 'const a = []; for (;;) a.push(new Promise(() => {}))',
    symbols: 'const a = []; for (let i = 0; ; i++) a.push(Symbol("s" + i))',
    'errors with stacks': 'const a = []; for (;;) a.push(new Error("x"))',
    'a sparse array that is filled': 'return new Array(1e8).fill(0).map((_, i) => ({ i }))',
    'JSON.parse': 'const a = []; for (;;) a.push(JSON.parse("[" + "{},".repeat(1e5) + "1]"))',
    'a growing Map in forEach': 'const m = new Map([[0, 0]]); m.forEach((v, k) => m.set(k + 1, v))',
    generators: 'const a = []; for (;;) { const g = (function* () { yield new Array(100) })(); g.next(); a.push(g) }',
    spread: 'let a = [1]; for (;;) a = [...a, ...a]',
    concat: 'let a = new Array(1000).fill({}); for (;;) a = a.concat(a)',
    WeakMap: 'const w = new WeakMap(), a = []; for (;;) { const k = {}; a.push(k); w.set(k, new Array(10)) }',
    matches: 'const a = []; for (;;) a.push([..."ab".repeat(1e5).matchAll(/a/g)])',
    'log lines': 'const s = "x".repeat(1e6); for (;;) console.log(s, s, s)',
    'waiting promises of ctx': 'const a = []; for (;;) { a.push(ctx.data.load("x"), new Array(1000)) }',
  }),
  // V8 throws by itself where one value is too large.
  ...of([...MEMORY_OR_TIME, '110002', '110003'], {
    'typed arrays that grow':
      'const a = []; for (let n = 1024; ; n *= 2) a.push(new Float64Array(Math.min(n, 1e6)).fill(n))',
    'buffers that are written': 'const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1))',
    'buffers that nobody writes to': 'const a = []; for (;;) a.push(new ArrayBuffer(1e7))',
    'a string doubled': 'let s = "x"; for (;;) s += s',
    padEnd: 'return "x".padEnd(2 ** 29, "y").split("").length',
    'an array too long': 'return new Array(2 ** 32 - 1).fill(1).length',
    'one huge buffer': 'return new Uint8Array(2 ** 33).fill(1).length',
    'a resizable buffer':
      'const b = new ArrayBuffer(1, { maxByteLength: 2 ** 32 }); b.resize(2 ** 32); return new Uint8Array(b).fill(1).length',
    'a BigInt power': 'return (2n ** (2n ** 30n)).toString().length',
    'a join': 'return new Array(2 ** 25).join("0123456789").length',
    'apply with too many arguments': 'return Math.max(...new Array(1e8).fill(1))',
    'shared parts in the return value': 'let a = "x".repeat(1e5); for (let i = 0; i < 40; i++) a = [a, a]; return a',
    'a million objects with toJSON':
      'return Array.from({ length: 1e6 }, (_, i) => ({ i, toJSON() { return { i, a: "xxxxxxxxxx" } } }))',
    'a deep return value': 'let a = []; for (let i = 0; i < 1e6; i++) a = [a]; return a',
    Intl: 'const a = []; for (let i = 0; ; i++) a.push(new Intl.NumberFormat("en", { minimumFractionDigits: i % 20 }), new Intl.Segmenter())',
  }),
  ...of(MEMORY_OR_TIME, {
    'a chain of promises':
      'const f = () => new Promise((ok) => ok(f2())); const f2 = async () => { await null; return [await f()] }; await f()',
  }).map((script) => ({ ...script, in: 'async' as const })),
];

/** Throw, return or call what breaks a careless host. */
export const OUTPUT: readonly HostileScript[] = [
  ...of(THREW, {
    'throw null': 'throw null',
    'throw undefined': 'throw undefined',
    'throw a symbol': 'throw Symbol("x")',
    'throw a BigInt': 'throw 1n',
    'throw a function': 'throw () => {}',
    'throw a class': 'throw class A {}',
    'throw a revoked proxy': 'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy',
    'throw a revoked function proxy': 'const { proxy, revoke } = Proxy.revocable(() => {}, {}); revoke(); throw proxy',
    'throw a proxy that throws':
      'const t = new Proxy({}, { get() { throw t } }); throw new Proxy({}, new Proxy({}, { get() { throw t } }))',
    'throw what throws when read':
      'throw { get message() { throw this }, get stack() { throw this }, get name() { throw this }, get code() { throw this } }',
    'throw what throws as a string':
      'throw { toString() { throw 1 }, toJSON() { throw 2 }, [Symbol.toPrimitive]() { throw 3 } }',
    'throw without a prototype': 'throw Object.create(null)',
    'throw a cycle': 'const e = new Error("x"); e.cause = e; e.self = e; throw e',
    'throw an error with a huge message': 'throw new Error("x".repeat(1e7))',
    'throw an error with a huge stack': 'const e = new Error("x"); e.stack = "at x:1:1\\n".repeat(1e6); throw e',
    'throw an error whose stack is no string':
      'throw Object.assign(new Error("x"), { stack: { toString() { throw 1 } } })',
    'throw what looks like an end of the run': 'throw { kind: "suspend", code: "110009", reason: "x" }',
    'throw an AggregateError': 'throw new AggregateError([1, 2], { toString: () => "x" })',
    'reject with a hostile value': 'return Promise.reject({ get message() { throw 1 } })',
    'reject in a thenable': 'return { then(ok, no) { no(null) } }',
    'a then that throws': 'return { then() { throw null } }',
    'a getter of then that throws': 'return { get then() { throw null } }',
    'a stack overflow': 'const f = () => f() + 1; return f()',
    'a stack overflow in ctx': 'const f = () => { try { f() } finally { ctx.hash("md5", "x") } }; f(); null.x',
    'a stack overflow in a getter of an argument':
      'const f = () => f() + 1; ctx.data.store("a", { get a() { return f() } }); null.x',
    'an import': 'return await import("node:child_process")',
    'an import of data': 'return await import("data:text/javascript,export default 1")',
    eval: 'return eval("1")',
    require: 'return require("fs")',
    process: 'return process.exit(1)',
    'a primordial of the runtime': 'return globalThis.boot()',
  }).map((script) =>
    script.name.includes('getter of an argument') ? { ...script, ends: ['110002', '110005'] } : script,
  ),
  ...of(NO_JSON, {
    'a cycle': 'const a = []; a.push(a); return a',
    'a BigInt': 'return { a: 1n }',
    'a function': 'return handler',
    'a symbol': 'return { a: Symbol.iterator }',
    ctx: 'return ctx',
    'a getter that throws': 'return { get a() { throw 1 } }',
    'a toJSON that throws a proxy': 'return { toJSON() { throw new Proxy({}, { getPrototypeOf() { throw 1 } }) } }',
    'a toJSON that returns itself forever': 'const a = { toJSON() { return { a } } }; return a',
    'a revoked proxy within': 'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return [proxy]',
    'five MiB': 'return "x".repeat(5 * 1024 * 1024)',
    'five MiB of keys': 'const o = {}; for (let i = 0; i < 50000; i++) o["k".repeat(100) + i] = 1; return o',
  }),
  ...of(VALUE, {
    'a poisoned Array':
      'Array.prototype.map = Array.prototype.push = Array.prototype[Symbol.iterator] = null; return [1, 2]',
    'a poisoned Object': 'Object.prototype.toJSON = () => "poisoned"; Object.defineProperty = null; return { a: 1 }',
    'a poisoned JSON': 'JSON.stringify = () => "poisoned"; return { a: 1 }',
    'a poisoned Promise': 'try { Promise.prototype.then = Promise.prototype.constructor = null } catch {} return 1',
    'a poisoned Symbol.species':
      'try { Object.defineProperty(Array, Symbol.species, { value: null }) } catch {} return [1].map((x) => x)',
    'setters on Object.prototype':
      'try { Object.prototype.__defineSetter__("code", () => { throw 1 }) } catch {} return 1',
    'what the stack shows': 'const o = {}; Error.captureStackTrace(o); return typeof o.stack',
    'call sites': 'try { Error.prepareStackTrace = (e, s) => s } catch {} const s = new Error().stack; return typeof s',
    'the constructor of ctx':
      'try { return ctx.constructor.constructor("return process")() } catch (e) { return e.name }',
    'the constructor of an error':
      'try { ctx.hash() } catch (e) { try { return e.constructor.constructor("return process")() } catch (x) { return x.name } }',
    'the constructor of a result':
      'const r = await ctx.request({ url: "http://a" }); return Object.getPrototypeOf(r ?? {}) === Object.prototype',
    this: 'return (function () { return Object.keys(this ?? {}) })()',
    'prototype of null input': 'try { input.__proto__.polluted = 1 } catch {} return ({}).polluted ?? null',
    'a replaced ctx': 'for (const k of Object.keys(ctx)) ctx[k] = null; return Object.keys(ctx).length > 5',
    'a getter that changes its mind': 'let n = 0; return { get a() { return n++ === 0 ? 1 : () => 1 } }',
    'a late error': 'Promise.reject(new Error("nobody waits")); return 1',
    'a late hostile error': 'Promise.reject(new Proxy({}, { get() { throw 1 } })); return 1',
    'many late errors': 'for (let i = 0; i < 1000; i++) Promise.reject(i); return 1',
    'sixty thousand log lines': 'for (let i = 0; i < 60000; i++) console.log(i); return 1',
    'reading every global':
      'return Reflect.ownKeys(globalThis).filter((k) => /process|require|ivm|Reference|boot/.test(String(k)))',
    'an end of the wrapper': 'return "}); globalThis.x = 1; (() => {"',
    'a source map': 'return 1 //# sourceURL=file:///etc/passwd',
  }),
  // What is there to see is null, or refused in strict mode and in async functions.
  ...of(['value', '110002'], {
    'the caller': '"use strict"; return String((function f() { return f.caller })()).slice(0, 10)',
    'the caller of the handler': 'return handler.caller',
    'the arguments of the caller': 'return handler.arguments === null || typeof handler.arguments',
  }),
  ...of(['110005'], {
    'two hundred and one requests': 'for (let i = 0; i < 201; i++) await ctx.request({ url: "http://a" })',
    'hostile options': 'await ctx.request(new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 } }))',
    'a hostile key': 'ctx.data.store({ toString() { return "a" } }, 1)',
    'a hostile algorithm': 'ctx.hash({ toString: () => "md5", valueOf: () => "md5" }, "x")',
    'a hostile length': 'ctx.aes.encodeToHex(new String("0123456789abcdef"), "x")',
    'a step in itself': 'await ctx.step("a", () => ctx.step("a", () => 1))',
    'ten thousand requests at once':
      'await Promise.all(Array.from({ length: 10000 }, () => ctx.request({ url: "http://a" })))',
  }),
];

/** Return, and go on working: some before their return value has got out. */
export const LATE: readonly HostileScript[] = of(['value', '110012'], {
  'a loop in a microtask': 'Promise.resolve().then(() => { for (;;); }); return 1',
  'microtasks without end': '(async () => { for (;;) await null })(); return 1',
  'a loop after a few microtasks': '(async () => { for (let i = 0; i < 50; i++) await null; for (;;); })(); return 1',
  'memory in microtasks':
    '(async () => { const a = []; for (;;) { a.push(new Array(1000).fill(1)); await null } })(); return 1',
  'calls of ctx in microtasks':
    '(async () => { for (;;) try { await null; await ctx.request({ url: "http://a" }) } catch {} })(); return 1',
  'a late suspend':
    'Promise.resolve().then(() => Promise.resolve()).then(() => ctx.suspend("late")).catch(() => {}); return 1',
});
