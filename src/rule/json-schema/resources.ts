import { isObject, type Json } from '../../json.ts';
import { member, segmentsOf } from '../json-pointer.ts';
import { memberOf } from '../path.ts';
import { metaSchemas } from './meta-schemas.ts';
import { type JsonSchema, type SchemaObject, subschemas } from './schema.ts';

/** The base of a schema that gives itself no `$id`. */
const ROOT = 'https://stepgate.invalid/schema';
/** Where the meta-schema is, and its parts. */
const DIALECTS = 'https://json-schema.org/draft/2020-12/';

/** A schema object within a document, and where it is. */
interface Location {
  /** URI of the resource it belongs to: the nearest `$id`. */
  readonly base: string;
  /** Within the document; undefined: not of the document, but of the meta-schema. */
  readonly pointer: string | undefined;
}

/** The schemas that references can lead to: those of one document, and the meta-schema. Nothing is ever fetched. */
export interface Resources {
  /** All schema objects of the document; following references may add to it. */
  readonly locations: ReadonlyMap<SchemaObject, Location>;
  baseOf(schema: SchemaObject): string;
  /** What `$ref` of a schema leads to; undefined: nothing here. */
  resolve(ref: string, from: SchemaObject): JsonSchema | undefined;
  /** The schema that a resource gives for a dynamic anchor. */
  dynamic(base: string, anchor: string): SchemaObject | undefined;
}

/** Finds the resources and anchors of a document. */
export function createResources(document: JsonSchema): Resources {
  const locations = new Map<SchemaObject, Location>();
  const resources = new Map<string, JsonSchema>([[ROOT, document]]);
  const anchors = new Map<string, SchemaObject>();
  const dynamics = new Map<string, SchemaObject>();
  register(document, ROOT, '');
  return { locations, baseOf, resolve, dynamic: (base, anchor) => dynamics.get(`${base}#${anchor}`) };

  function register(schema: Json, outer: string, pointer: string | undefined): void {
    if (!isObject(schema) || locations.has(schema)) return;
    const base = typeof schema.$id === 'string' ? (absolute(schema.$id, outer)?.split('#')[0] ?? outer) : outer;
    locations.set(schema, { base, pointer });
    if (base !== outer) resources.set(base, schema);
    if (typeof schema.$anchor === 'string') anchors.set(`${base}#${schema.$anchor}`, schema);
    if (typeof schema.$dynamicAnchor === 'string') {
      anchors.set(`${base}#${schema.$dynamicAnchor}`, schema);
      dynamics.set(`${base}#${schema.$dynamicAnchor}`, schema);
    }
    for (const [segments, sub] of subschemas(schema)) {
      register(sub, base, pointer === undefined ? undefined : member(pointer, ...segments));
    }
  }

  function baseOf(schema: SchemaObject): string {
    return locations.get(schema)?.base ?? ROOT;
  }

  function resolve(ref: string, from: SchemaObject): JsonSchema | undefined {
    const [base = '', hash = ''] = absolute(ref, baseOf(from))?.split('#') ?? [];
    // The meta-schema is large, and hardly anything refers to it.
    if (base.startsWith(DIALECTS)) for (const schema of metaSchemas) register(schema, ROOT, undefined);
    const resource = resources.get(base);
    if (resource === undefined || hash === '') return resource;
    const fragment = decoded(hash);
    return fragment.startsWith('/') ? pointedAt(resource, fragment, base) : anchors.get(`${base}#${fragment}`);
  }

  function pointedAt(resource: JsonSchema, pointer: string, base: string): JsonSchema | undefined {
    const target = segmentsOf(pointer).reduce<unknown>(memberOf, resource);
    if (typeof target === 'boolean') return target;
    if (!isObject(target)) return undefined;
    const start = typeof resource === 'object' ? locations.get(resource)?.pointer : '';
    // A place where no keyword says that it is a schema becomes one by being referred to.
    register(target as SchemaObject, base, start === undefined ? undefined : start + pointer);
    return target as SchemaObject;
  }
}

function absolute(reference: string, base: string): string | undefined {
  return URL.parse(reference, base)?.href;
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
