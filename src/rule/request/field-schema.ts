import type { Json } from '../../json.ts';
import type { FieldRule, FieldRules } from '../schema/field-rule.ts';
import type { SchemaObject } from '../json-schema/schema.ts';

/** The JSON Schema of an object with these fields, once their values are converted. Null is no value where one is required. */
export function fieldsSchema(fields: FieldRules): SchemaObject {
  const entries = Object.entries(fields);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, rule]) => [name, valueSchema(rule)])),
    required: entries.filter(([, rule]) => rule.required === true).map(([name]) => name),
  };
}

function valueSchema(rule: FieldRule): SchemaObject {
  return rule.required === true ? fieldSchema(rule) : nullable(fieldSchema(rule));
}

/** The JSON Schema of one field's value, where it has one. */
export function fieldSchema(rule: FieldRule): SchemaObject {
  switch (rule.type) {
    case 'int':
      return defined({
        type: 'integer',
        minimum: rule.min,
        maximum: rule.max,
        enum: rule.enum,
      });
    case 'bigint':
      return defined({ type: 'bigint', minimum: rule.min, maximum: rule.max, enum: rule.enum });
    case 'float':
      return defined({ type: 'number', minimum: rule.min, maximum: rule.max, enum: rule.enum });
    case 'string':
      return defined({
        type: 'string',
        minLength: rule.minLen,
        maxLength: rule.maxLen,
        enum: rule.enum,
        pattern: rule.pattern,
        format: rule.format,
      });
    case 'bool':
      return { type: 'boolean' };
    case 'file':
      return {};
    case 'object':
      return fieldsSchema(rule.attribute ?? {});
    case 'slice':
      return defined({
        type: 'array',
        minItems: rule.minLen,
        maxItems: rule.maxLen,
        items: elementSchema(rule.items, rule.enum),
      });
  }
}

/** An element cannot be left out: where it is not required, null stands for an absent one. */
function elementSchema(items: FieldRule | undefined, values: readonly Json[] | undefined): SchemaObject | undefined {
  const schemas = [items === undefined ? undefined : fieldSchema(items), values && { enum: values }]
    .filter((schema) => schema !== undefined)
    .map((schema) => (items?.required === true ? schema : nullable(schema)));
  return schemas.length > 1 ? { allOf: schemas } : schemas[0];
}

function nullable(schema: SchemaObject): SchemaObject {
  return defined({
    ...schema,
    type: schema.type && [schema.type, 'null'],
    enum: Array.isArray(schema.enum) ? [...(schema.enum as Json[]), null] : undefined,
  });
}

function defined(schema: Readonly<Record<string, Json | undefined>>): SchemaObject {
  return Object.fromEntries(Object.entries(schema).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}
