import { endOfString, segmentsOf } from './rule-language.ts';
import { placeAt, type TextPlace } from './text-place.ts';

/** A part of a text; line and column are those of `from`. */
export interface TextRange extends Omit<TextPlace, 'offset'> {
  readonly from: number;
  readonly to: number;
}

/**
 * Where a JSON pointer leads in a JSON text: a member from its key to the end of its value, an element. Of what is
 * missing the deepest value on the way. A text that is being typed, and is no JSON yet, is read as far as it goes.
 */
export function rangeOf(text: string, pointer: string): TextRange {
  const start = skipSpace(text, 0);
  let found = { from: start, value: start };
  for (const segment of segmentsOf(pointer)) {
    const next =
      text[found.value] === '{' ? memberAt(text, found.value, segment) : elementAt(text, found.value, segment);
    if (next === undefined) break;
    found = next;
  }
  const { line, column } = placeAt(text, found.from);
  return { from: found.from, to: endOfValue(text, found.value), line, column };
}

interface Found {
  /** Where the key begins, or the element. */
  readonly from: number;
  /** Where the value begins. */
  readonly value: number;
}

/** Of a key that stands twice the last counts. */
function memberAt(text: string, open: number, name: string): Found | undefined {
  let found: Found | undefined;
  for (let from = skipSpace(text, open + 1); text[from] === '"';) {
    const end = endOfString(text, from + 1) + 1;
    const colon = skipSpace(text, end);
    if (text[colon] !== ':') break;
    const value = skipSpace(text, colon + 1);
    if (keyOf(text.slice(from, end)) === name) found = { from, value };
    const behind = skipSpace(text, endOfValue(text, value));
    if (text[behind] !== ',') break;
    from = skipSpace(text, behind + 1);
  }
  return found;
}

function keyOf(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

function elementAt(text: string, open: number, segment: string): Found | undefined {
  if (text[open] !== '[' || !/^\d+$/.test(segment)) return undefined;
  let from = skipSpace(text, open + 1);
  for (let index = 0; from < text.length && text[from] !== ']'; index++) {
    if (index === Number(segment)) return { from, value: from };
    const behind = skipSpace(text, endOfValue(text, from));
    if (text[behind] !== ',') return undefined;
    from = skipSpace(text, behind + 1);
  }
  return undefined;
}

/** Behind the value that begins at `start`. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '"') at = endOfString(text, at + 1);
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    else if (depth > 0 || !/[\s,:]/.test(char)) continue;
    else return at;
    if (depth === 0) return Math.min(at + 1, text.length);
    if (depth < 0) return at;
  }
  return text.length;
}

const SPACE = /[ \t\r\n]*/y;

function skipSpace(text: string, from: number): number {
  SPACE.lastIndex = from;
  SPACE.test(text);
  return SPACE.lastIndex;
}
