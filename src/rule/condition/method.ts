import { isList, isObject, type Json } from '../../json.ts';
import { eachMember, largeParts } from '../../large/large-json.ts';
import { textOf } from '../../large/stringify.ts';
import type { Work } from '../work.ts';
import { PARSED, paidElements, spendPart, spendSearch, spendText } from './cost.ts';
import { indexOf } from './text-search.ts';

/** A method whose work grows with what it reads or makes. */
export interface WorkingMethod {
  readonly on: 'string' | 'array' | 'object';
  /** Fewest and most arguments. */
  readonly arity: readonly [number, number];
  readonly call: (work: Work, target: never, ...values: never[]) => unknown;
}

/** Steps of a piece of a text. */
const PIECE_STEPS = 3;

/** Methods of texts, lists and objects that count steps. */
export const workingMethods: ReadonlyMap<string, WorkingMethod> = new Map<string, WorkingMethod>([
  ['split', { on: 'string', arity: [1, 2], call: split }],
  ['replace', { on: 'string', arity: [2, 2], call: replace }],
  ['join', { on: 'array', arity: [0, 1], call: join }],
  ['keys', { on: 'object', arity: [0, 0], call: (work, target: object) => members(work, target, 0) }],
  ['values', { on: 'object', arity: [0, 0], call: (work, target: object) => members(work, target, 1) }],
  ['has', { on: 'object', arity: [1, 1], call: has }],
]);

function split(work: Work, text: string, separator: unknown, limit?: number): string[] {
  const by = textOf(separator as Json);
  spendText(work, text.length + by.length);
  // No list of all pieces is made only to be refused.
  const most = Math.floor(work.left / PIECE_STEPS) + 1;
  const pieces = text.split(by, limit === undefined ? most : Math.min(limit >>> 0, most));
  work.spend(pieces.length * PIECE_STEPS);
  return pieces;
}

/** The first occurrence, literally. */
function replace(work: Work, text: string, part: unknown, by: unknown): string {
  const [from, to] = [textOf(part as Json), textOf(by as Json)];
  spendText(work, from.length + to.length);
  spendSearch(work, text, from);
  const at = indexOf(text, from);
  return at < 0 ? text : text.slice(0, at) + to + text.slice(at + from.length);
}

function join(work: Work, list: readonly Json[], separator: unknown = ','): string {
  const between = textOf(separator as Json);
  work.spend(list.length);
  const texts: string[] = [];
  for (const value of paidElements(work, list)) {
    const text = textOf(value);
    spendText(work, text.length + between.length);
    texts.push(text);
  }
  return texts.join(between);
}

function members(work: Work, target: object, of: 0 | 1): Json[] {
  const found: Json[] = [];
  for (const member of eachMember(target, (part) => spendPart(work, part))) {
    work.spend(1);
    // As in paths, nobody means an own `__proto__`.
    if (member[0] !== '__proto__') found.push(member[of]);
  }
  return found;
}

function has(work: Work, target: object, key: unknown): boolean {
  const name = textOf(key as Json);
  spendText(work, name.length);
  if (largeParts(target)) work.spend(PARSED);
  return name !== '__proto__' && Object.hasOwn(target, name);
}

/** Whether a value is what a method is of. */
export function isOf(value: unknown, on: WorkingMethod['on']): boolean {
  if (on === 'string') return typeof value === 'string';
  return on === 'array' ? isList(value as Json) : isObject(value);
}
