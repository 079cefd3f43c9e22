import type { Literal } from 'acorn';
import { isJsonNumber, numberFromJson } from '../../long-number.ts';
import { findPlaceholders } from '../placeholder.ts';
import { type Evaluate, type Parsing, refuse } from './parsing.ts';

/** A string, number, bool or null as it is written. In a string there are no placeholders. */
export function compileLiteral<S>(node: Literal, parsing: Parsing<S>): Evaluate<S> {
  const { value } = node;
  if (node.regex) return refuse(node, "a regular expression; write matches('…')");
  if (typeof value === 'bigint') return refuse(node, 'a BigInt');
  if (typeof value === 'number') return compileNumber(node.raw ?? '', value);
  if (typeof value === 'string') warnOfPlaceholders(node.raw ?? '', parsing);
  return () => value;
}

function compileNumber<S>(raw: string, value: number): Evaluate<S> {
  const plain = raw.replaceAll('_', '');
  const number = isJsonNumber(plain) ? numberFromJson(plain) : value;
  return () => number;
}

/** `'{user.name}'` is that text: a value stands outside of quotes. */
function warnOfPlaceholders<S>(raw: string, { syntax, warn }: Parsing<S>): void {
  const found = findPlaceholders(raw).find(
    ({ escaped, text }) => !escaped && syntax.reader(text).message === undefined,
  );
  if (found === undefined) return;
  const text = `{${found.text}}`;
  warn(`${text} within the quotes of ${raw} stays text; write ${text} without quotes, or '…' + ${text}`);
}
