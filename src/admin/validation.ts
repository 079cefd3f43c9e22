import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';
import { StepgateError } from '../error.ts';
import type { ErrorDetail } from '../error.ts';
import { nearest } from '../nearest.ts';
import { IGNORED } from './field.ts';

/**
 * Compiles the schemas of requests. A body is taken as it is; the values of a query arrive as text and are converted.
 * All errors are reported, and nothing is taken out or replaced.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<TSchema> {
  const body = newAjv(false);
  const text = newAjv(true);
  return ({ schema, httpPart }) => (httpPart === 'body' ? body : text).compile(schema);
}

function newAjv(coerceTypes: boolean): Ajv {
  const ajv = new Ajv({
    ...{ allErrors: true, useDefaults: true, coerceTypes, strict: true, allowUnionTypes: true },
    allowMatchingProperties: true,
    // An error has the description of what it is about.
    verbose: true,
  });
  addFormats.default(ajv);
  const { validate } = ajv.formats['date-time'] as { readonly validate: (text: string) => boolean };
  // A leap second has the form of a time, and is none here.
  ajv.addFormat('date-time', (text: string) => validate(text) && !Number.isNaN(Date.parse(text)));
  return ajv;
}

/** Names are compared up to here: comparing takes time with the product of their lengths. */
const LONGEST_NAME = 64;

const PLACES: Readonly<Record<string, string>> = { querystring: 'query', params: 'params', headers: 'header' };

/** What Fastify's validation found, as 000400 with a path for each refused field. */
export function toRefusal(errors: readonly FastifySchemaValidationError[], place: string): StepgateError {
  const root = `request.${PLACES[place] ?? place}`;
  const details = (errors as ErrorObject[]).filter(saysMore).map((error) => detailOf(error, root));
  const first = details[0];
  return new StepgateError('000400', first ? `${first.path ?? root} ${first.message}` : `${root} is refused`, {
    errors: details,
  });
}

/** Of what may also be null, the errors of the other form say it all. */
function saysMore({ keyword, params }: ErrorObject): boolean {
  return keyword !== 'anyOf' && !(keyword === 'type' && params.type === 'null');
}

function detailOf(error: ErrorObject, root: string): ErrorDetail {
  const path = root + dotted(error.instancePath);
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'required':
      return { path: `${path}.${String(params.missingProperty)}`, message: 'is required' };
    case 'additionalProperties':
      return unknownField(error, path, String(params.additionalProperty));
    case 'enum':
      return { path, message: `must be one of ${(params.allowedValues as unknown[]).join(', ')}` };
    default:
      return { path, message: messageOf(error, params.limit as number) };
  }
}

/** A parameter of a query, or a field of a body, that the call does not have; with the one that was meant. */
function unknownField({ parentSchema }: ErrorObject, path: string, name: string): ErrorDetail {
  const { properties = {} } = parentSchema as { properties?: Record<string, { description?: string }> };
  const known = Object.entries(properties).filter(([, { description }]) => description !== IGNORED);
  const suggestion = nearest(
    name.slice(0, LONGEST_NAME),
    known.map(([one]) => one),
  );
  const what = path === 'request.query' ? 'is no parameter of this call' : 'is not a field of this call';
  const hint = suggestion === undefined ? '; there are none' : `; the nearest is ${suggestion}`;
  return { path: `${path}.${name}`, message: what + hint, ...(suggestion !== undefined && { suggestion }) };
}

function messageOf({ keyword, params, parentSchema, message = 'is refused' }: ErrorObject, limit: number): string {
  switch (keyword) {
    case 'type':
      return `must be ${[params.type as string | string[]].flat().join(' or ')}`;
    case 'format':
      return 'must be a time as ISO 8601 writes it, such as 2030-12-31T23:59:59Z';
    case 'pattern':
      return typeof parentSchema?.description === 'string' ? `must be ${parentSchema.description}` : message;
    case 'minLength':
      return limit === 1 ? 'cannot be empty' : `must have at least ${limit} characters`;
    case 'maxLength':
      return `must have at most ${limit} characters`;
    case 'minProperties':
    case 'maxProperties':
      return `must have at ${keyword === 'minProperties' ? 'least' : 'most'} ${limit} of its fields`;
    default:
      return message;
  }
}

/** A JSON pointer as a path: `/list/0/name` is `.list[0].name`. */
function dotted(pointer: string): string {
  const segments = pointer.split('/').slice(1);
  return segments
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((segment) => (/^\d+$/.test(segment) ? `[${segment}]` : `.${segment}`))
    .join('');
}
