import { isList, isNested, isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';

/** Keywords whose value is data: what looks like a reference there is none. */
const DATA = new Set(['const', 'enum', 'default', 'examples']);

/**
 * A JSON Schema as a part of a larger document: references into itself lead to where it stands there. `place` are the
 * names that lead to it from the document's root.
 */
export function embeddedSchema(schema: Json, place: readonly string[]): Json {
  if (!isObject(schema)) return schema;
  const { $id, ...root } = schema as JsonObject;
  const own = typeof $id === 'string' ? $id.replace(/#$/, '') : '';
  const pointer = `#${place.map((name) => `/${token(name)}`).join('')}`;
  const anchors = anchorsOf(root, pointer);
  const moved = (reference: string): string => {
    const [resource = '', fragment = ''] = reference.split('#', 2);
    if (resource !== '' && resource !== own) return reference;
    if (fragment === '' || fragment.startsWith('/')) return pointer + fragment;
    return anchors.get(fragment) ?? reference;
  };
  return withReferences(root, moved);
}

function withReferences(schema: Json, moved: (reference: string) => string): Json {
  if (isList(schema)) return schema.map((one) => withReferences(one, moved));
  // A schema with an $id of its own has references of its own.
  if (!isObject(schema) || typeof schema.$id === 'string') return schema;
  const entries = Object.entries(schema as JsonObject).map(([name, value]) => {
    if (name === '$ref' && typeof value === 'string') return [name, moved(value)] as const;
    return [name, DATA.has(name) ? value : withReferences(value, moved)] as const;
  });
  return Object.fromEntries(entries);
}

/** `$anchor` to pointer. */
function anchorsOf(schema: Json, pointer: string, found = new Map<string, string>()): ReadonlyMap<string, string> {
  if (!isNested(schema)) return found;
  if (isObject(schema) && typeof schema.$anchor === 'string') found.set(schema.$anchor, pointer);
  for (const [name, value] of Object.entries(schema as JsonObject)) {
    if (!DATA.has(name)) anchorsOf(value, `${pointer}/${token(name)}`, found);
  }
  return found;
}

/** A name in a JSON pointer in a URI fragment. */
function token(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}
