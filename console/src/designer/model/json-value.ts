import { EditError } from './edit-error.ts';
import { isList, isObject, type Json, type JsonObject, segmentsOf } from './rule-language.ts';

/** The value as an object; undefined where it is none. */
export function asObject(value: Json | undefined): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** The value as a text; undefined where it is none. */
export function asText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** An own member of an object or an element of a list. */
export function memberOf(value: Json | undefined, segment: string): Json | undefined {
  if (isList(value)) return /^(?:0|[1-9]\d*)$/.test(segment) ? value[Number(segment)] : undefined;
  const object = asObject(value);
  return object !== undefined && Object.hasOwn(object, segment) ? object[segment] : undefined;
}

/** What a JSON pointer leads to; undefined where it leads to nothing. */
export function valueAt(json: Json, pointer: string): Json | undefined {
  return segmentsOf(pointer).reduce<Json | undefined>(memberOf, json);
}

/**
 * A copy with another value at `pointer`; objects that are missing on the way are made, a new field comes last. What
 * does not change is shared. @throws EditError where the way leads through something else than an object or list.
 */
export function setAt(json: Json, pointer: string, value: Json): Json {
  return replaceAt(json, segmentsOf(pointer), pointer, (): Json => value);
}

/** A copy without what is at `pointer`; the same value where nothing is there. */
export function removeAt(json: Json, pointer: string): Json {
  const segments = segmentsOf(pointer);
  const last = segments.pop();
  if (last === undefined) throw new EditError('the whole document cannot be removed', pointer);
  if (valueAt(json, pointer) === undefined) return json;
  return replaceAt(json, segments, pointer, (parent) => without(parent, last));
}

/** Whether two JSON values are written alike, the order of keys included. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** A copy with one member set; an own `__proto__` stays a member like any other. */
export function withMember(object: JsonObject, name: string, value: Json): JsonObject {
  return { ...object, [name]: value };
}

function replaceAt(
  json: Json | undefined,
  segments: readonly string[],
  pointer: string,
  change: (old: Json | undefined) => Json,
): Json {
  const [segment, ...rest] = segments;
  if (segment === undefined) return change(json);
  const inner = replaceAt(memberOf(json, segment), rest, pointer, change);
  if (inner === memberOf(json, segment)) return json ?? null;
  if (isList(json)) return json.with(elementIndex(json, segment, pointer), inner);
  const object = json === undefined ? {} : asObject(json);
  if (object === undefined) {
    throw new EditError(`${pointer} leads through ${JSON.stringify(json)}, which is no object or list`, pointer);
  }
  return withMember(object, segment, inner);
}

/** An element, not one behind the end: that is inserted by setting the list. */
function elementIndex(list: readonly Json[], segment: string, pointer: string): number {
  if (memberOf(list, segment) !== undefined) return Number(segment);
  throw new EditError(`${pointer}: a list of ${list.length} has no element ${segment}; set the list itself`, pointer);
}

function without(parent: Json | undefined, segment: string): Json {
  if (isList(parent)) return parent.toSpliced(Number(segment), 1);
  return Object.fromEntries(Object.entries(asObject(parent) ?? {}).filter(([name]) => name !== segment));
}
