import { isList, type Json } from '../../json.ts';
import { largeParts } from '../../large/large-json.ts';
import { includes, indexOfValue, isTrue, toNumber } from './numbers.ts';
import { indexOf } from './text-search.ts';

/** Something that conditions may call. */
interface Callable<F> {
  /** Fewest and most arguments. */
  readonly arity: readonly [number, number];
  readonly call: F;
}

export type Method = Callable<(target: never, ...values: never[]) => unknown>;
export type Called = Callable<(...values: never[]) => unknown>;

/** Functions that conditions may call. */
export const functions: ReadonlyMap<string, Called> = new Map<string, Called>([
  ['Math.min', { arity: [1, Infinity], call: Math.min }],
  ['Math.max', { arity: [1, Infinity], call: Math.max }],
  ['Math.abs', { arity: [1, 1], call: Math.abs }],
  ['Math.floor', { arity: [1, 1], call: Math.floor }],
  ['Math.ceil', { arity: [1, 1], call: Math.ceil }],
  ['Math.round', { arity: [1, 1], call: Math.round }],
  ['Date.parse', { arity: [1, 1], call: (text: unknown) => Date.parse(String(text)) }],
  ['Number', { arity: [1, 1], call: toNumber }],
  ['String', { arity: [1, 1], call: String }],
  ['Boolean', { arity: [1, 1], call: isTrue }],
]);

/** What functions begin with. */
export const NAMESPACES: ReadonlySet<string> = new Set(['Math', 'Date']);

/** Names that no parameter of a function can have. */
export const BUILT_IN: ReadonlySet<string> = new Set([...functions.keys()].map((name) => name.split('.')[0] ?? ''));

/** Methods of strings. */
export const stringMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  [
    'includes',
    { arity: [1, 2], call: (text: string, part: unknown, from?: number) => indexOf(text, String(part), from) >= 0 },
  ],
  ['startsWith', { arity: [1, 2], call: (text: string, part: string, from?: number) => text.startsWith(part, from) }],
  ['endsWith', { arity: [1, 2], call: (text: string, part: string, end?: number) => text.endsWith(part, end) }],
  [
    'indexOf',
    { arity: [1, 2], call: (text: string, part: unknown, from?: number) => indexOf(text, String(part), from) },
  ],
  ['toLowerCase', { arity: [0, 0], call: (text: string) => text.toLowerCase() }],
  ['toUpperCase', { arity: [0, 0], call: (text: string) => text.toUpperCase() }],
  ['trim', { arity: [0, 0], call: (text: string) => text.trim() }],
  ['slice', { arity: [0, 2], call: (text: string, start?: number, end?: number) => text.slice(start, end) }],
]);

/** Methods of arrays: strings have these too, with the same arity. */
export const arrayMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  [
    'includes',
    { arity: [1, 2], call: (list: unknown[], value: unknown, from?: number) => includes(list, value, from) },
  ],
  [
    'indexOf',
    { arity: [1, 2], call: (list: unknown[], value: unknown, from?: number) => indexOfValue(list, value, from) },
  ],
  ['slice', { arity: [0, 2], call: (list: unknown[], start?: number, end?: number) => list.slice(start, end) }],
]);

/** Steps of what looks at all of a text or list: a large list is parsed meanwhile. */
export function stepsOf(value: unknown): number {
  if (typeof value === 'string') return value.length / 8;
  if (!isList(value as Json)) return 1;
  const { length } = value as readonly Json[];
  return largeParts(value) ? length * 10 : length;
}
