import { isList, isObject, member } from '../../../designer/model/rule-language.ts';
import type { Json, JsonObject } from '../../../designer/model/rule-language.ts';

/** What makes one document of another. */
export interface DocumentPatch {
  /** A merge patch (RFC 7396). */
  readonly patch: JsonObject;
  /** Pointers of fields that are set to null, which a merge patch cannot say: it would remove them. */
  readonly nulls: readonly string[];
}

/** The merge patch (RFC 7396) that makes `edited` of `kept`, as far as there is one. */
export function mergePatchOf(kept: JsonObject, edited: JsonObject): DocumentPatch {
  const nulls: string[] = [];
  return { patch: patchOf(kept, edited, '', nulls), nulls };
}

function patchOf(kept: JsonObject, edited: JsonObject, pointer: string, nulls: string[]): JsonObject {
  const removed = Object.keys(kept).filter((name) => !Object.hasOwn(edited, name));
  const changed = Object.entries(edited).flatMap(([name, value]): [string, Json][] => {
    const before = Object.hasOwn(kept, name) ? kept[name] : undefined;
    if (equalJson(before, value)) return [];
    if (value === null) {
      nulls.push(member(pointer, name));
      return [];
    }
    if (!isObject(value)) return [[name, value]];
    const inner = patchOf(isObject(before) ? before : {}, value, member(pointer, name), nulls);
    return isObject(before) && Object.keys(inner).length === 0 ? [] : [[name, inner]];
  });
  return Object.fromEntries([...removed.map((name): [string, Json] => [name, null]), ...changed]);
}

/** What a merge patch makes of a document. */
export function applyMergePatch(document: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const members = new Map(Object.entries(isObject(document) ? (document as JsonObject) : {}));
  for (const [name, value] of Object.entries(patch as JsonObject)) {
    if (value === null) members.delete(name);
    else members.set(name, applyMergePatch(members.get(name), value));
  }
  return Object.fromEntries(members);
}

/** The document without the fields at `pointers`, which lead through objects. */
export function withoutFields(document: JsonObject, pointers: readonly string[], at = ''): JsonObject {
  const left = Object.entries(document).filter(([name]) => !pointers.includes(member(at, name)));
  return Object.fromEntries(
    left.map(([name, value]) => [
      name,
      isObject(value) ? withoutFields(value as JsonObject, pointers, member(at, name)) : value,
    ]),
  );
}

/** Whether two JSON values are the same; the order of keys does not count, digits of numbers do. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => equalJson(item, b[index]));
  if (isObject(a) && isObject(b)) {
    const names = Object.keys(a);
    if (names.length !== Object.keys(b).length) return false;
    return names.every((name) => Object.hasOwn(b, name) && equalJson(a[name] as Json, b[name] as Json));
  }
  if (isList(a) || isList(b) || isObject(a) || isObject(b)) return false;
  // Numbers of many digits are objects of their own.
  return a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b);
}
