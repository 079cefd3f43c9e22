/**
 * Makes the realm the same for every call: what a script can reach of it is frozen, once.
 *
 * Left out on purpose, because scripts need none of it:
 * - `eval` and the `Function` constructors: code made of strings escapes the check, and has no line of its own;
 * - WebAssembly: its memory is outside the heap's limit;
 * - SharedArrayBuffer, Atomics: `Atomics.wait` blocks the isolate, `waitAsync` wakes a script after its end;
 * - WeakRef, FinalizationRegistry: run a script's code after its end, and show other calls through the collector;
 * - RegExp.$1 and its like: state that every call would share.
 */
const GLOBALS = new Set<PropertyKey>(
  (
    'Infinity NaN undefined globalThis isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI ' +
    'encodeURIComponent escape unescape Object Function Boolean Symbol Number BigInt Math Date String RegExp Array ' +
    'Map Set WeakMap WeakSet JSON Promise Proxy Reflect Iterator Intl ArrayBuffer DataView Int8Array Uint8Array ' +
    'Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array Float16Array ' +
    'Float32Array Float64Array Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError ' +
    'SuppressedError DisposableStack AsyncDisposableStack'
  ).split(' '),
);

/** Properties that programs set on their own objects although a prototype has them. */
const OVERRIDDEN = ['constructor', 'toString', 'toLocaleString', 'valueOf', 'name', 'message', 'toJSON'];

/** V8 watches `constructor` of these to take its fast paths. */
const KEEPS_CONSTRUCTOR = [Array.prototype, Promise.prototype, RegExp.prototype, ArrayBuffer.prototype] as object[];

/**
 * Freezes everything reachable from the global object, from literals, and from `extra`: most of it at once, when the
 * start-up snapshot is made, the rest by the function returned, in each isolate. For V8 still adds to what it brought
 * when an isolate begins (`Promise.try`, `Math.f16round`), and ends the process where it cannot.
 */
export function freezeRealm(extra: readonly object[]): () => void {
  const allowed = Reflect.ownKeys(globalThis).filter((key) => GLOBALS.has(key));
  const literals = prototypesOfLiterals();
  const roots = [...literals, ...extra, ...allowed.map((key): unknown => Reflect.get(globalThis, key))];
  disableCodeFromStrings(literals);
  removeLegacyRegExp();
  for (const object of reachable(roots)) {
    const prototype = Reflect.getOwnPropertyDescriptor(object, 'prototype')?.value as object | null | undefined;
    if (prototype) allowOverride(prototype);
  }
  // The accessors of allowOverride are new, so the walk starts again.
  const open: { readonly object: object; readonly keys: number }[] = [];
  for (const object of reachable(roots)) {
    if (typeof object === 'function' && !Object.hasOwn(object, 'prototype')) Object.freeze(object);
    else if (object !== globalThis) open.push({ object, keys: Reflect.ownKeys(object).length });
  }
  return () => {
    for (const key of Reflect.ownKeys(globalThis)) {
      if (!GLOBALS.has(key)) Reflect.deleteProperty(globalThis, key);
    }
    for (const { object } of open) Object.freeze(object);
    const grown = open.filter(({ object, keys }) => Reflect.ownKeys(object).length > keys).map(({ object }) => object);
    const globals = Reflect.ownKeys(globalThis).map((key): unknown => Reflect.get(globalThis, key));
    globals.push(Object.getPrototypeOf(globalThis));
    const added = globals.filter((value) => !Object.isFrozen(value));
    for (const object of reachable([...grown, ...added], true)) Object.freeze(object);
    Object.freeze(globalThis);
  };
}

/** Prototypes that no global names. */
function prototypesOfLiterals(): object[] {
  const samples: unknown[] = [
    () => undefined,
    async () => Promise.resolve(),
    function* () {
      yield;
    },
    async function* () {
      yield Promise.resolve();
    },
    [][Symbol.iterator](),
    ''[Symbol.iterator](),
    ''.matchAll(/x/g),
    new Map().entries(),
    new Set().entries(),
    [].values().map((value) => value),
    Iterator.from({ next: () => ({ done: true, value: undefined }) }),
    new Intl.Segmenter().segment(''),
    new Intl.Segmenter().segment('')[Symbol.iterator](),
  ];
  return samples.map((sample) => Object.getPrototypeOf(sample) as object);
}

function removeLegacyRegExp(): void {
  for (const key of Reflect.ownKeys(RegExp)) {
    if (Reflect.getOwnPropertyDescriptor(RegExp, key)?.get !== undefined && key !== Symbol.species) {
      Reflect.deleteProperty(RegExp, key);
    }
  }
}

function disableCodeFromStrings(literals: readonly object[]): void {
  for (const prototype of literals.slice(0, 4)) {
    const original = Reflect.getOwnPropertyDescriptor(prototype, 'constructor')?.value as { name: string };
    const inert = function (): never {
      throw new TypeError('code made of strings is not allowed in scripts');
    };
    Object.defineProperty(inert, 'name', { value: original.name });
    Object.defineProperty(inert, 'prototype', { value: prototype, writable: false });
    Object.defineProperty(prototype, 'constructor', { value: inert });
    if (original.name === 'Function') Object.defineProperty(globalThis, 'Function', { value: inert });
  }
}

/** Every object that property reads and prototypes lead to; not beyond frozen ones, when these are done. */
function reachable(roots: readonly unknown[], frozenAreDone = false): Set<object> {
  const found = new Set<object>();
  const open: unknown[] = [...roots];
  while (open.length > 0) {
    const value = open.pop();
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') continue;
    if (found.has(value) || value === globalThis) continue;
    if (frozenAreDone && Object.isFrozen(value) && !roots.includes(value)) continue;
    found.add(value);
    open.push(Object.getPrototypeOf(value));
    for (const key of Reflect.ownKeys(value)) {
      const property = Reflect.getOwnPropertyDescriptor(value, key);
      open.push(property?.value, property?.get, property?.set);
    }
  }
  return found;
}

/**
 * The language refuses `own.toString = …` when the prototype's `toString` is read-only. An accessor that defines the
 * property on the object itself lets programs override what they inherit, as they could before.
 */
function allowOverride(prototype: object): void {
  const isObject = prototype === Object.prototype;
  for (const key of isObject ? Reflect.ownKeys(prototype) : OVERRIDDEN) {
    const property = Reflect.getOwnPropertyDescriptor(prototype, key);
    if (property === undefined || !('value' in property) || property.configurable !== true) continue;
    if (key === 'constructor' && KEEPS_CONSTRUCTOR.includes(prototype)) continue;
    const value = property.value as unknown;
    const accessor = {
      get: () => value,
      set(this: object, own: unknown) {
        if (this === prototype) throw new TypeError(`built-ins are frozen: ${String(key)} cannot be changed`);
        Object.defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
      },
    };
    Object.defineProperty(prototype, key, { ...accessor, enumerable: property.enumerable === true });
  }
}
