import type { AnyNode } from 'acorn';
import type { Dialect, Reading } from '../placeholder.ts';
import { Refusal } from './refusal.ts';

/** Gives the value of an expression. Missing is null, never undefined. */
export type Evaluate<S> = (scope: S) => unknown;

/** What the rest of a `?.` chain gives once its object is null. */
export const SHORT = Symbol('short');

/** The condition that is being compiled. */
export interface Parsing<S> {
  readonly source: string;
  readonly pointer: string;
  readonly dialect: Dialect<S>;
  /** The placeholders outside of string literals, by their offset. */
  readonly masked: ReadonlyMap<number, Reading<S>>;
  /** All placeholders met so far. */
  readonly readings: Reading<S>[];
  /** Compiles a part of it. @throws Refusal */
  readonly compile: (node: AnyNode) => Evaluate<S>;
  /** A node as the writer wrote it, placeholders included. */
  readonly textAt: (node: AnyNode) => string;
}

/** Refuses what the language does not have. */
export function refuse(node: AnyNode, what: string): never {
  throw new Refusal(`a condition cannot hold ${what}`, node.start);
}

/** `{x}` of `({x})`: messages bracket it by themselves. An expression of its own keeps its brackets. */
export function unbracketed(node: AnyNode): AnyNode {
  if (node.type !== 'ParenthesizedExpression') return node;
  const inner = unbracketed(node.expression);
  return inner.type === 'Identifier' || inner.type === 'MemberExpression' ? inner : node;
}
