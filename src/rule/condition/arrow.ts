import type { AnyNode, ArrowFunctionExpression, CallExpression, MemberExpression } from 'acorn';
import { isList, type Json } from '../../json.ts';
import type { Work } from '../work.ts';
import { BUILT_IN } from './callable.ts';
import { ConditionError } from './condition-error.ts';
import { paidElements } from './cost.ts';
import { describe, excerpt } from './excerpt.ts';
import { type Evaluate, type Parsing, refuse, SHORT, unbracketed } from './parsing.ts';

/** A function of one element, and what the method makes of its results. */
type ListMethod = (list: Iterable<Json>, of: (element: Json) => unknown) => unknown;

/** Methods of lists that take a function: `x => …`. */
export const listMethods: ReadonlyMap<string, ListMethod> = new Map<string, ListMethod>([
  ['some', (list, of) => find(list, of, true)],
  ['every', (list, of) => !find(list, of, false)],
  [
    'filter',
    (list, of) => {
      const kept: Json[] = [];
      for (const element of list) if (of(element) === true) kept.push(element);
      return kept;
    },
  ],
  [
    'map',
    (list, of) => {
      const made: unknown[] = [];
      for (const element of list) made.push(of(element));
      return made;
    },
  ],
]);

function find(list: Iterable<Json>, of: (element: Json) => unknown, wanted: boolean): boolean {
  for (const element of list) if (of(element) === wanted) return true;
  return false;
}

/** `{lines}.some(l => l.qty > 3)`. */
export function compileListCall<S>(
  node: CallExpression,
  callee: MemberExpression,
  name: string,
  parsing: Parsing<S>,
): Evaluate<S> {
  const method = listMethods.get(name);
  const [argument] = node.arguments;
  if (method === undefined || node.arguments.length !== 1 || argument?.type !== 'ArrowFunctionExpression')
    throw new ConditionError(`${name} takes one function, such as x => x.price > 3,`, node.start);
  const object = parsing.compile(callee.object);
  const text = parsing.textAt(unbracketed(callee.object));
  const element = { value: null as unknown };
  const before = parsing.count.nodes;
  const body = compileBody(argument, () => element.value, parsing);
  const cost = parsing.count.nodes - before + 1;
  return (scope) => {
    const target = object(scope);
    if (target === SHORT || (callee.optional && target === null)) return SHORT;
    try {
      return method(listOf(target, name, text, parsing.work), (value) => {
        parsing.work.spend(cost);
        element.value = value;
        const result = body(scope);
        if (name !== 'map' && typeof result !== 'boolean')
          throw new Error(`the function of ${name} must give true or false, got ${excerpt(result)}`);
        return result;
      });
    } finally {
      element.value = null;
    }
  };
}

function compileBody<S>(arrow: ArrowFunctionExpression, element: Evaluate<S>, parsing: Parsing<S>): Evaluate<S> {
  const [parameter] = arrow.params;
  if (
    arrow.params.length !== 1 ||
    parameter?.type !== 'Identifier' ||
    parsing.masked.has(parameter.start) ||
    arrow.async
  )
    throw new ConditionError('a function has one parameter, a name: x => x.price > 3,', arrow.start);
  if (BUILT_IN.has(parameter.name)) return refuse(parameter, `a parameter that is called ${parameter.name}`);
  if (arrow.body.type === 'BlockStatement') return refuse(arrow.body, 'statements; a function is one expression');
  const names = new Map([...parsing.names, [parameter.name, element]]);
  return parsing.nest({ names, isLooped: true }).compile(arrow.body);
}

function listOf(target: unknown, name: string, text: string, work: Work): Iterable<Json> {
  if (isList(target as Json)) return paidElements(work, target as readonly Json[]);
  if (target === null) throw new Error(`${text} is null and has no ${name}(); guard it: (${text} ?? [])`);
  throw new Error(`${text} is ${describe(target)}, which has no ${name}()`);
}

/** Where a function stands that no method takes. */
export function refuseFunction(node: AnyNode): never {
  return refuse(node, `a function, but in ${[...listMethods.keys()].join(', ')}`);
}
