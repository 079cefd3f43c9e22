import { StepgateError } from '../../error.ts';
import { isList, isNested, type Json, type JsonObject } from '../../json.ts';
import { elementsOf } from '../../large/large-json.ts';
import { nearest } from '../../nearest.ts';
import { compileTest, type TemplateExpression } from '../condition/condition.ts';
import { describe } from '../condition/excerpt.ts';
import { member } from '../json-pointer.ts';
import { parseOutputName } from '../output-name.ts';
import { isWholePlaceholder } from '../placeholder.ts';
import { literalOf } from '../sendable.ts';
import { evaluatorOf } from '../template-node.ts';
import { type Evaluation, STEPS } from './evaluation.ts';
import type { FormNode, FormParsing } from './parsing.ts';

const EACH = ['$each', '$to', '$if', '$as'];
const IF = ['$if', '$then', '$else'];

/** `{"$each", "$to", "$if", "$as"}` or `{"$if", "$then", "$else"}`. */
export function compileWords<S>(object: JsonObject, pointer: string, parsing: FormParsing<S>): FormNode<S> {
  const isEach = ['$each', '$to', '$as'].some((word) => Object.hasOwn(object, word));
  const [known, needed] = isEach ? [EACH, ['$each', '$to']] : [IF, ['$if', '$then']];
  const { diagnostics } = parsing;
  for (const key of Object.keys(object)) {
    if (known.includes(key)) continue;
    const text = `${key} cannot stand beside ${needed[0]}: there are ${known.join(', ')}; write \\${key} where it is the name of a member`;
    diagnostics.error(member(pointer, key), key.startsWith('$') ? text : text.replace(/;.*/, ''), nearest(key, known));
  }
  const missing = needed.filter((word) => !Object.hasOwn(object, word));
  if (missing.length > 0) {
    const [first = ''] = Object.keys(object).filter((key) => known.includes(key));
    diagnostics.error(
      pointer,
      `${missing.join(' and ')} is missing beside ${first}; write \\${first} where that is the name of a member`,
    );
    return { constant: null };
  }
  return isEach ? compileEach(object, pointer, parsing) : compileIf(object, pointer, parsing);
}

function compileIf<S>(object: JsonObject, pointer: string, parsing: FormParsing<S>): FormNode<S> {
  const test = compileCondition(object.$if ?? null, member(pointer, '$if'), parsing);
  const branch = (word: '$then' | '$else') => evaluatorOf(parsing.compile(object[word] ?? null, member(pointer, word)));
  const [yes, no] = [branch('$then'), branch('$else')];
  return { evaluate: (one) => (isTrue(test, one) ? yes(one) : no(one)) };
}

function compileEach<S>(object: JsonObject, pointer: string, parsing: FormParsing<S>): FormNode<S> {
  const at = member(pointer, '$each');
  const source = evaluatorOf(parsing.aside().compile(object.$each ?? null, at));
  const slot = parsing.slots.local;
  parsing.slots.local += 2;
  const [name = 'item', ...inner] = nameOf(object.$as, member(pointer, '$as'), parsing);
  const { isPut } = parsing;
  const depth = parsing.depth + 1;
  const within = parsing.within(
    new Map([
      [name, { slot, depth }],
      ['index', { slot: slot + 1, depth }],
    ]),
  );
  const test = object.$if === undefined ? undefined : compileCondition(object.$if, member(pointer, '$if'), within);
  const to = evaluatorOf(within.compile(object.$to ?? null, member(pointer, '$to')));
  const cost = STEPS.element + STEPS.value * nodesOf(object.$to ?? null);
  const chars = charsIn(object.$to ?? null);
  return {
    evaluate(one) {
      const list = source(one);
      if (list === null) return [];
      if (!isList(list)) throw new StepgateError('110004', `${at} must give a list or null, and is ${describe(list)}`);
      const made: Json[] = [];
      let index = 0;
      for (const element of elementsOf(list)) {
        one.work.spend(cost);
        one.locals[slot] = inner.length === 0 ? element : named(element, inner);
        one.locals[slot + 1] = index++;
        if (test && !isTrue(test, one)) continue;
        if (isPut) one.grow(chars);
        made.push(to(one));
      }
      return made;
    },
  };
}

function isTrue<S>({ evaluate, spent }: TemplateExpression<Evaluation<S>, boolean>, one: Evaluation<S>): boolean {
  const value = evaluate(one);
  one.work.spend(spent());
  return value;
}

function compileCondition<S>(json: Json, pointer: string, { diagnostics, syntax, note }: FormParsing<S>) {
  if (typeof json !== 'string' && typeof json !== 'boolean')
    diagnostics.error(pointer, 'a condition is a text, such as "{user.age} > 17"');
  const test = compileTest(typeof json === 'string' ? json : String(json === true), pointer, syntax, diagnostics);
  note(test.placeholders);
  return test;
}

/** What `$as` calls an element: as an output may be called, or `item`. */
function nameOf<S>(as: Json | undefined, pointer: string, { diagnostics }: FormParsing<S>): readonly string[] {
  if (as === undefined || as === 'item') return [];
  if (typeof as === 'string') return parseOutputName(as, pointer, diagnostics) ?? [];
  diagnostics.error(pointer, '$as is the name of an element, such as "line"');
  return [];
}

/** `$as` of `order.line`: the element within an object. */
function named(element: Json, names: readonly string[]): Json {
  return names.reduceRight<Json>((value, name) => ({ [name]: value }), element);
}

/** How many values a template is made of. */
function nodesOf(json: Json): number {
  if (!isNested(json)) return 1;
  return Object.values(json as JsonObject).reduce<number>((sum, one) => sum + nodesOf(one), 1);
}

/** Characters of what is the same in each evaluation of a template. */
function charsIn(json: Json): number {
  if (typeof json === 'string') return isWholePlaceholder(json) ? 1 : literalOf(json).length + 1;
  if (!isNested(json)) return 6;
  const keys = Array.isArray(json) ? 0 : Object.keys(json).join('').length + 4 * Object.keys(json).length;
  return Object.values(json as JsonObject).reduce<number>((sum, one) => sum + charsIn(one), keys + 3);
}
