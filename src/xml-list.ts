import { isObject, type Json, type JsonObject } from './json.ts';
import { isXmlName } from './xml-text.ts';

/** Names of elements from below the root to one that is a list: `['o', 'items', 'item']`. */
export type ListPath = readonly string[];

/** A name, or one in brackets and quotes; then more of them. */
const PATH = /^(?:[^.[\]"]+|\["[^"\\]+"\])(?:\.[^.[\]"]+|\["[^"\\]+"\])*$/u;

/**
 * The path of an element that is a list, as it is read in the value: `o.items.item`; a name with a dot stands in brackets
 * and quotes, `o["a.b"]`. Undefined: it is none.
 */
export function parseListPath(text: string): ListPath | undefined {
  if (!PATH.test(text)) return undefined;
  const names = Array.from(text.matchAll(/\["([^"]+)"\]|[^.[\]"]+/gu), ([all, quoted]) => quoted ?? all);
  return names.every(isXmlName) ? names : undefined;
}

/**
 * A value read from XML, its elements at these paths lists even where one or none is there: one becomes a list of one,
 * none an empty list where its parent is there. Within lists each element is a parent.
 */
export function withLists(value: Json, lists: readonly ListPath[]): Json {
  return lists.reduce((all, path) => withList(all, path), value);
}

function withList(value: Json, path: ListPath): Json {
  if (Array.isArray(value)) return value.map((one: Json) => withList(one, path));
  const [name = '', ...rest] = path;
  // An element without children, which is text of nothing but white space, is a parent too.
  const isEmpty = rest.length === 0 && typeof value === 'string' && value.trim() === '';
  if (!isEmpty && !isObject(value)) return value;
  const parent = isEmpty ? {} : (value as JsonObject);
  const given = Object.hasOwn(parent, name) ? parent[name] : undefined;
  if (rest.length > 0) return given === undefined ? value : { ...parent, [name]: withList(given, rest) };
  if (Array.isArray(given)) return parent;
  return { ...parent, [name]: given === undefined ? [] : [given] };
}
