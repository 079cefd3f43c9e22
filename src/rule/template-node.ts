import type { Json } from '../json.ts';
import { textOf } from '../large/stringify.ts';
import type { Diagnostics } from './diagnostics.ts';
import { deepFreeze } from './freeze.ts';
import { warnOfNearPlaceholders } from './near-placeholder.ts';
import { type PlaceholderSyntax, findPlaceholders, type Accessor } from './placeholder.ts';

/** A part of a templated text: literal, or read from the scope. */
export type TextPart<S> = string | Accessor<S>;

/** A part of a template: what is constant in it is frozen and shared between evaluations. */
export type TemplateNode<S> = { readonly constant: Json } | { readonly evaluate: (scope: S) => Json };

/** A text's parts; a malformed placeholder is an error, what only looks like one a warning. */
export function parseText<S>(
  text: string,
  pointer: string,
  syntax: PlaceholderSyntax<S>,
  diagnostics: Diagnostics,
): TextPart<S>[] {
  warnOfNearPlaceholders(text, pointer, syntax, diagnostics);
  const parts: TextPart<S>[] = [];
  let literal = '';
  let done = 0;
  for (const match of findPlaceholders(text)) {
    literal += text.slice(done, match.start);
    done = match.end;
    if (match.escaped) {
      literal += `{${match.text}}`;
      continue;
    }
    const reader = syntax.reader(match.text);
    if (reader.message !== undefined) diagnostics.error(pointer, reader.message, reader.suggestion);
    else {
      if (literal !== '') parts.push(literal);
      literal = '';
      parts.push({ pointer, text: match.text, ...reader });
    }
  }
  literal += text.slice(done);
  return literal === '' && parts.length > 0 ? parts : [...parts, literal];
}

/** A text; one placeholder by itself gives its value. */
export function textNode<S>(parts: readonly TextPart<S>[]): TemplateNode<S> {
  const [first] = parts;
  if (parts.every((part) => typeof part === 'string')) return { constant: parts.join('') };
  if (parts.length === 1 && typeof first === 'object') return { evaluate: first.read };
  return {
    evaluate(scope) {
      let text = '';
      for (const part of parts) text += typeof part === 'string' ? part : textOf(part.read(scope));
      return text;
    },
  };
}

/** A list of these. */
export function arrayNode<S>(nodes: readonly TemplateNode<S>[]): TemplateNode<S> {
  if (nodes.every((node) => 'constant' in node)) return { constant: deepFreeze(nodes.map((node) => node.constant)) };
  const items = nodes.map(evaluatorOf);
  return { evaluate: (scope) => items.map((evaluate) => evaluate(scope)) };
}

/** An object of these members. */
export function objectNode<S>(nodes: readonly (readonly [string, TemplateNode<S>])[]): TemplateNode<S> {
  const constants = nodes.flatMap(([key, node]) => ('constant' in node ? [[key, node.constant] as const] : []));
  // fromEntries makes an own `__proto__` of a key of that name; an assignment would not.
  if (constants.length === nodes.length) return { constant: deepFreeze(Object.fromEntries(constants)) };
  const members = nodes.map(([key, node]) => [key, evaluatorOf(node)] as const);
  if (members.some(([key]) => key === '__proto__')) {
    return { evaluate: (scope) => Object.fromEntries(members.map(([key, evaluate]) => [key, evaluate(scope)])) };
  }
  const keys = members.map(([key]) => key);
  const evaluators = members.map(([, evaluate]) => evaluate);
  return {
    evaluate(scope) {
      const value: Record<string, Json> = {};
      for (let at = 0; at < keys.length; at++) value[keys[at] ?? ''] = evaluators[at]?.(scope) ?? null;
      return value;
    },
  };
}

/** What gives the value of a node. */
export function evaluatorOf<S>(node: TemplateNode<S>): (scope: S) => Json {
  return 'constant' in node ? () => node.constant : node.evaluate;
}
