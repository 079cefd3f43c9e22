import type { ErrorObject } from 'ajv';
import { isNested } from '../json.ts';
import type { PlainDiagnostic } from './diagnostics.ts';
import { member } from './json-pointer.ts';
import { nearest } from '../nearest.ts';
import { NAME_PATTERN } from './schema/component.ts';

/** The diagnostic of an error of ajv; undefined where another error of the same place says it. */
export function ajvDiagnostic(error: ErrorObject): PlainDiagnostic | undefined {
  const params = error.params as Record<string, unknown>;
  const pointer = error.instancePath;
  const got = `got ${describe(error.data)}`;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownField(error, String(params.additionalProperty));
    case 'required':
      return {
        pointer: member(pointer, String(params.missingProperty)),
        message: `the field ${String(params.missingProperty)} is missing`,
      };
    case 'discriminator':
      return params.tagValue === undefined ? undefined : unknownType(error, params.tagValue);
    case 'type':
      return { pointer, message: `must be ${expected(params.type)}, ${got}` };
    case 'if':
      // What it leads to says it.
      return undefined;
    case 'uniqueItems':
      return { pointer, message: 'has an element twice' };
    case 'enum':
      return oneOf(pointer, params.allowedValues as string[], error.data);
    case 'minimum':
      return { pointer, message: `must be at least ${String(params.limit)}, ${got}` };
    case 'maximum':
      return { pointer, message: `must be at most ${String(params.limit)}, ${got}` };
    case 'minItems':
      return { pointer, message: `must have ${String(params.limit)} or more elements, ${got}` };
    case 'maxItems':
      return { pointer, message: `must have ${String(params.limit)} or fewer elements, ${got}` };
    case 'exclusiveMinimum':
      return { pointer, message: `must be more than ${String(params.limit)}, ${got}` };
    case 'minLength':
      return { pointer, message: 'cannot be empty' };
    case 'maxLength':
      return { pointer, message: `must be at most ${String(params.limit)} characters` };
    case 'maxProperties':
      return { pointer, message: `must have ${String(params.limit)} or fewer members` };
    case 'propertyNames':
      return wrongName(error, String(params.propertyName));
    case 'pattern':
      // What it leads to says it.
      if (error.propertyName !== undefined) return undefined;
      if (params.pattern !== NAME_PATTERN) break;
      return { pointer, message: `a component's name holds no /, [ or ], ${got}` };
  }
  return { pointer, message: error.message ?? `is refused by ${error.keyword}` };
}

function unknownField(error: ErrorObject, name: string): PlainDiagnostic {
  const properties = error.parentSchema?.properties as Record<string, { readonly const?: string }> | undefined;
  const type = properties?.type?.const;
  return {
    pointer: member(error.instancePath, name),
    message: `the field ${name} is unknown${type === undefined ? '' : ` for the type ${type}`}`,
    suggestion: nearest(name.slice(0, 64), Object.keys(properties ?? {})),
  };
}

function wrongName({ parentSchema, instancePath }: ErrorObject, name: string): PlainDiagnostic {
  const { description = '' } = (parentSchema?.propertyNames ?? {}) as { readonly description?: string };
  return { pointer: member(instancePath, name), message: `the name ${describe(name)} is refused: ${description}` };
}

function unknownType(error: ErrorObject, type: unknown): PlainDiagnostic {
  const alternatives = error.parentSchema?.oneOf as readonly { properties: { type: { const: string } } }[];
  const types = alternatives.map(({ properties }) => properties.type.const);
  return oneOf(`${error.instancePath}/type`, types, type);
}

function oneOf(pointer: string, values: readonly string[], got: unknown): PlainDiagnostic {
  // Methods are listed in both cases; one is enough to tell.
  const shown = values.filter((value) => value === value.toUpperCase() || !values.includes(value.toUpperCase()));
  return {
    pointer,
    message: `must be one of ${shown.join(', ')}, got ${describe(got)}`,
    suggestion: typeof got === 'string' ? nearest(got.slice(0, 64), shown) : undefined,
  };
}

const TYPES: ReadonlyMap<unknown, string> = new Map([
  ['integer', 'a whole number'],
  ['number', 'a number'],
  ['string', 'a string'],
  ['array', 'an array'],
  ['boolean', 'true or false'],
  ['object', 'an object'],
]);

function expected(type: unknown): string {
  return [type]
    .flat()
    .filter((name) => name !== 'null')
    .map((name) => TYPES.get(name) ?? String(name))
    .join(' or ');
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`;
  if (isNested(value)) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
