import {
  type ComponentType,
  type FieldKind,
  isComponentType,
  KINDS,
  type Part,
  type SectionName,
  SECTIONS,
  typeOfPart,
  UNDO_PARTS,
  type UndoPart,
} from './field-sections.ts';
import { asObject, asText, valueAt } from './json-value.ts';
import { isList, type Json, type JsonObject, member, ruleSchema } from './rule-language.ts';

/** A field of the property panel. */
export interface Field {
  /** Within its part: `/url`, `/tls/cert`. */
  readonly pointer: string;
  /** `url`, `tls.cert` */
  readonly name: string;
  readonly kind: FieldKind;
  /** The schema's description; empty where it has none. */
  readonly help: string;
  readonly required: boolean;
  /** What counts where the field is absent, as the schema says. */
  readonly default?: Json;
  /** Of an enum, or of the elements of a list. */
  readonly options?: readonly string[];
  /** Bounds of a number, inclusive but for `exclusiveMin`. */
  readonly min?: number;
  readonly exclusiveMin?: number;
  readonly max?: number;
  readonly isInteger?: boolean;
  /** The field that this is another name of: to be shown only where it is used. */
  readonly aliasOf?: string;
}

/** Fields under one heading. */
export interface Section {
  readonly section: SectionName;
  readonly fields: readonly Field[];
}

/** Where the schemas of the parts are in the schema of a rule file. */
const SCHEMAS: Readonly<Record<Exclude<Part, ComponentType | UndoPart>, string>> = {
  document: '',
  settings: '/properties/rule',
  request: '/properties/rule/properties/request',
  response: '/properties/rule/properties/response',
  error: '/properties/rule/properties/response/properties/error',
};
const COMPONENT_SCHEMAS = '/$defs/component/oneOf';
const UNDO_SCHEMAS = '/$defs/compensation/oneOf';

/** What has an editor of its own, or is no matter of people. */
const LEFT_OUT: Readonly<Partial<Record<Part, readonly string[]>>> = {
  document: ['$schema', 'rule'],
  settings: ['request', 'components', 'response'],
  flow: ['components'],
};

/** The fields of a part in sections, made of the schema of rules. A field that is new in it is there, under `other`. */
export function fieldTable(part: Part, schema: object = ruleSchema): Section[] {
  const fields = fieldsOf(part, partSchema(part, schema as JsonObject));
  const sections = SECTIONS[part];
  const named = new Set(sections.flatMap(([, names]) => names));
  const rootOf = ({ name }: Field) => name.split('.')[0] ?? '';
  const all = sections.map(([section, names]) => ({
    section,
    fields: names.flatMap((name) => fields.filter((field) => rootOf(field) === name)),
  }));
  const other = fields.filter((field) => !named.has(rootOf(field)));
  return [...all, { section: 'other' as const, fields: other }].filter((one) => one.fields.length > 0);
}

function partSchema(part: Part, schema: JsonObject): JsonObject {
  const isUndo = isUndoPart(part);
  if (!isUndo && !isComponentType(part)) return asObject(valueAt(schema, SCHEMAS[part])) ?? {};
  const components = valueAt(schema, isUndo ? UNDO_SCHEMAS : COMPONENT_SCHEMAS);
  const type = typeOfPart(part);
  const own = isList(components)
    ? components.find((one) => valueAt(one, '/properties/type/const') === type)
    : undefined;
  return asObject(own) ?? {};
}

function isUndoPart(part: Part): part is UndoPart {
  return UNDO_PARTS.some((one) => one === part);
}

function fieldsOf(part: Part, schema: JsonObject, pointer = '', prefix = ''): Field[] {
  const required = isList(schema.required) ? schema.required : [];
  return Object.entries(asObject(schema.properties) ?? {}).flatMap(([key, json]) => {
    const spec = asObject(json) ?? {};
    if (spec.const !== undefined || (prefix === '' && LEFT_OUT[part]?.includes(key) === true)) return [];
    const at = member(pointer, key);
    // Others have free names besides, or are not always objects: they have an editor of their own.
    if (spec.type === 'object' && spec.additionalProperties === false && spec.properties !== undefined)
      return fieldsOf(part, spec, at, `${prefix}${key}.`);
    return [fieldOf(part, spec, { pointer: at, name: prefix + key, required: required.includes(key) })];
  });
}

function fieldOf(part: Part, spec: JsonObject, base: Pick<Field, 'pointer' | 'name' | 'required'>): Field {
  const help = asText(spec.description) ?? '';
  const [, alias] = /^Another name of `(\w+)`/.exec(help) ?? [];
  const byDefault = defaultOf(spec, help);
  const choices = spec.enum ?? valueAt(spec, '/items/enum');
  return {
    ...base,
    kind: KINDS[`${typeOfPart(part)}.${base.name}`] ?? KINDS[base.name] ?? kindOf(spec),
    help,
    ...(byDefault !== undefined && { default: byDefault }),
    ...(isList(choices) && { options: optionsOf(choices) }),
    ...boundsOf(spec),
    ...(alias !== undefined && { aliasOf: alias }),
  };
}

function kindOf(spec: JsonObject): FieldKind {
  if (spec.enum !== undefined) return 'enum';
  const type = asText(spec.type) ?? '';
  switch (type) {
    case 'string':
    case 'boolean':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return 'list';
    case 'object':
      return valueAt(spec, '/additionalProperties/$ref') === undefined ? 'map' : 'fieldRules';
    default:
      return 'json';
  }
}

/** Methods may be written in lower case too: one of both is enough to choose from. */
function optionsOf(values: readonly Json[]): string[] {
  const texts = values.map((value) => asText(value) ?? JSON.stringify(value));
  return texts.filter((text) => text === text.toUpperCase() || !texts.includes(text.toUpperCase()));
}

function boundsOf(spec: JsonObject): Pick<Field, 'min' | 'max' | 'exclusiveMin' | 'isInteger'> {
  const { minimum, maximum, exclusiveMinimum, type } = spec;
  return {
    ...(typeof minimum === 'number' && { min: minimum }),
    ...(typeof exclusiveMinimum === 'number' && { exclusiveMin: exclusiveMinimum }),
    ...(typeof maximum === 'number' && { max: maximum }),
    ...(type === 'integer' && { isInteger: true }),
  };
}

/** The schema says defaults in its descriptions: `Default 120.` */
function defaultOf(spec: JsonObject, help: string): Json | undefined {
  if (spec.default !== undefined) return spec.default;
  const text = /\bDefault ([\w.]*\w)\.(?:\s|$)/.exec(help)?.[1] ?? /(\w+) counts \(default\)/.exec(help)?.[1];
  if (text === undefined) return undefined;
  return /^(?:true|false|null|-?\d+(?:\.\d+)?)$/.test(text) ? (JSON.parse(text) as Json) : text;
}

const FIELD_RULES = '/$defs/fieldRule/oneOf';

/** The types of field rules, `int` and so on, each with its fields: `required`, `default`, `min`, … */
export function fieldRuleTable(schema: object = ruleSchema): ReadonlyMap<string, readonly Field[]> {
  const rules = valueAt(schema as JsonObject, FIELD_RULES);
  return new Map(
    (isList(rules) ? rules : []).map((rule) => [
      asText(valueAt(rule, '/properties/type/const')) ?? '',
      fieldsOf('request', asObject(rule) ?? {}).map((field) => ({
        ...field,
        kind: ruleKinds[field.name] ?? field.kind,
      })),
    ]),
  );
}

/** What the members of a field rule are, where its schema refers to itself. */
const ruleKinds: Readonly<Record<string, FieldKind>> = { items: 'json', attribute: 'fieldRules', default: 'json' };
