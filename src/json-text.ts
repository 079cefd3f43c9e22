import type { Json } from './json.ts';
import { LongNumber, numberFromJson } from './long-number.ts';

/**
 * Parses JSON text: the one way in which the program reads JSON that holds values of clients, upstreams, scripts and
 * rules. Numbers whose digits a double does not keep become `LongNumber`; lone surrogates are replaced with U+FFFD; of
 * a key that stands twice the last counts; `__proto__` is a member like any other.
 * @throws SyntaxError
 */
export function parseJsonText(text: string): Json {
  return parseScanned(text, scanJson(text).hasLongNumber);
}

/** What a glance at JSON text shows; of text that is no JSON it means nothing. */
export interface JsonScan {
  readonly hasLongNumber: boolean;
  /** Where it first nests deeper than was asked for; -1: nowhere. */
  readonly tooDeepAt: number;
}

/** The same as `parseJsonText`, of a text that was scanned already. @throws SyntaxError */
export function parseScanned(text: string, hasLongNumber: boolean): Json {
  const wellFormed = withoutLoneSurrogates(text);
  // A reviver makes parsing several times as slow.
  return (hasLongNumber ? parseWithSource(wellFormed, keepDigits) : JSON.parse(wellFormed)) as Json;
}

/** The source text of a value (ECMAScript proposal json-parse-with-source): TypeScript's library lacks it. */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

function keepDigits(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return typeof value === 'number' && source !== undefined ? numberFromJson(source) : value;
}

/** Looks once through `text`, past its strings. @param maxDepth levels of arrays and objects. */
export function scanJson(text: string, maxDepth = Infinity): JsonScan {
  let depth = 0;
  let hasLongNumber = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at + 1);
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      if (++depth > maxDepth) return { hasLongNumber, tooDeepAt: at };
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--;
    else if (code <= NINE && code >= ZERO) {
      const end = endOfNumber(text, at);
      hasLongNumber ||= isLongNumber(text, at, end);
      at = end - 1;
    }
  }
  return { hasLongNumber, tooDeepAt: -1 };
}

const [QUOTE, BACKSLASH, ZERO, NINE] = [0x22, 0x5c, 0x30, 0x39];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [PLUS, MINUS, DOT, LOWER_E] = [0x2b, 0x2d, 0x2e, 0x65];
/** `1e99` is beyond 2^53, `1e9` is not. */
const SHORTEST_LONG = 4;

/**
 * Where a string ends, at its closing quote; where none does, the end of the text.
 * @param from within it, not behind a backslash.
 * @param until beyond it, it looks no further than the next quote: where that is escaped, the character behind it is
 *   found, from which it can go on.
 */
export function endOfString(text: string, from: number, until = Infinity): number {
  for (let start = from; ;) {
    const at = text.indexOf('"', start);
    if (at < 0) return text.length;
    let before = at;
    while (before > start && text.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((at - before) % 2 === 0) return at;
    start = at + 1;
    if (start >= until) return start;
  }
}

/** Whether a double does not keep the digits of the number that begins and ends there. */
export function isLongNumber(text: string, start: number, end: number): boolean {
  return end - start >= SHORTEST_LONG && numberFromJson(text.slice(start, end)) instanceof LongNumber;
}

/** Where the number ends whose digit is at `start`. */
export function endOfNumber(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const code = text.charCodeAt(at);
    const isPart =
      code <= NINE ? code >= ZERO || code === DOT || code === MINUS || code === PLUS : (code | 0x20) === LOWER_E;
    if (!isPart) return at;
  }
}

const ESCAPE = /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u([dD][89a-fA-F][0-9a-fA-F]{2})|[^])/g;

/** Decoded bytes hold whole characters: only an escape can be half of one. The text keeps its length. */
export function withoutLoneSurrogates(text: string): string {
  if (!text.includes('\\u') || !/\\u[dD][89a-fA-F]/.test(text)) return text;
  return text.replace(ESCAPE, (escape, lone?: string) => (lone === undefined ? escape : '\\ufffd'));
}
