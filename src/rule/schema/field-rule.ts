import Type from 'typebox';
import type { Json } from '../../json.ts';
import { optional, strictObject } from './strict-object.ts';

/** Where the published schema keeps the field rule, which contains itself. */
const REF = '#/$defs/fieldRule';

/** What a slice's `enum` may hold. */
const scalar = Type.Unsafe<string | number | boolean>({ type: ['string', 'number', 'boolean'] });

const MESSAGE = { type: 'string', maxLength: 65_536 } as const;

const OPTIONS = ['required', 'type', 'min', 'max', 'minLen', 'maxLen', 'enum', 'pattern', 'format'] as const;

const messagesSchema = Type.Unsafe<Readonly<Partial<Record<(typeof OPTIONS)[number], string>>>>({
  type: 'object',
  properties: Object.fromEntries(OPTIONS.map((option) => [option, MESSAGE])),
  additionalProperties: false,
});

const messages = optional(
  messagesSchema,
  'What is said of a value that is refused, by the option that refuses it; templates.',
);

function common<T extends string>(type: T, value: Type.TSchema) {
  return {
    type: Type.Literal(type),
    required: optional(Type.Boolean(), 'The field must be there and not null. Default false.'),
    default: optional(Type.Unsafe<Json>(value), 'Used when the field is absent.'),
    messages,
  };
}

const bounds = {
  min: optional(Type.Number(), 'Smallest value, inclusive.'),
  max: optional(Type.Number(), 'Largest value, inclusive.'),
};

function lengths(unit: string) {
  return {
    minLen: optional(Type.Integer({ minimum: 0 }), `Fewest ${unit}.`),
    maxLen: optional(Type.Integer({ minimum: 0 }), `Most ${unit}.`),
  };
}

function allowed<T extends Type.TSchema>(value: T, description = 'The allowed values.') {
  return optional(Type.Array(value, { minItems: 1 }), description);
}

const intRule = strictObject({
  ...common('int', { type: ['integer', 'null'] }),
  ...bounds,
  enum: allowed(Type.Integer()),
});

const bigintRule = strictObject({
  ...common('bigint', { type: ['integer', 'null'] }),
  ...bounds,
  enum: allowed(Type.Integer()),
});

const floatRule = strictObject({
  ...common('float', { type: ['number', 'null'] }),
  ...bounds,
  enum: allowed(Type.Number()),
});

const formats = ['email', 'uri', 'uuid', 'date', 'date-time', 'ipv4', 'ipv6'] as const;

const stringRule = strictObject({
  ...common('string', { type: ['string', 'null'] }),
  ...lengths('characters (code points)'),
  enum: allowed(Type.String()),
  pattern: optional(
    Type.String(),
    'A regular expression in linear-time syntax (RE2), found anywhere in the value unless anchored.',
  ),
  format: optional(Type.Enum([...formats]), 'A known form of text.'),
});

const boolRule = strictObject(common('bool', { type: ['boolean', 'null'] }));

const sliceRule = strictObject({
  ...common('slice', { type: ['array', 'null'] }),
  ...lengths('elements'),
  items: optional(Type.Ref(REF), 'The field rule of each element.'),
  enum: allowed(scalar, 'The allowed values of each element.'),
});

const objectRule = strictObject({
  ...common('object', { type: ['object', 'null'] }),
  attribute: optional(
    Type.Record(Type.String(), Type.Ref(REF), { additionalProperties: false }),
    'Field rules of its members.',
  ),
});

const fileRule = strictObject({
  type: Type.Literal('file'),
  messages,
  required: optional(Type.Boolean(), 'The field must be there and not null. Default false.'),
  maxSize: optional(Type.Unsafe<number | string>({ type: ['integer', 'string'] }), 'Bytes, or "2MiB".'),
  contentTypes: optional(
    Type.Array(Type.String(), { minItems: 1 }),
    'The content types that are taken; image/* takes all that begin so.',
  ),
});

const rules = [intRule, bigintRule, floatRule, stringRule, boolRule, sliceRule, objectRule, fileRule] as const;

/** What a field of a request must look like. */
export type FieldRule = Type.Static<Type.TCyclic<{ [REF]: Type.TUnion<[...typeof rules]> }, typeof REF>>;

/** Field rules by field name. */
export type FieldRules = Readonly<Record<string, FieldRule>>;

/** The definition that `fieldRules` refers to. */
export const fieldRuleDefinition = {
  type: 'object',
  required: ['type'],
  oneOf: rules,
};

/** A map of field names to field rules. */
export const fieldRules = Type.Unsafe<FieldRules>({ type: 'object', additionalProperties: { $ref: REF } });
