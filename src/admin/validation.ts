import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';
import { StepgateError } from '../error.ts';
import type { ErrorDetail } from '../error.ts';

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
  const ajv = new Ajv({ allErrors: true, useDefaults: true, coerceTypes, strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  return ajv;
}

const PLACES: Readonly<Record<string, string>> = { querystring: 'query', params: 'params', headers: 'header' };

/** What Fastify's validation found, as 000400 with a path for each refused field. */
export function toRefusal(errors: readonly FastifySchemaValidationError[], place: string): StepgateError {
  const root = `request.${PLACES[place] ?? place}`;
  const details = (errors as ErrorObject[]).map((error) => detailOf(error, root));
  const first = details[0];
  return new StepgateError('000400', first ? `${first.path ?? root} ${first.message}` : `${root} is refused`, {
    errors: details,
  });
}

function detailOf(error: ErrorObject, root: string): ErrorDetail {
  const path = root + dotted(error.instancePath);
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'required':
      return { path: `${path}.${String(params.missingProperty)}`, message: 'is required' };
    case 'additionalProperties':
      return { path: `${path}.${String(params.additionalProperty)}`, message: 'is not a field of this call' };
    case 'enum':
      return { path, message: `must be one of ${(params.allowedValues as unknown[]).join(', ')}` };
    default:
      return { path, message: error.message ?? 'is refused' };
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
