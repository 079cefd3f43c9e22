import { isObject, type Json, type JsonObject } from '../../json.ts';
import { parseJsonText } from '../../json-text.ts';
import { parseAnyJson } from '../../large/parse-large.ts';
import { isLarge } from '../../large/size.ts';
import { Pace } from '../../large/turn.ts';
import { withMembers } from '../../large/with-members.ts';
import { isJsonNumber, LongNumber, numberFromJson } from '../../long-number.ts';
import type { FieldRule, FieldRules } from '../schema/field-rule.ts';
import { deepFreeze } from '../freeze.ts';
import { markOf, toBigint } from './bigint.ts';
import { convertedList } from './large-list.ts';

/** Where a value comes from: a JSON body has types; a query, header, parameter or form has text; XML has text and elements. */
export type Source = 'json' | 'text' | 'xml';

/** A value as it came, not null, to the value that the rule declares; what cannot be converted stays as it is. */
export interface Conversion {
  readonly now: (value: unknown) => unknown;
  /** The same of a large value, in slices; undefined: that is not needed. */
  readonly inSlices?: (value: unknown, pace: Pace) => unknown;
}

const asItIs: Conversion = { now: (value) => value };

const INT = /^-?\d+$/;
const FLOAT = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const BOOLS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** Converts a value at once; a large one in slices, as the promise. */
export function convert({ now, inSlices }: Conversion, value: unknown, pace?: Pace): unknown {
  return inSlices && isLarge(value) ? inSlices(value, pace ?? new Pace()) : now(value);
}

/** A field, what its values become, and its default. */
interface Known {
  readonly name: string;
  readonly conversion: Conversion;
  readonly fallback: Json | undefined;
}

/** Fills in defaults, also in the place of null, and converts text, for the fields that have a rule; the others pass through. */
export function compileFields(fields: FieldRules, source: Source): Conversion {
  const known = Object.entries(fields).map(([name, rule]): Known => ({
    name,
    conversion: compileConvert(rule, source),
    fallback: compileDefault(rule),
  }));
  if (known.every(({ conversion, fallback }) => conversion === asItIs && fallback === undefined)) return asItIs;
  return {
    now(value) {
      // The spread copies an own `__proto__` as what it is; the names that are assigned are the rule's.
      const converted: Record<string, unknown> = { ...(value as object) };
      for (const { name, conversion, fallback } of known) {
        const given = Object.hasOwn(converted, name) ? converted[name] : undefined;
        if (given !== null && given !== undefined) converted[name] = conversion.now(given);
        else if (fallback !== undefined) converted[name] = fallback;
      }
      return converted;
    },
    inSlices: (value, pace) => convertedLarge(value as JsonObject, known, pace),
  };
}

/** Of a large object only what changes is made anew. */
async function convertedLarge(object: JsonObject, known: readonly Known[], pace: Pace): Promise<unknown> {
  const changes = new Map<string, Json>();
  for (const { name, conversion, fallback } of known) {
    const given = Object.hasOwn(object, name) ? object[name] : undefined;
    const converted = given === null || given === undefined ? fallback : await convert(conversion, given, pace);
    if (converted !== undefined && converted !== given) changes.set(name, converted as Json);
  }
  return withMembers(object, changes);
}

/** A field's default, its members' defaults filled in; undefined: none. */
export function compileDefault(rule: FieldRule): Json | undefined {
  if (rule.type === 'file' || rule.default === undefined || rule.default === null) return undefined;
  return deepFreeze(compileConvert(rule, 'json').now(rule.default) as Json);
}

function compileConvert(rule: FieldRule, source: Source): Conversion {
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
      if (source === 'json') return { now: toBigint };
      return { now: (value) => toBigint(typeof value === 'string' && INT.test(value) ? new LongNumber(value) : value) };
    case 'bool':
      return fromText(source, (text) => BOOLS.get(text) ?? text);
    case 'file':
    case 'string':
      return asItIs;
  }
}

function fromText(source: Source, read: (text: string) => unknown): Conversion {
  if (source === 'json') return asItIs;
  return { now: (value) => (typeof value === 'string' ? read(value) : value) };
}

function compileObject(attribute: FieldRules, source: Source): Conversion {
  const fill = compileFields(attribute, source);
  if (source === 'json') return fill === asItIs ? asItIs : onlyOf(isObject, fill);
  const parsed = onlyOf(isObject, compileFields(attribute, 'json'));
  return {
    now(value) {
      if (typeof value !== 'string') return source === 'xml' && isObject(value) ? fill.now(value) : value;
      // An element without children and text.
      if (source === 'xml' && value === '') return fill.now({});
      const json = parseJson(value);
      return isObject(json) ? parsed.now(json) : value;
    },
    async inSlices(value, pace) {
      if (typeof value !== 'string') return source === 'xml' && isObject(value) ? convert(fill, value, pace) : value;
      const json = await parseLargeJson(value);
      return isObject(json) ? convert(parsed, json, pace) : value;
    },
  };
}

/** Other values stay as they are. */
function onlyOf(isOne: (value: unknown) => boolean, conversion: Conversion): Conversion {
  return {
    now: (value) => (isOne(value) ? conversion.now(value) : value),
    inSlices: (value, pace) => (isOne(value) ? convert(conversion, value, pace) : value),
  };
}

function compileSlice(items: FieldRule | undefined, source: Source): Conversion {
  const all = eachOf(items, source);
  if (source === 'json') return all === asItIs ? asItIs : onlyOf(Array.isArray, all);
  const parsed = eachOf(items, 'json');
  const isText = (value: unknown): value is string => typeof value === 'string' && value.trimStart().startsWith('[');
  return {
    now(value) {
      const json = isText(value) ? parseJson(value) : undefined;
      return Array.isArray(json) ? parsed.now(json) : all.now(Array.isArray(value) ? value : [value]);
    },
    async inSlices(value, pace) {
      const json = isText(value) ? await parseLargeJson(value) : undefined;
      if (Array.isArray(json)) return convert(parsed, json, pace);
      return convert(all, Array.isArray(value) ? value : [value], pace);
    },
  };
}

/** Converts each element of a list. */
function eachOf(items: FieldRule | undefined, source: Source): Conversion {
  const element = compileElement(items, source);
  if (items === undefined || element === asItIs) return asItIs;
  const mark = markOf({ type: 'slice', items });
  return {
    now: (list) => (list as readonly Json[]).map(element.now),
    async inSlices(list, pace) {
      const made = await convertedList(list as readonly Json[], (one) => convert(element, one, pace), pace);
      return mark ? mark(made) : made;
    },
  };
}

function compileElement(items: FieldRule | undefined, source: Source): Conversion {
  if (items === undefined) return asItIs;
  const conversion = compileConvert(items, source);
  const fallback = compileDefault(items) ?? null;
  if (conversion === asItIs && fallback === null) return asItIs;
  return {
    now: (value) => (value === null ? fallback : conversion.now(value)),
    inSlices: (value, pace) => convert(conversion, value, pace),
  };
}

/** JSON text; undefined where it is none. */
function parseJson(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch {
    return undefined;
  }
}

/** The same of a large text. */
async function parseLargeJson(text: string): Promise<unknown> {
  try {
    return await parseAnyJson(text);
  } catch {
    return undefined;
  }
}
