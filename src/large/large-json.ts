import type { Json } from '../json.ts';
import { parseJsonText, scanJson } from '../json-text.ts';
import type { KeyIndex } from './key-index.ts';
import { splitMembers } from './split-members.ts';

/** Members in JSON text, without the brackets around them, some 32 KiB; or one member that is a value by itself. */
export type Part =
  | { readonly text: string; readonly count: number }
  | { readonly key: string | undefined; readonly value: Json; readonly count: 1 };

/** What a large array or object consists of. */
export interface LargeParts {
  readonly kind: 'array' | 'object';
  readonly parts: readonly Part[];
  /** Number of members. */
  readonly length: number;
  /** Characters of its JSON text; those that strings need more than they have are not counted. */
  readonly chars: number;
  /** How many levels deep it nests, itself included. */
  readonly depth: number;
  /** Of an object: the part of each key; without it, its members are only gone through (`eachMember`). */
  readonly index: Pick<KeyIndex, 'get'> | undefined;
  /** Of an array: gives an element that is read of a text back what JSON does not say of it. */
  readonly mark?: ((element: Json) => Json) | undefined;
}

/** Name and value; in an array its index. */
export type Member = readonly [key: string, value: Json];

const known = new WeakMap<object, LargeJson>();

/** What a value that is kept as text consists of; undefined: it is an ordinary one. */
export function largeParts(value: unknown): LargeParts | undefined {
  return typeof value === 'object' && value !== null ? known.get(value) : undefined;
}

/**
 * A large array or object as a value like any other. It is kept as JSON text in parts: V8 would collect garbage for
 * longer than anybody should wait, grow and enumerate an object of a million keys in one go, and hold ten times the
 * memory. A member is parsed when it is read; a walk through all of it takes the parts, one after the other.
 */
export function largeJson(parts: LargeParts): Json {
  const large = new LargeJson(parts);
  const value = new Proxy(parts.kind === 'array' ? [] : {}, large) as Json;
  known.set(value as object, large);
  return value;
}

/** Members as they stand in a part, as an array or object of their own. @throws SyntaxError */
export function parseMembers({ kind, mark }: Pick<LargeParts, 'kind' | 'mark'>, text: string): Json {
  if (kind === 'object') return parseJsonText(`{${text}}`);
  const elements = parseJsonText(`[${text}]`) as readonly Json[];
  return mark ? elements.map(mark) : elements;
}

/** The members of a part. @param start number of the members before it. */
export function membersOf(large: Pick<LargeParts, 'kind' | 'mark'>, part: Part, start: number): Member[] {
  if ('value' in part) return [[part.key ?? String(start), part.value]];
  if (large.kind === 'array') {
    const items = parseMembers(large, part.text) as readonly Json[];
    return items.map((value, at) => [String(start + at), value]);
  }
  const { hasLongNumber } = scanJson(part.text);
  return pairs(splitMembers(part.text, hasLongNumber));
}

function pairs(namesAndValues: readonly Json[]): Member[] {
  const members: Member[] = [];
  for (let at = 0; at + 1 < namesAndValues.length; at += 2)
    members.push([namesAndValues[at] as string, namesAndValues[at + 1] ?? null]);
  return members;
}

/**
 * All members of an array or object, large or not, in order; a large one's are parsed as they are asked for.
 * @param onPart is called before a part is.
 */
export function* eachMember(value: object, onPart?: (part: Part) => void): Generator<Member, void, undefined> {
  const large = largeParts(value);
  if (!large) return yield* Object.entries(value);
  let start = 0;
  for (const part of large.parts) {
    onPart?.(part);
    yield* membersOf(large, part, start);
    start += part.count;
  }
}

/**
 * The elements of a list, large or not, in order; a large one's are parsed as they are asked for.
 * @param onPart is called before a part is.
 */
export function elementsOf(list: readonly Json[], onPart?: (part: Part) => void): Iterable<Json> {
  const large = largeParts(list);
  return large ? elementsIn(large, onPart) : list;
}

function* elementsIn(large: LargeParts, onPart?: (part: Part) => void): Generator<Json, void, undefined> {
  for (const part of large.parts) {
    onPart?.(part);
    if ('value' in part) yield part.value;
    else yield* parseMembers(large, part.text) as readonly Json[];
  }
}

/** While it is set, `JSON.stringify` writes its result in the place of a large value. */
let placeholderFor: ((large: LargeParts) => string) | undefined;

/** What `JSON.stringify` gives for `value`, with what `placeholder` gives in the place of each large value in it. */
export function stringifyAround(
  value: unknown,
  placeholder: (large: LargeParts) => string,
  replacer?: (key: string, value: unknown) => unknown,
): string {
  placeholderFor = placeholder;
  try {
    return JSON.stringify(value, replacer);
  } finally {
    placeholderFor = undefined;
  }
}

class LargeJson implements LargeParts, ProxyHandler<object> {
  readonly kind: LargeParts['kind'];
  readonly parts: readonly Part[];
  readonly length: number;
  readonly chars: number;
  readonly depth: number;
  readonly index: LargeParts['index'];
  readonly mark: LargeParts['mark'];
  /** Of an array: number of the members before each part. */
  #starts: readonly number[] | undefined;
  /** The part that was read last. */
  #read: { readonly part: Part; readonly value: object } | undefined;

  constructor({ kind, parts, length, chars, depth, index, mark }: LargeParts) {
    this.kind = kind;
    this.parts = parts;
    this.length = length;
    this.chars = chars;
    this.depth = depth;
    this.index = index;
    this.mark = mark;
  }

  get(target: object, name: string | symbol): unknown {
    if (name === 'toJSON' && placeholderFor !== undefined) return () => placeholderFor?.(this);
    const found = this.getOwnPropertyDescriptor(target, name);
    return found ? found.value : Reflect.get(target, name);
  }

  has(target: object, name: string | symbol): boolean {
    return this.getOwnPropertyDescriptor(target, name) !== undefined || Reflect.has(target, name);
  }

  ownKeys(): string[] {
    if (this.kind === 'array') return [...Array.from({ length: this.length }, (_, at) => String(at)), 'length'];
    return this.parts.flatMap((part) => membersOf(this, part, 0).map(([key]) => key));
  }

  getOwnPropertyDescriptor(_target: object, name: string | symbol): PropertyDescriptor | undefined {
    if (typeof name === 'symbol') return undefined;
    if (this.kind === 'array' && name === 'length')
      return { value: this.length, writable: true, enumerable: false, configurable: false };
    const value = this.kind === 'array' ? this.#element(name) : this.#member(name);
    return value === undefined ? undefined : { value, writable: true, enumerable: true, configurable: true };
  }

  /** Values are never written. */
  defineProperty(): boolean {
    return false;
  }

  deleteProperty(): boolean {
    return false;
  }

  preventExtensions(): boolean {
    return false;
  }

  setPrototypeOf(): boolean {
    return false;
  }

  #element(name: string): Json | undefined {
    const at = Number(name);
    if (!Number.isInteger(at) || at < 0 || at >= this.length || String(at) !== name) return undefined;
    const starts = (this.#starts ??= startsOf(this.parts));
    const number = lastAtMost(starts, at);
    const part = this.parts[number];
    if (!part || 'value' in part) return part?.value;
    return (this.#valueOf(part) as readonly Json[])[at - (starts[number] ?? 0)];
  }

  #member(name: string): Json | undefined {
    const number = this.index?.get(name);
    const part = number === undefined ? undefined : this.parts[number];
    if (!part) return undefined;
    const found = this.#memberIn(part, name);
    if (found !== undefined) return found;
    // Another key is taken for this one.
    for (const other of this.parts) {
      const value = this.#memberIn(other, name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #memberIn(part: Part, name: string): Json | undefined {
    if ('value' in part) return part.key === name ? part.value : undefined;
    const value = this.#valueOf(part) as Readonly<Record<string, Json>>;
    return Object.hasOwn(value, name) ? value[name] : undefined;
  }

  #valueOf(part: Extract<Part, { readonly text: string }>): object {
    if (this.#read?.part === part) return this.#read.value;
    const value = parseMembers(this, part.text) as object;
    this.#read = { part, value };
    return value;
  }
}

function startsOf(parts: readonly Part[]): number[] {
  let next = 0;
  return parts.map(({ count }) => {
    const start = next;
    next += count;
    return start;
  });
}

/** The place of the last of `ascending` that is not over `limit`. */
function lastAtMost(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? Infinity) <= limit) low = middle;
    else high = middle;
  }
  return low;
}
