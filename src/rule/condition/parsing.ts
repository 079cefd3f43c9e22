import type { AnyNode } from 'acorn';
import type { PlaceholderSyntax, Accessor } from '../placeholder.ts';
import type { Work } from '../work.ts';
import { ConditionError } from './condition-error.ts';

/** Gives the value of an expression. Missing is null, never undefined. */
export type Evaluate<S> = (scope: S) => unknown;

/** What the rest of a `?.` chain gives once its object is null. */
export const SHORT = Symbol('short');

/** The expression that is being compiled, or the body of a function in it. */
export interface Parsing<S> {
  readonly source: string;
  readonly pointer: string;
  readonly syntax: PlaceholderSyntax<S>;
  /** The placeholders outside of string literals, by their offset. */
  readonly masked: ReadonlyMap<number, Accessor<S>>;
  /** All placeholders met so far. */
  readonly accessors: Accessor<S>[];
  /** What one evaluation may do. */
  readonly work: Work;
  /** It is evaluated for each element of a list: what it does counts as steps. */
  readonly isLooped: boolean;
  /** The parameters of the functions around it. */
  readonly names: ReadonlyMap<string, Evaluate<S>>;
  /** What functions read of placeholders is read once in an evaluation; these forget it. */
  readonly forget: (() => void)[];
  /** Warns of a text in it that stays text, and may be meant otherwise. */
  readonly warn: (message: string) => void;
  /** How many nodes were compiled so far. */
  readonly count: { nodes: number };
  /** Compiles a part of it. @throws ConditionError */
  readonly compile: (node: AnyNode) => Evaluate<S>;
  /** The same expression, seen from within a function. */
  readonly nest: (inner: Pick<Parsing<S>, 'names' | 'isLooped'>) => Parsing<S>;
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
