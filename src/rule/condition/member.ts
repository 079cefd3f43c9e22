import type { AnyNode, MemberExpression } from 'acorn';
import { isNumber } from '../../long-number.ts';
import { largeParts } from '../../large/large-json.ts';
import { memberOf } from '../path.ts';
import { type Evaluate, type Parsing, refuse, SHORT } from './parsing.ts';
import { ConditionError } from './condition-error.ts';
import { PARSED } from './cost.ts';

/** `.name`, `[n]`, `?.name`: own members only, null for what is missing and for members of null. */
export function compileMember<S>(node: MemberExpression, parsing: Parsing<S>): Evaluate<S> {
  refuseBareName(node, parsing);
  const object = parsing.compile(node.object);
  const key = node.computed ? compileIndex(node, parsing) : compileName(node, parsing);
  const read = countedMember(parsing);
  return (scope) => {
    const target = object(scope);
    if (target === SHORT || (node.optional && target === null)) return SHORT;
    return read(target, key(scope)) ?? null;
  };
}

function countedMember<S>({ work }: Parsing<S>): typeof memberOf {
  return (target, key) => {
    if (key !== 'length' && largeParts(target)) work.spend(PARSED);
    return memberOf(target, key);
  };
}

/** `request.body.x` without its braces is the likeliest mistake. */
function refuseBareName<S>(node: MemberExpression, parsing: Parsing<S>): void {
  let root: AnyNode = node;
  while (root.type === 'MemberExpression') root = root.object;
  if (root.type !== 'Identifier' || parsing.masked.has(root.start) || parsing.names.has(root.name)) return;
  throw new ConditionError(
    `unknown name ${parsing.textAt(node)}; a value is written {${parsing.textAt(node)}}`,
    node.start,
  );
}

function compileName<S>({ property }: MemberExpression, parsing: Parsing<S>): () => string {
  if (property.type !== 'Identifier' || parsing.masked.has(property.start)) {
    return refuse(property, `${parsing.textAt(property)} as the name of a member`);
  }
  const { name } = property;
  if (name === '__proto__') return refuse(property, name);
  return () => name;
}

/** As a name: here -1 is no element, as in JavaScript, other than in the path of a placeholder. */
function compileIndex<S>({ property }: MemberExpression, parsing: Parsing<S>): (scope: S) => string {
  const text = parsing.textAt(property);
  if (property.type === 'Literal' && typeof property.value !== 'number') {
    return refuse(property, `the index ${text}: an index is a number, a member is written .name`);
  }
  const index = parsing.compile(property);
  return (scope) => {
    const value = index(scope);
    if (!isNumber(value)) throw new Error(`the index ${text} must be a number`);
    return String(value.valueOf());
  };
}
