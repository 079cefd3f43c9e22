import type { Json } from '../../json.ts';
import { elementsOf, largeParts } from '../../large/large-json.ts';
import type { Work } from '../work.ts';
import { spendCase, spendConversion, spendList, spendSearch, spendText } from './cost.ts';
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

/** A method, and what it spends before it is called. */
export type PlainMethod = Method & {
  readonly spend: (work: Work, target: never, ...values: never[]) => void;
};

/** Looks for a part of the text. */
function search(call: (text: string, part: string, from?: number) => unknown): PlainMethod {
  return {
    arity: [1, 2],
    call: (text: string, part: unknown, from?: number) => call(text, String(part), from),
    spend(work, text: string, part: unknown) {
      if (typeof part === 'string') spendSearch(work, text, part);
      else spendConversion(work, part);
    },
  };
}

/** Looks at an end of the text. */
function compare(call: (text: string, part: string, at?: number) => boolean): PlainMethod {
  return {
    arity: [1, 2],
    call: (text: string, part: unknown, at?: number) => call(text, String(part), at),
    spend(work, _text: string, part: unknown) {
      if (typeof part === 'string') spendText(work, part.length);
      else spendConversion(work, part);
    },
  };
}

/** Methods of strings. */
export const stringMethods: ReadonlyMap<string, PlainMethod> = new Map<string, PlainMethod>([
  ['includes', search((text, part, from) => indexOf(text, part, from) >= 0)],
  ['startsWith', compare((text, part, from) => text.startsWith(part, from))],
  ['endsWith', compare((text, part, end) => text.endsWith(part, end))],
  ['indexOf', search(indexOf)],
  ['toLowerCase', { arity: [0, 0], call: (text: string) => text.toLowerCase(), spend: spendCase }],
  ['toUpperCase', { arity: [0, 0], call: (text: string) => text.toUpperCase(), spend: spendCase }],
  [
    'trim',
    { arity: [0, 0], call: (text: string) => text.trim(), spend: (work, text: string) => spendText(work, text.length) },
  ],
  [
    'slice',
    {
      arity: [0, 2],
      call: (text: string, start?: number, end?: number) => text.slice(start, end),
      spend: () => undefined,
    },
  ],
]);

/** Methods of arrays: strings have these too, with the same arity. */
export const arrayMethods: ReadonlyMap<string, PlainMethod> = new Map<string, PlainMethod>([
  [
    'includes',
    {
      arity: [1, 2],
      call: (list: unknown[], value: unknown, from?: number) => includes(list, value, from),
      spend: spendList,
    },
  ],
  [
    'indexOf',
    {
      arity: [1, 2],
      call: (list: unknown[], value: unknown, from?: number) => indexOfValue(list, value, from),
      spend: spendList,
    },
  ],
  [
    'slice',
    {
      arity: [0, 2],
      call: (list: readonly Json[], start?: number, end?: number) =>
        (largeParts(list) ? [...elementsOf(list)] : list).slice(start, end),
      spend: spendList,
    },
  ],
]);
