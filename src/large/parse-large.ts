import type { Json } from '../json.ts';
import { parseJsonText } from '../json-text.ts';
import { LargeParser } from './large-parser.ts';
import { isLargeText } from './size.ts';
import { nextTurn } from './turn.ts';

/** Parses JSON text as `parseJsonText` does, a large one in slices. @throws SyntaxError, or rejects with NoJson. */
export function parseAnyJson(text: string): Json | Promise<Json> {
  return isLargeText(text) ? parseLarge(text, Infinity) : parseJsonText(text);
}

/**
 * Parses a large JSON text in slices of some 1 ms, with turns of the event loop between them. The result is as that of
 * `JSON.parse`, long numbers apart; arrays and objects that are large are kept as text (`largeJson`).
 * @param maxDepth levels, from 1.
 * @throws NoJson, TooDeep
 */
export async function parseLarge(text: string, maxDepth: number): Promise<Json> {
  // What was done before, such as decoding it, has had a turn of its own.
  await nextTurn();
  const value = await new LargeParser(text, maxDepth).parse();
  // What is done with it next has a turn of its own.
  await nextTurn();
  return value;
}
