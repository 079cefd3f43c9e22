import type { AnyNode } from 'acorn';
import type { PlaceholderSyntax, Accessor } from '../placeholder.ts';
import { ConditionError } from './condition-error.ts';

/** Gives the value of an expression. Missing is null, never undefined. */
export type Evaluate<S> = (scope: S) => unknown;

/** What the rest of a `?.` chain gives once its object is null. */
export const SHORT = Symbol('short');

/** The condition that is being compiled. */
export interface Parsing<S> {
  readonly source: string;
  readonly pointer: string;
  readonly syntax: PlaceholderSyntax<S>;
  /** The placeholders outside of string literals, by their offset. */
  readonly masked: ReadonlyMap<number, Accessor<S>>;
  /** All placeholders met so far. */
  readonly accessors: Accessor<S>[];
  /** Compiles a part of it. @throws ConditionError */
  readonly compile: (node: AnyNode) => Evaluate<S>;
  /** A node as the writer wrote it, placeholders included. */
  readonly textAt: (node: AnyNode) => string;
}

/** Refuses what the language does not have. */
export function refuse(node: AnyNode, what: string): never {
  throw new ConditionError(`a condition cannot hold ${what}`, node.start);
}

/** `{x}` of `({x})`: messages bracket it by themselves. An expression of its own keeps its brackets. */
export function unbracketed(node: AnyNode): AnyNode {
  if (node.type !== 'ParenthesizedExpression') return node;
  const inner = unbracketed(node.expression);
  return inner.type === 'Identifier' || inner.type === 'MemberExpression' ? inner : node;
}
