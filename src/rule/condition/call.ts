import type { CallExpression, MemberExpression } from 'acorn';
import { nearest } from '../../nearest.ts';
import { linearPattern, patternError } from '../request/pattern.ts';
import { compileListCall, listMethods } from './arrow.ts';
import { arrayMethods, functions, type Method, NAMESPACES, type PlainMethod, stringMethods } from './callable.ts';
import { spendConversion } from './cost.ts';
import { describe } from './excerpt.ts';
import { isOf, type WorkingMethod, workingMethods } from './method.ts';
import { type Evaluate, type Parsing, refuse, SHORT, unbracketed } from './parsing.ts';
import { ConditionError } from './condition-error.ts';

/** A call of one of the few functions and methods that conditions have. */
export function compileCall<S>(node: CallExpression, parsing: Parsing<S>): Evaluate<S> {
  if (node.optional) return refuse(node, '?.( )');
  const { callee } = node;
  const isMethod = callee.type === 'MemberExpression' && !isNamespace(callee);
  return isMethod ? compileMethod(node, callee, parsing) : compileFunction(node, parsing);
}

function isNamespace({ object }: MemberExpression): boolean {
  return object.type === 'Identifier' && NAMESPACES.has(object.name);
}

function compileFunction<S>(node: CallExpression, parsing: Parsing<S>): Evaluate<S> {
  const name = parsing.textAt(node.callee);
  const called = functions.get(name);
  if (called === undefined) return refuse(node, `a call of ${name}; there are ${[...functions.keys()].join(', ')}`);
  const values = compileArguments(node, name, called.arity, parsing);
  const { work } = parsing;
  return (scope) => {
    const given = values.map((value) => value(scope) as never);
    for (const one of given) spendConversion(work, one);
    return called.call(...given);
  };
}

function compileMethod<S>(node: CallExpression, callee: MemberExpression, parsing: Parsing<S>): Evaluate<S> {
  const name = callee.computed ? '' : parsing.textAt(callee.property);
  if (listMethods.has(name)) return compileListCall(node, callee, name, parsing);
  if (name === 'matches') return compileMatches(node, callee, parsing);
  const working = workingMethods.get(name);
  const signature = working ?? stringMethods.get(name);
  if (signature === undefined) return unknownMethod(callee, parsing);
  const values = compileArguments(node, name, signature.arity, parsing);
  const call = working ? callWorking(working, name, parsing) : callPlain(name, parsing);
  return compileTarget(callee, parsing, (target, text, scope) =>
    call(
      target,
      text,
      values.map((value) => value(scope)),
    ),
  );
}

function unknownMethod<S>({ property }: MemberExpression, parsing: Parsing<S>): never {
  const name = parsing.textAt(property);
  const known = [...stringMethods.keys(), ...workingMethods.keys(), ...listMethods.keys(), 'matches'];
  return refuse(property, `a call of ${name}; is ${nearest(name, known) ?? ''} meant?`);
}

/** Evaluates the object of a method: a `?.` before it ends the chain where it is null. */
function compileTarget<S>(
  callee: MemberExpression,
  parsing: Parsing<S>,
  call: (target: unknown, text: string, scope: S) => unknown,
): Evaluate<S> {
  const object = parsing.compile(callee.object);
  const text = parsing.textAt(unbracketed(callee.object));
  return (scope) => {
    const target = object(scope);
    return target === SHORT || (callee.optional && target === null) ? SHORT : call(target, text, scope);
  };
}

type Call = (target: unknown, text: string, values: readonly unknown[]) => unknown;

function callPlain<S>(name: string, { work }: Parsing<S>): Call {
  return (target, text, values) => {
    const method = methodOf(target, name, text);
    method.spend(work, target as never, ...(values as never[]));
    return method.call(target as never, ...(values as never[]));
  };
}

function callWorking<S>({ on, call }: WorkingMethod, name: string, { work }: Parsing<S>): Call {
  return (target, text, values) => {
    if (target === null) throw new Error(`${text} is null and has no ${name}(); ${guard(text, on)}`);
    if (!isOf(target, on)) throw new Error(`${text} is ${describe(target)}, which has no ${name}()`);
    return call(work, target as never, ...(values as never[]));
  };
}

/** `{a}.matches('^[a-z]+$')`: the pattern is compiled now, and runs in linear time. */
function compileMatches<S>(node: CallExpression, callee: MemberExpression, parsing: Parsing<S>): Evaluate<S> {
  const [argument] = node.arguments;
  if (node.arguments.length !== 1 || argument?.type !== 'Literal' || typeof argument.value !== 'string')
    throw new ConditionError("matches takes one text in quotes: matches('^[a-z]+$'),", node.start);
  const message = patternError(argument.value);
  if (message !== undefined) throw new ConditionError(message, argument.start);
  const pattern = linearPattern(argument.value);
  return compileTarget(callee, parsing, (target, text) => {
    if (typeof target !== 'string') {
      const hint = target === null ? `; ${guard(text, 'string')}` : '';
      throw new Error(`${text} is ${describe(target)}${target === null ? ' and' : ', which'} has no matches()${hint}`);
    }
    // Each character is looked at, and each instruction visited takes some 0.1 µs.
    parsing.work.spend(target.length / 2 + pattern.cost(target) * 4);
    return pattern.test(target);
  });
}

function compileArguments<S>(node: CallExpression, name: string, arity: Method['arity'], parsing: Parsing<S>) {
  const [least, most] = arity;
  const count = node.arguments.length;
  if (count >= least && count <= most) return node.arguments.map(parsing.compile);
  const expected = least === most ? `${least}` : most === Infinity ? `${least} or more` : `${least} to ${most}`;
  throw new ConditionError(`${name} takes ${expected} arguments, not ${count},`, node.start);
}

function methodOf(target: unknown, name: string, text: string): PlainMethod {
  if (target === null)
    throw new Error(
      `${text} is null and has no ${name}(); ${guard(text, arrayMethods.has(name) ? 'either' : 'string')}`,
    );
  const method = typeof target === 'string' ? stringMethods.get(name) : Array.isArray(target) && arrayMethods.get(name);
  if (method) return method;
  throw new Error(`${text} is ${describe(target)}, which has no ${name}()`);
}

/** How to write it so that it cannot be null. */
function guard(text: string, on: WorkingMethod['on'] | 'either'): string {
  if (on === 'object') return `guard it: ${text} != null && …`;
  const hint = `guard it: (${text} ?? [])`;
  return on === 'string' ? `${hint}, for a string (${text} ?? '')` : hint;
}
