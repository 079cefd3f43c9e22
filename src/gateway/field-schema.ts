import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';

const TYPES: Readonly<Record<string, string>> = {
  int: 'integer',
  bigint: 'integer',
  float: 'number',
  string: 'string',
  slice: 'array',
  bool: 'boolean',
  object: 'object',
  file: 'string',
};

/** Keywords that mean the same in a field rule and in JSON Schema, by name. */
const KEYWORDS: Readonly<Record<string, string>> = {
  default: 'default',
  min: 'minimum',
  max: 'maximum',
  pattern: 'pattern',
  format: 'format',
};

/** The JSON Schema (2020-12) of a field rule that has been checked. */
export function fieldSchema(field: JsonObject): JsonObject {
  const slice = field.type === 'slice';
  const schema: Record<string, Json> = { type: TYPES[field.type as string] ?? 'string' };
  for (const [name, keyword] of Object.entries(KEYWORDS)) {
    if (field[name] !== undefined) schema[keyword] = field[name];
  }
  if (field.type === 'file') schema.format = 'binary';
  if (field.minLen !== undefined) schema[slice ? 'minItems' : 'minLength'] = field.minLen;
  if (field.maxLen !== undefined) schema[slice ? 'maxItems' : 'maxLength'] = field.maxLen;
  if (slice) Object.assign(schema, itemsOf(field));
  else if (field.enum !== undefined) schema.enum = field.enum;
  if (isObject(field.attribute)) Object.assign(schema, fieldsSchema(field.attribute as JsonObject));
  return schema;
}

/** The JSON Schema of an object with such fields. Others are let through. */
export function fieldsSchema(fields: JsonObject): JsonObject {
  const known = Object.entries(fields).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
  const required = known.filter(([, field]) => field.required === true).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(known.map(([name, field]) => [name, fieldSchema(field)])),
    ...(required.length > 0 && { required }),
  };
}

function itemsOf(field: JsonObject): JsonObject {
  const items = isObject(field.items) ? fieldSchema(field.items) : undefined;
  const allowed = field.enum;
  if (items === undefined && allowed === undefined) return {};
  if (allowed === undefined) return { items: items ?? {} };
  return { items: items?.enum === undefined ? { ...items, enum: allowed } : { allOf: [items, { enum: allowed }] } };
}
