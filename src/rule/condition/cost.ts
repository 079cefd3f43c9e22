import { isNested, type Json } from '../../json.ts';
import { elementsOf, largeParts, type Part } from '../../large/large-json.ts';
import { charsUpTo } from '../../large/size.ts';
import { LongNumber } from '../../long-number.ts';
import { endOfString } from '../../json-text.ts';
import type { Work } from '../work.ts';

/** Characters that take about as long as a step: to read or write them, to look for something, to make a number of them. */
const CHARS = { read: 64, ascii: 16, cased: 2, sought: 3, converted: 4 } as const;
/** The engine looks for a part of so many characters by itself, and fast. */
const SHORT_PART = 64;
/** Steps of each string in a text that is parsed, beside those of its characters. */
const PARSED_STRING = 8;
/** Steps of each character of an array that becomes a text. */
const JOINED = 8;

/** Text of so many characters is read or made. */
export function spendText(work: Work, chars: number): void {
  if (chars >= CHARS.read) work.spend(chars / CHARS.read);
}

/** Letters of a text become large or small: of other letters than those of ASCII that takes long. */
export function spendCase(work: Work, text: string): void {
  work.spend(text.length / CHARS.ascii);
  if (/[^\x00-\x7f]/.test(text)) work.spend(text.length / CHARS.cased);
}

/** A part is looked for in a text. */
export function spendSearch(work: Work, text: string, part: string): void {
  if (part.length <= SHORT_PART) spendText(work, text.length);
  else if (part.length <= text.length) work.spend((text.length + part.length) / CHARS.sought);
}

/** A value becomes a text or a number. */
export function spendConversion(work: Work, value: unknown): void {
  if (typeof value === 'string') work.spend(value.length / CHARS.converted);
  else if (Array.isArray(value)) work.spend(charsUpTo(value, work.left) * JOINED);
  else if (value instanceof LongNumber) work.spend(value.toString().length / CHARS.converted);
}

/** All of a list is looked at. */
export function spendList(work: Work, list: readonly Json[]): void {
  const large = largeParts(list);
  if (large) for (const part of large.parts) spendPart(work, part);
  work.spend(list.length);
}

/** The elements of a list; those of a large one are parsed, and paid for, as they are asked for. */
export function paidElements(work: Work, list: readonly Json[]): Iterable<Json> {
  return elementsOf(list, (part) => spendPart(work, part));
}

/** A part of a large value is parsed. */
export function spendPart(work: Work, part: Part): void {
  if ('text' in part) work.spend(stepsToParse(part.text));
}

/** Characters within strings are next to nothing; all others and each string take some 20 ns. */
function stepsToParse(text: string): number {
  let steps = text.length / CHARS.read;
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return steps + text.length - at;
    steps += quote - at + 1 + PARSED_STRING;
    at = endOfString(text, quote + 1) + 1;
  }
  return steps;
}

/** Steps of parsing the part of a large value that holds a member. */
export const PARSED = 10_000;

/** Operators that make a text or a number of both sides, whatever they are. */
const CONVERTING: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '<', '<=', '>', '>=']);
/** Those that do so with one side where the other is neither null nor of its kind. */
const LOOSE: ReadonlySet<string> = new Set(['==', '!=']);

/** What a binary operator does with values that may be large. */
export function operandSpender(operator: string): (work: Work, a: unknown, b: unknown) => void {
  const converts = (value: unknown, other: unknown): boolean =>
    CONVERTING.has(operator) || (LOOSE.has(operator) && other !== null && (!isNested(value) || !isNested(other)));
  return (work, a, b) => {
    if (!isSized(a) && !isSized(b)) return;
    // `+` gives a text that is put together when it is first read.
    if (typeof a === 'string' && typeof b === 'string') return spendText(work, Math.min(a.length, b.length));
    if (operator === '+' && (typeof a === 'string' || typeof b === 'string')) {
      for (const value of [a, b]) if (typeof value !== 'string') spendConversion(work, value);
      return;
    }
    if (converts(a, b)) spendConversion(work, a);
    if (converts(b, a)) spendConversion(work, b);
  };
}

/** Whether a value may be large. */
function isSized(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null);
}
