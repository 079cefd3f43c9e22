import type { CallExpression, MemberExpression } from 'acorn';
import { isNested } from '../../json.ts';
import { nearest } from '../../nearest.ts';
import { arrayMethods, functions, type Method, stringMethods } from './callable.ts';
import { kindOf } from './numbers.ts';
import { type Evaluate, type Parsing, refuse, SHORT, unbracketed } from './parsing.ts';
import { ConditionError } from './condition-error.ts';

/** A call of one of the few functions and methods that conditions have. */
export function compileCall<S>(node: CallExpression, parsing: Parsing<S>): Evaluate<S> {
  if (node.optional) return refuse(node, '?.( )');
  const { callee } = node;
  const isMethod = callee.type === 'MemberExpression' && !isMath(callee);
  return isMethod ? compileMethod(node, callee, parsing) : compileFunction(node, parsing);
}

function isMath(callee: MemberExpression): boolean {
  return callee.object.type === 'Identifier' && callee.object.name === 'Math';
}

function compileFunction<S>(node: CallExpression, parsing: Parsing<S>): Evaluate<S> {
  const name = parsing.textAt(node.callee);
  const called = functions.get(name);
  if (called === undefined) return refuse(node, `a call of ${name}; there are ${[...functions.keys()].join(', ')}`);
  const values = compileArguments(node, name, called.arity, parsing);
  return (scope) => called.call(...values.map((value) => value(scope) as never));
}

function compileMethod<S>(node: CallExpression, callee: MemberExpression, parsing: Parsing<S>): Evaluate<S> {
  const name = parsing.textAt(callee.property);
  const signature = callee.computed ? undefined : stringMethods.get(name);
  if (signature === undefined) {
    return refuse(callee.property, `a call of ${name}; is ${nearest(name, stringMethods.keys()) ?? ''} meant?`);
  }
  const values = compileArguments(node, name, signature.arity, parsing);
  const object = parsing.compile(callee.object);
  const text = parsing.textAt(unbracketed(callee.object));
  return (scope) => {
    const target = object(scope);
    if (target === SHORT || (callee.optional && target === null)) return SHORT;
    const method = methodOf(target, name, text);
    return method.call(target as never, ...values.map((value) => value(scope) as never));
  };
}

function compileArguments<S>(node: CallExpression, name: string, arity: Method['arity'], parsing: Parsing<S>) {
  const [least, most] = arity;
  const count = node.arguments.length;
  if (count >= least && count <= most) return node.arguments.map(parsing.compile);
  const expected = least === most ? `${least}` : most === Infinity ? `${least} or more` : `${least} to ${most}`;
  throw new ConditionError(`${name} takes ${expected} arguments, not ${count},`, node.start);
}

function methodOf(target: unknown, name: string, text: string): Method {
  if (target === null) throw new Error(`${text} is null and has no ${name}(); ${guard(text, name)}`);
  const method = typeof target === 'string' ? stringMethods.get(name) : Array.isArray(target) && arrayMethods.get(name);
  if (method) return method;
  const kind = Array.isArray(target) ? 'an array' : isNested(target) ? 'an object' : `a ${kindOf(target)}`;
  throw new Error(`${text} is ${kind}, which has no ${name}()`);
}

/** How to write it so that it cannot be null. */
function guard(text: string, name: string): string {
  const hint = `guard it: (${text} ?? [])`;
  return arrayMethods.has(name) ? hint : `${hint}, for a string (${text} ?? '')`;
}
