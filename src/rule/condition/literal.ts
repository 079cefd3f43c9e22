import { type Literal, parseExpressionAt } from 'acorn';
import { isJsonNumber, numberFromJson } from '../../long-number.ts';
import { type PlaceholderSyntax, findPlaceholders } from '../placeholder.ts';
import { textOf } from '../../large/stringify.ts';
import type { TextPart } from '../template.ts';
import { readerOf } from './mask.ts';
import { type Evaluate, type Parsing, refuse } from './parsing.ts';

/** A string, number, bool or null as it is written; placeholders within a string are put in as text. */
export function compileLiteral<S>(node: Literal, parsing: Parsing<S>): Evaluate<S> {
  const { value } = node;
  if (node.regex) return refuse(node, 'a regular expression');
  if (typeof value === 'bigint') return refuse(node, 'a BigInt');
  if (typeof value === 'number') return compileNumber(node.raw ?? '', value);
  if (typeof value !== 'string') return () => value;
  const parts = literalParts(node.raw ?? '', node.start, parsing.pointer, parsing.syntax);
  parsing.accessors.push(...parts.filter((part) => typeof part !== 'string'));
  if (parts.every((part) => typeof part === 'string')) {
    const text = parts.join('');
    return () => text;
  }
  return (scope) => parts.map((part) => (typeof part === 'string' ? part : textOf(part.read(scope)))).join('');
}

function compileNumber<S>(raw: string, value: number): Evaluate<S> {
  const plain = raw.replaceAll('_', '');
  const number = isJsonNumber(plain) ? numberFromJson(plain) : value;
  return () => number;
}

/**
 * The parts of a string literal: placeholders in it are put in as text, `\{name}` is the text itself.
 * `raw` is the literal as it is written, quotes included; `start` its offset in the source.
 */
function literalParts<S>(raw: string, start: number, pointer: string, syntax: PlaceholderSyntax<S>): TextPart<S>[] {
  const parts: TextPart<S>[] = [];
  const quote = raw[0] ?? '';
  let done = 1;
  for (const match of findPlaceholders(raw)) {
    const brace = match.escaped ? match.start + 1 : match.start;
    // An odd number of backslashes before the brace escapes it; JavaScript itself then makes a plain brace of it.
    if (backslashesBefore(raw, brace) % 2 === 1) continue;
    parts.push(cook(raw.slice(done, brace)));
    parts.push({ pointer, text: match.text, ...readerOf(match.text, start + brace, syntax) });
    done = match.end;
  }
  return [...parts, cook(raw.slice(done, -1))].filter((part) => part !== '');

  function cook(text: string): string {
    const literal = parseExpressionAt(quote + text + quote, 0, { ecmaVersion: 'latest', sourceType: 'module' });
    return literal.type === 'Literal' ? String(literal.value) : '';
  }
}

function backslashesBefore(text: string, index: number): number {
  let count = 0;
  while (text[index - 1 - count] === '\\') count++;
  return count;
}
