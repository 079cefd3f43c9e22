import type { AnyNode, BinaryExpression, Expression, Identifier, LogicalExpression } from 'acorn';
import { isNested } from '../../json.ts';
import type { Accessor } from '../placeholder.ts';
import { refuseFunction } from './arrow.ts';
import { compileCall } from './call.ts';
import { compileLiteral } from './literal.ts';
import { compileMember } from './member.ts';
import { isTrue, kindOf } from './numbers.ts';
import { binaryOperators, unaryOperators } from './operators.ts';
import { type Evaluate, type Parsing, refuse, SHORT, unbracketed } from './parsing.ts';
import { ConditionError } from './condition-error.ts';
import { operandSpender, spendConversion } from './cost.ts';

/** Compiles a parsed expression to closures. @throws ConditionError for what the language does not have. */
export function compileExpression<S>(
  tree: Expression,
  origin: Pick<Parsing<S>, 'source' | 'pointer' | 'syntax' | 'masked' | 'work' | 'isLooped' | 'warn'>,
): { readonly evaluate: Evaluate<S>; readonly accessors: readonly Accessor<S>[] } {
  const [accessors, forget]: [Accessor<S>[], (() => void)[]] = [[], []];
  const count = { nodes: 0 };
  const textAt = (node: AnyNode): string => origin.source.slice(node.start, node.end);
  const parsingWith = (inner: Pick<Parsing<S>, 'names' | 'isLooped'>): Parsing<S> => {
    const parsing: Parsing<S> = {
      ...{ ...origin, accessors, forget, count, textAt, ...inner },
      compile: (node) => compile(node, parsing),
      nest: parsingWith,
    };
    return parsing;
  };
  const evaluate = parsingWith({ names: new Map(), isLooped: origin.isLooped }).compile(tree);
  return { evaluate: counted(evaluate, { ...origin, forget, count }), accessors };
}

/** What is only a placeholder or a literal has no steps to be counted. */
function counted<S>(
  evaluate: Evaluate<S>,
  { work, isLooped, forget, count }: Pick<Parsing<S>, 'work' | 'isLooped' | 'forget' | 'count'>,
): Evaluate<S> {
  const { nodes } = count;
  if (!isLooped && nodes === 1) return evaluate;
  if (forget.length === 0)
    return (scope) => {
      work.restart();
      work.spend(nodes);
      return evaluate(scope);
    };
  return (scope) => {
    work.restart();
    work.spend(nodes);
    try {
      return evaluate(scope);
    } finally {
      for (const one of forget) one();
    }
  };
}

function compile<S>(node: AnyNode, parsing: Parsing<S>): Evaluate<S> {
  parsing.count.nodes++;
  if (node.type === 'Literal') return compileLiteral(node, parsing);
  if (node.type === 'Identifier') return compileName(node, parsing);
  if (node.type === 'BinaryExpression') return compileBinary(node, parsing);
  if (node.type === 'LogicalExpression') return compileLogical(node, parsing);
  if (node.type === 'MemberExpression') return compileMember(node, parsing);
  if (node.type === 'CallExpression') return compileCall(node, parsing);
  if (node.type === 'ArrayExpression') {
    const items = node.elements.map((item) => parsing.compile(item ?? refuse(node, 'an array with holes')));
    return (scope) => items.map((item) => item(scope));
  }
  if (node.type === 'UnaryExpression') {
    const operator = unaryOperators.get(node.operator) ?? refuse(node, `the operator ${node.operator}`);
    const argument = parsing.compile(node.argument);
    return (scope) => {
      const value = argument(scope);
      if (node.operator !== '!') spendConversion(parsing.work, value);
      return operator(value as never);
    };
  }
  if (node.type === 'ConditionalExpression') {
    const test = parsing.compile(node.test);
    const [yes, no] = [parsing.compile(node.consequent), parsing.compile(node.alternate)];
    return (scope) => (isTrue(test(scope)) ? yes(scope) : no(scope));
  }
  if (node.type === 'ParenthesizedExpression') return parsing.compile(node.expression);
  if (node.type === 'ChainExpression') {
    const chain = parsing.compile(node.expression);
    return (scope) => unlessShort(chain(scope));
  }
  if (node.type === 'ArrowFunctionExpression') return refuseFunction(node);
  return refuse(node, names.get(node.type) ?? node.type);
}

function compileName<S>(node: Identifier, parsing: Parsing<S>): Evaluate<S> {
  const accessor = parsing.masked.get(node.start);
  const text = parsing.textAt(node);
  if (accessor === undefined) {
    const parameter = parsing.names.get(node.name);
    if (parameter !== undefined) return parameter;
    throw new ConditionError(`unknown name ${text}; a value is written {${text}}`, node.start);
  }
  // Where a name or another placeholder touches it, the parser has seen one longer identifier.
  if (text !== `{${accessor.text}}`) throw new ConditionError(`an operator is missing in ${text}`, node.start);
  parsing.accessors.push(accessor);
  return parsing.names.size === 0 ? accessor.read : readOnce(accessor.read, parsing);
}

/** Within a function a placeholder gives the same for each element. */
function readOnce<S>(read: Evaluate<S>, { forget }: Parsing<S>): Evaluate<S> {
  let value: unknown;
  forget.push(() => (value = undefined));
  return (scope) => (value === undefined ? (value = read(scope)) : value);
}

function compileBinary<S>(node: BinaryExpression, parsing: Parsing<S>): Evaluate<S> {
  const [left, right] = [parsing.compile(node.left), parsing.compile(node.right)];
  if (node.operator === 'in') {
    const text = parsing.textAt(unbracketed(node.right));
    return (scope) => {
      const key = left(scope);
      spendConversion(parsing.work, key);
      return isIn(key, right(scope), text);
    };
  }
  const operator = binaryOperators.get(node.operator) ?? refuse(node, `the operator ${node.operator}`);
  const { work } = parsing;
  const spend = operandSpender(node.operator);
  return (scope) => {
    const [a, b] = [left(scope), right(scope)];
    spend(work, a, b);
    return operator(a as never, b as never);
  };
}

function compileLogical<S>(node: LogicalExpression, parsing: Parsing<S>): Evaluate<S> {
  const [left, right] = [parsing.compile(node.left), parsing.compile(node.right)];
  if (node.operator === '??') return (scope) => left(scope) ?? right(scope);
  const isEnough = node.operator === '&&' ? (value: unknown) => !isTrue(value) : isTrue;
  return (scope) => {
    const value = left(scope);
    return isEnough(value) ? value : right(scope);
  };
}

function unlessShort(value: unknown): unknown {
  return value === SHORT ? null : value;
}

function isIn(key: unknown, target: unknown, text: string): boolean {
  if (target === null) throw new Error(`${text} is null and has no members for \`in\`; guard it: (${text} ?? [])`);
  if (!isNested(target)) throw new Error(`${text} is a ${kindOf(target)}, which \`in\` cannot look into`);
  return Object.hasOwn(target, String(key));
}

const names: ReadonlyMap<string, string> = new Map([
  ['FunctionExpression', 'a function'],
  ['ClassExpression', 'a class'],
  ['NewExpression', 'new'],
  ['AssignmentExpression', 'an assignment; to compare, write == or ==='],
  ['UpdateExpression', '++ or --'],
  ['TemplateLiteral', 'a template literal; use quotes'],
  ['TaggedTemplateExpression', 'a template literal; use quotes'],
  ['SpreadElement', '...'],
  ['ObjectExpression', 'an object, or braces that are no placeholder'],
  ['SequenceExpression', 'the operator ,'],
  ['ThisExpression', 'this'],
  ['ImportExpression', 'import'],
  ['MetaProperty', 'import.meta'],
  ['AwaitExpression', 'await'],
  ['PrivateIdentifier', 'a private name'],
]);
