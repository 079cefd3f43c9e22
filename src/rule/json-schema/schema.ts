import { isObject, type Json } from '../../json.ts';

/** A JSON Schema (2020-12). */
export type JsonSchema = boolean | SchemaObject;
export type SchemaObject = Readonly<Record<string, Json>>;

/** Keywords that hold one schema, a list of schemas, a map of schemas. */
const ONE = [
  'additionalProperties',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
];
const LIST = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const MAP = ['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties'];

/** The schemas directly within a schema, each with the segments that lead to it. */
export function subschemas(schema: SchemaObject): (readonly [readonly string[], SchemaObject])[] {
  const within = [...LIST, ...MAP].flatMap((keyword) => {
    const value = schema[keyword];
    const isHolder = LIST.includes(keyword) ? Array.isArray(value) : isObject(value);
    return isHolder
      ? Object.entries<Json>(value as SchemaObject).map(([key, sub]) => [[keyword, key], sub] as const)
      : [];
  });
  const found = [...ONE.map((keyword) => [[keyword], schema[keyword]] as const), ...within];
  return found.flatMap(([segments, sub]) => (isObject(sub) ? [[segments, sub as SchemaObject] as const] : []));
}
