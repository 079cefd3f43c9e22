import { isList, isNested, isObject, type Json, type JsonObject } from '../../json.ts';
import { largeJson, largeParts, parseMembers, type LargeParts, type Part } from '../../large/large-json.ts';
import { withMembers } from '../../large/with-members.ts';
import { decimalOf, isNumber, LongNumber } from '../../long-number.ts';
import type { ScriptCall, Template, TransformCall } from '../compiled.ts';
import type { FieldRule, FieldRules } from '../schema/field-rule.ts';

/** More digits than these are no `bigint`: `1e999999999` is short, and long as an integer. */
const MOST_DIGITS = 1000;

/** A number as the value of a `bigint` field; what is no integer stays as it is. */
export function toBigint(value: unknown): unknown {
  if (!isNumber(value)) return value;
  // Adding 0 makes 0 of -0.
  if (Number.isSafeInteger(value)) return new LongNumber(String((value as number) + 0), true);
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
    const known = marks.filter(([name]) => Object.hasOwn(value, name));
    return withMembers(value as JsonObject, new Map(known.map(([name, mark]) => [name, mark(value[name]) as Json])));
  };
}

/** The same of one field. */
export function markOf(rule: FieldRule): Mark | undefined {
  if (rule.type === 'bigint') return toBigint;
  if (rule.type === 'object') return markBigints(rule.attribute ?? {});
  const mark = rule.type === 'slice' && rule.items ? markOf(rule.items) : undefined;
  return mark && ((value) => (isList(value as Json) ? markedList(value as readonly Json[], mark) : value));
}

/** Of a large list each element is marked when it is read. */
function markedList(list: readonly Json[], mark: Mark): unknown {
  const large = largeParts(list);
  if (!large) return list.map(mark);
  const parts = large.parts.map((part) => ('value' in part ? { ...part, value: mark(part.value) as Json } : part));
  return largeJson({ ...large, parts, mark: mark as (element: Json) => Json });
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

/** A copy in which the values of `bigint` fields are numbers like others. */
export function withoutMarks(value: Json): Json {
  return mapBigints(value, (number) => new LongNumber(number.toString()), true);
}

/**
 * A copy in which `map` has been applied to the values of `bigint` fields.
 * @param keepsText what it gives is the same in JSON.
 */
export function mapBigints(value: Json, map: (number: LongNumber) => Json, keepsText = false): Json {
  if (value instanceof LongNumber) return value.isBigint ? map(value) : value;
  if (!isNested(value)) return value;
  const each = (one: Json): Json => mapBigints(one, map, keepsText);
  const large = largeParts(value);
  if (large) return mappedLarge(value, large, each, keepsText);
  if (isList(value)) return value.map(each);
  const members = Object.entries(value as JsonObject).map(([key, item]) => [key, each(item)] as const);
  return Object.fromEntries(members);
}

/** Of what is kept as text only the elements of a list are marked. */
function mappedLarge(value: Json, large: LargeParts, each: (one: Json) => Json, keepsText: boolean): Json {
  const { mark, ...rest } = large;
  const parts = large.parts.map((part): Part => {
    if ('value' in part) {
      const mapped = each(part.value);
      return mapped === part.value ? part : { ...part, value: mapped };
    }
    if (!mark || keepsText) return part;
    const elements = (parseMembers(large, part.text) as readonly Json[]).map(each);
    return { text: JSON.stringify(elements).slice(1, -1), count: part.count };
  });
  return !mark && parts.every((part, at) => part === large.parts[at]) ? value : largeJson({ ...rest, parts });
}
