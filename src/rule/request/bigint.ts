import { isList, isNested, isObject, type Json, type JsonObject } from '../../json.ts';
import { largeParts } from '../../large/large-json.ts';
import { decimalOf, isNumber, LongNumber } from '../../long-number.ts';
import type { ScriptCall, Template, TransformCall } from '../compiled.ts';
import type { FieldRule, FieldRules } from '../schema/field-rule.ts';

/** More digits than these are no `bigint`: `1e999999999` is short, and long as an integer. */
const MOST_DIGITS = 1000;

/** A number as the value of a `bigint` field; what is no integer stays as it is. */
export function toBigint(value: unknown): unknown {
  if (!isNumber(value)) return value;
  const { sign, digits, exponent } = decimalOf(value);
  if (exponent < 0 || digits.length + exponent > MOST_DIGITS) return value;
  return new LongNumber(`${sign < 0 ? '-' : ''}${digits === '' ? '0' : digits}${'0'.repeat(exponent)}`, true);
}

type Mark = (value: unknown) => unknown;

/**
 * Gives the numbers of `bigint` fields back what JSON does not say of them, in the request of a run that was kept.
 * Undefined: there are no such fields.
 */
export function markBigints(fields: FieldRules): Mark | undefined {
  const marks = Object.entries(fields).flatMap(([name, rule]) => {
    const mark = markOf(rule);
    return mark === undefined ? [] : [[name, mark] as const];
  });
  if (marks.length === 0) return undefined;
  return (value) => {
    if (!isObject(value)) return value;
    const marked = { ...value };
    for (const [name, mark] of marks) if (Object.hasOwn(marked, name)) marked[name] = mark(marked[name]);
    return marked;
  };
}

function markOf(rule: FieldRule): Mark | undefined {
  if (rule.type === 'bigint') return toBigint;
  if (rule.type === 'object') return markBigints(rule.attribute ?? {});
  const mark = rule.type === 'slice' && rule.items ? markOf(rule.items) : undefined;
  return mark && ((value) => (Array.isArray(value) ? value.map(mark) : value));
}

/** Scripts and transforms get `bigint` fields as text: their numbers are doubles. */
export function withTexts<C extends ScriptCall | TransformCall>(call: C): C {
  const { input } = call;
  return input?.placeholders.some(({ path }) => path[0] === 'request') === true
    ? { ...call, input: textsOf(input) }
    : call;
}

function textsOf(input: Template): Template {
  const toText = (number: LongNumber): string => number.toString();
  return { evaluate: (scope) => mapBigints(input.evaluate(scope), toText), placeholders: input.placeholders };
}

/** A copy in which `map` has been applied to the values of `bigint` fields. */
export function mapBigints(value: Json, map: (number: LongNumber) => Json): Json {
  if (value instanceof LongNumber) return value.isBigint ? map(value) : value;
  // What is kept as text came so: it has never been converted.
  if (!isNested(value) || largeParts(value)) return value;
  if (isList(value)) return value.map((item) => mapBigints(item, map));
  const members = Object.entries(value as JsonObject).map(([key, item]) => [key, mapBigints(item, map)] as const);
  return Object.fromEntries(members);
}
