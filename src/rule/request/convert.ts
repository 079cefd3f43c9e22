import { isObject, type Json, type JsonObject } from '../../json.ts';
import { parseJsonText } from '../../json-text.ts';
import { elementsOf, largeParts } from '../../large/large-json.ts';
import { withMembers } from '../../large/with-members.ts';
import { isJsonNumber, LongNumber, numberFromJson } from '../../long-number.ts';
import type { FieldRule, FieldRules } from '../schema/field-rule.ts';
import { deepFreeze } from '../freeze.ts';
import { toBigint } from './bigint.ts';

/** Where a value comes from: a JSON body has types; a query, header, parameter or form has text; XML has text and elements. */
export type Source = 'json' | 'text' | 'xml';

/** A value as it came, not null, to the value that the rule declares; what cannot be converted stays as it is. */
type Convert = (value: unknown) => unknown;

const asItIs: Convert = (value) => value;

const INT = /^-?\d+$/;
const FLOAT = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const BOOLS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** A field, what its values become, and its default. */
interface Known {
  readonly name: string;
  readonly convert: Convert;
  readonly fallback: Json | undefined;
}

/** Fills in defaults, also in the place of null, and converts text, for the fields that have a rule; the others pass through. */
export function compileFields(fields: FieldRules, source: Source): (value: Record<string, unknown>) => unknown {
  const known = Object.entries(fields).map(([name, rule]): Known => ({
    name,
    convert: compileConvert(rule, source),
    fallback: compileDefault(rule),
  }));
  if (known.every(({ convert, fallback }) => convert === asItIs && fallback === undefined)) return asItIs;
  return (value) => {
    if (largeParts(value)) return convertedLarge(value, known);
    // The spread copies an own `__proto__` as what it is; the names that are assigned are the rule's.
    const converted: Record<string, unknown> = { ...value };
    for (const { name, convert, fallback } of known) {
      const given = Object.hasOwn(converted, name) ? converted[name] : undefined;
      if (given !== null && given !== undefined) converted[name] = convert(given);
      else if (fallback !== undefined) converted[name] = fallback;
    }
    return converted;
  };
}

/** Of a large object only what changes is made anew. */
function convertedLarge(object: Record<string, unknown>, known: readonly Known[]): unknown {
  const changes = new Map<string, Json>();
  for (const { name, convert, fallback } of known) {
    const given = Object.hasOwn(object, name) ? object[name] : undefined;
    const converted = given === null || given === undefined ? fallback : convert(given);
    if (converted !== undefined && converted !== given) changes.set(name, converted as Json);
  }
  return withMembers(object as JsonObject, changes);
}

/** A field's default, its members' defaults filled in; undefined: none. */
export function compileDefault(rule: FieldRule): Json | undefined {
  if (rule.type === 'file' || rule.default === undefined || rule.default === null) return undefined;
  return deepFreeze(compileConvert(rule, 'json')(rule.default) as Json);
}

function compileConvert(rule: FieldRule, source: Source): Convert {
  switch (rule.type) {
    case 'object':
      return compileObject(rule.attribute ?? {}, source);
    case 'slice':
      return compileSlice(rule.items, source);
    case 'int':
      // Adding 0 makes 0 of -0.
      return fromText(source, (text) => (INT.test(text) ? Number(text) + 0 : text));
    case 'float':
      return fromText(source, (text) =>
        isJsonNumber(text) ? numberFromJson(text) : FLOAT.test(text) ? Number(text) : text,
      );
    case 'bigint':
      if (source === 'json') return toBigint;
      return (value) => toBigint(typeof value === 'string' && INT.test(value) ? new LongNumber(value) : value);
    case 'bool':
      return fromText(source, (text) => BOOLS.get(text) ?? text);
    case 'file':
    case 'string':
      return asItIs;
  }
}

function fromText(source: Source, convert: (text: string) => unknown): Convert {
  if (source === 'json') return asItIs;
  return (value) => (typeof value === 'string' ? convert(value) : value);
}

function compileObject(attribute: FieldRules, source: Source): Convert {
  const fill = compileFields(attribute, source);
  if (source === 'json') return fill === asItIs ? asItIs : (value) => (isObject(value) ? fill(value) : value);
  const fillParsed = compileFields(attribute, 'json');
  return (value) => {
    if (typeof value !== 'string') return source === 'xml' && isObject(value) ? fill(value) : value;
    // An element without children and text.
    if (source === 'xml' && value === '') return fill({});
    const parsed = parseJson(value);
    return isObject(parsed) ? fillParsed(parsed) : value;
  };
}

function compileSlice(items: FieldRule | undefined, source: Source): Convert {
  const element = compileElement(items, source);
  const all = (list: readonly Json[]): unknown[] => Array.from(elementsOf(list), element);
  if (source === 'json') return element === asItIs ? asItIs : (value) => (isValueList(value) ? all(value) : value);
  const parsedElement = compileElement(items, 'json');
  return (value) => {
    if (isValueList(value)) return all(value);
    const parsed = typeof value === 'string' && value.trimStart().startsWith('[') ? parseJson(value) : undefined;
    return Array.isArray(parsed) ? parsed.map(parsedElement) : [element(value)];
  };
}

function compileElement(items: FieldRule | undefined, source: Source): Convert {
  if (items === undefined) return asItIs;
  const convert = compileConvert(items, source);
  const fallback = compileDefault(items) ?? null;
  if (convert === asItIs && fallback === null) return asItIs;
  return (value) => (value === null ? fallback : convert(value));
}

function isValueList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** JSON text; undefined where it is none. */
function parseJson(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch {
    return undefined;
  }
}
